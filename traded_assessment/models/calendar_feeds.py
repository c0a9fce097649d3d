"""Addresses that calendars subscribe to."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from essex_portal.organisations.models import Organisation
from traded_assessment.models.attendees import Attendee

OWNERS = ("school", "user", "attendee")
_ONE_OWNER = Q()
for _owner in OWNERS:
    _ONE_OWNER |= Q(**{f"{other}__isnull": other != _owner for other in OWNERS})


def new_feed_key() -> str:
    return secrets.token_hex(8)


class CalendarFeed(models.Model):
    """A signed address that shows the sessions of a school, of an account, or of a person with a place.

    It is good until it is revoked; a renewed one is a new row. An attendee's is good for the person who made it.
    """

    school = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="calendar_feeds")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="calendar_feeds"
    )
    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, null=True, related_name="calendar_feeds")
    attendee_key = models.CharField(max_length=12, blank=True, help_text="the person's link key when it was made")
    key = models.CharField(max_length=16, default=new_feed_key, editable=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    read_on = models.DateField(null=True, help_text="the last day on which a calendar fetched it")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_ONE_OWNER, name="a_calendar_feed_has_one_owner"),
            *(
                models.UniqueConstraint(
                    fields=[owner],
                    condition=Q(**{"revoked_at__isnull": True, f"{owner}__isnull": False}),
                    name=f"one_calendar_feed_a_{owner}",
                )
                for owner in OWNERS
            ),
        )

    def __str__(self) -> str:
        return f"Calendar feed {self.pk}"
