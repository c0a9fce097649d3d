"""What a school says of its own partnerships: nothing changes until an officer of the quadrant agrees."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from essex_portal.organisations.models import Organisation
from partnerships.states import ProposalState, ProposedChange


class MembershipProposal(models.Model):
    """A school asks to join or to leave a partnership from a day on."""

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="membership_proposals")
    partnership = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="proposals_about")
    change = models.CharField(max_length=10, choices=ProposedChange)
    from_on = models.DateField(help_text="first day in the partnership, or the first day out of it")
    words = models.CharField(max_length=300, blank=True, help_text="why, in the school's words")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True, help_text="why it was refused")

    class Meta:
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["school", "partnership"],
                condition=Q(state=ProposalState.ASKED),
                name="one_open_proposal_a_school_and_partnership",
            ),
            models.CheckConstraint(
                name="refused_proposal_says_why", condition=~Q(state=ProposalState.REFUSED) | ~Q(answer="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.school}: {self.get_change_display().lower()} {self.partnership}"
