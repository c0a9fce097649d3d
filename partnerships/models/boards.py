"""Boards and who has a seat on them, from when to when."""

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from essex_portal.organisations.models import Organisation
from partnerships.states import SeatKind


class Board(models.Model):
    """A board of the county or of a part of it."""

    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=20, blank=True)
    area = models.CharField(max_length=60, help_text="the county, or the part of it that the board is for")
    quadrant = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="boards", help_text="empty: the whole county"
    )
    purpose = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class BoardSeat(models.Model):
    """A body that is represented on a board. `name` is as the board lists it; `body` is who that is, where known."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="seats")
    kind = models.CharField(max_length=12, choices=SeatKind)
    name = models.CharField(max_length=150)
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="board_seats")
    valid = DateRangeField(help_text="first day inclusive, day after the last exclusive; open upper: still seated")
    end_reason = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("kind", "name", "pk")
        constraints = (models.CheckConstraint(name="board_seat_for_a_day", condition=Q(valid__isempty=False)),)

    def __str__(self) -> str:
        return f"{self.name}, {self.board}"
