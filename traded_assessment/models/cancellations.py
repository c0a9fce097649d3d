"""What giving up places costs, as the training office sets it, and what was given up. Source: domain.md B5."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from essex_portal.jobs.models import Job
from traded_assessment.models.catalogue import TrainingSession
from traded_assessment.models.credits import CreditNote
from traded_assessment.models.orders import Booking, OrderLine
from traded_assessment.states import CreditKind, DayKind, Product

GIVING_UP = [
    (kind.value, kind.label) for kind in (CreditKind.CANCELLED, CreditKind.SESSION_CANCELLED, CreditKind.MOVED)
]

stays = pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)

never_more_than_was_bought = pgtrigger.Trigger(
    name="never_more_than_was_bought",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("line", "traded_assessment_orderline")],
    func="""
        SELECT * INTO line FROM traded_assessment_orderline WHERE id = NEW.order_line_id FOR UPDATE;
        IF (SELECT coalesce(sum(units), 0) + NEW.units FROM traded_assessment_givenupline
             WHERE order_line_id = NEW.order_line_id) > line.quantity THEN
            RAISE EXCEPTION 'more would be given up than line % has', NEW.order_line_id
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'never_more_than_was_bought';
        END IF;
        RETURN NEW;
    """,
)

bands_cover_every_day = pgtrigger.Trigger(
    name="bands_cover_every_day",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF jsonb_array_length(NEW.bands) = 0 OR (NEW.bands -> -1 ->> 'at_least')::int <> 0 OR EXISTS (
            SELECT 1 FROM jsonb_array_elements(NEW.bands) band
             WHERE (band ->> 'charge_percent')::int NOT BETWEEN 0 AND 100
                OR (band ->> 'may_move')::boolean IS NULL) THEN
            RAISE EXCEPTION 'the bands go down to the day of the session, each with a charge of 0 to 100 per cent'
                  USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


class CancellationPolicy(models.Model):
    """The bands of one product for what is ordered from a day on. A version is never changed: another follows.

    The newest of the latest `valid_from` not after the day of the order applies.
    """

    product = models.CharField(
        max_length=20,
        choices=[(Product.SINGLE_SESSION, "Sessions of the package"), (Product.EVENT, "Events")],
    )
    valid_from = models.DateField()
    days = models.CharField(max_length=10, choices=DayKind)
    bands = models.JSONField(help_text="at_least, charge_percent, may_move of each, the most days first")
    other_courses = models.BooleanField(default=False, help_text="a booking may move to another course of the product")
    reason = models.CharField(max_length=300)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="empty: came with the portal's starting content",
    )

    class Meta:
        ordering = ("product", "-valid_from", "-pk")
        verbose_name_plural = "cancellation policies"
        triggers = (stays, bands_cover_every_day)

    def __str__(self) -> str:
        return f"{self.get_product_display()} from {self.valid_from:%d %B %Y}"


class SessionCallOff(Job):
    """A session that the council calls off. Each booking is moved where there is room, or credited in full."""

    task_name = "traded_assessment.settle_call_off"

    training_session = models.OneToOneField(TrainingSession, on_delete=models.PROTECT, related_name="call_off")
    reason = models.CharField(max_length=2000, help_text="the people booked read it")
    move_to = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, null=True, related_name="+")
    called_off_at = models.DateTimeField()
    called_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta(Job.Meta):
        constraints = (
            *Job.Meta.constraints,
            models.CheckConstraint(condition=~Q(reason=""), name="a_call_off_says_why"),
            models.CheckConstraint(
                condition=~Q(move_to=models.F("training_session")), name="nobody_moves_to_what_is_called_off"
            ),
        )

    def __str__(self) -> str:
        return f"Call-off of {self.training_session}"


class Cancellation(models.Model):
    """Places of one booking that were given up at one moment, and by which rule. Never changed."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="cancellations")
    key = models.CharField(max_length=120, unique=True, help_text="the same key is the same cancellation")
    kind = models.CharField(max_length=20, choices=GIVING_UP)
    places = models.PositiveSmallIntegerField()
    whole = models.BooleanField(help_text="nothing of the booking was left")
    cancelled_at = models.DateTimeField()
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(CancellationPolicy, on_delete=models.PROTECT, null=True, related_name="+")
    days_before = models.PositiveSmallIntegerField(null=True, help_text="days that count, until the session")
    charge_percent = models.PositiveSmallIntegerField()
    waived = models.CharField(max_length=300, blank=True, help_text="why the office charged nothing")
    covered_released = models.PositiveSmallIntegerField(default=0)
    covered_lost = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=300, help_text="the rule in words")
    moved_to = models.OneToOneField(Booking, on_delete=models.PROTECT, null=True, related_name="moved_from")
    call_off = models.ForeignKey(SessionCallOff, on_delete=models.PROTECT, null=True, related_name="cancellations")
    credit_notes = models.ManyToManyField(CreditNote, related_name="cancellations")

    class Meta:
        ordering = ("-cancelled_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(places__gt=0), name="a_cancellation_gives_something_up"),
            models.CheckConstraint(condition=Q(charge_percent__lte=100), name="no_charge_above_the_price"),
            models.CheckConstraint(condition=Q(waived="") | Q(charge_percent=0), name="what_is_waived_is_free"),
            models.CheckConstraint(
                condition=Q(kind=CreditKind.CANCELLED) | Q(charge_percent=0), name="moves_and_call_offs_are_free"
            ),
            models.CheckConstraint(
                condition=Q(kind=CreditKind.MOVED, moved_to__isnull=False)
                | (~Q(kind=CreditKind.MOVED) & Q(moved_to__isnull=True)),
                name="a_booking_moves_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(charge_percent=0, covered_lost=0) | Q(charge_percent__gt=0, covered_released=0),
                name="covered_places_come_back_when_free",
            ),
            models.UniqueConstraint(fields=["booking"], condition=Q(whole=True), name="a_booking_ends_once"),
        )
        triggers = (stays,)

    def __str__(self) -> str:
        return f"{self.places} of {self.booking}"


class GivenUpLine(models.Model):
    """Units of an order's line that pay for nobody any more, and what came back for them before VAT."""

    cancellation = models.ForeignKey(Cancellation, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="given_up")
    units = models.PositiveSmallIntegerField()
    cost = models.DecimalField(max_digits=9, decimal_places=2, help_text="what was charged for these units")
    net = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(units__gt=0, net__gte=0), name="units_are_given_up_for_nothing_or_more"),
            models.CheckConstraint(condition=Q(net__lte=models.F("cost")), name="no_more_comes_back_than_it_cost"),
            models.UniqueConstraint(fields=["cancellation", "order_line"], name="a_line_is_given_up_once_at_a_time"),
        )
        triggers = (stays, never_more_than_was_bought)

    def __str__(self) -> str:
        return f"{self.units} of {self.order_line}"
