"""Who leads an action and who helps: offices, with or without an account."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from essex_portal.organisations.models import Organisation
from essex_portal.tracker.models.actions import Action
from essex_portal.tracker.models.versions import Version, current_index, never_twice
from essex_portal.tracker.states import Handshake, PartyRole


class Party(models.Model):
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="parties")

    def __str__(self) -> str:
        return f"{self.action}, party {self.pk}"


class PartyVersion(Version):
    """An office's part in an action. It owns the action only when its handshake is accepted."""

    of = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="versions")
    role = models.CharField(max_length=10, choices=PartyRole)
    office = models.CharField(max_length=160)
    organisation_words = models.CharField(max_length=160, blank=True, help_text="as the plan names the organisation")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="tracker_parties"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="tracker_parties"
    )
    handshake = models.CharField(max_length=10, choices=Handshake, default=Handshake.NOT_ASKED)
    answer = models.TextField(blank=True, help_text="what the party wants changed, or why it declined")

    facts = ("role", "office", "organisation_words", "organisation", "user", "handshake", "answer")

    class Meta(Version.Meta):
        indexes = (
            current_index("party_now"),
            models.Index(fields=["user"], name="actions_of_a_person", condition=Q(known__upper_inf=True)),
        )
        constraints = (
            never_twice("a_party_is_one_thing_at_a_time"),
            models.CheckConstraint(
                condition=~Q(handshake=Handshake.AMENDED) | ~Q(answer=""), name="a_wanted_change_is_said"
            ),
        )

    def __str__(self) -> str:
        return f"{self.office} ({self.organisation_words})" if self.organisation_words else self.office

    @property
    def owns(self) -> bool:
        return self.handshake == Handshake.ACCEPTED
