"""Peer review: one school visits another, and both agree what they saw."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from essex_portal.organisations.models import Organisation


class PeerVisit(models.Model):
    """A visit between schools of one or two partnerships. Private to both and the leads until both share it."""

    partnership = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="visits")
    other_partnership = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits_with_others",
        help_text="where the visit is between two partnerships",
    )
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="visits_received")
    visitor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="visits_made")
    on = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    focus = models.CharField(max_length=300)
    strengths = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    even_better = ArrayField(models.CharField(max_length=300), default=list, blank=True, help_text="even better if")
    follow_up_on = models.DateField(null=True, blank=True)
    follow_up_done_at = models.DateTimeField(null=True)
    shared_by_host_at = models.DateTimeField(null=True)
    shared_by_visitor_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, help_text="why it was cancelled")
    revision = models.PositiveSmallIntegerField(default=0, help_text="counts changes of its date, for calendars")
    arranged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField()

    class Meta:
        ordering = ("on", "starts", "pk")
        constraints = (
            models.CheckConstraint(name="no_school_visits_itself", condition=~Q(host=F("visitor"))),
            models.CheckConstraint(name="a_visit_ends_after_it_starts", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(
                name="a_visit_between_two_partnerships",
                condition=Q(other_partnership__isnull=True) | ~Q(partnership=F("other_partnership")),
            ),
            models.CheckConstraint(
                name="a_follow_up_comes_after_the_visit",
                condition=Q(follow_up_on__isnull=True) | Q(follow_up_on__gte=F("on")),
            ),
            models.CheckConstraint(
                name="a_done_follow_up_had_a_date",
                condition=Q(follow_up_done_at__isnull=True) | Q(follow_up_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_cancelled_visit_says_why", condition=Q(cancelled_at__isnull=True) | ~Q(reason="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.visitor} visits {self.host}"

    @property
    def is_shared(self) -> bool:
        """Whether both schools have shared it with their partnership."""
        return self.shared_by_host_at is not None and self.shared_by_visitor_at is not None
