"""Results of self-reviews, the meeting on them and what is shared: what there must be for a walk to reach them."""

from datetime import timedelta

from django.utils import timezone

from essex_portal.accounts.models import Membership, User
from essex_portal.accounts.roles import Role
from partnerships.models import ResultsLink
from tests.factories.evaluation import make_version
from tests.factories.results import also_led_by_the_lead, make_published, make_step
from tests.journeys.areas.area import A_FILE

NOT_WALKED = {
    "partnerships:round_results_sheet": A_FILE,
    "partnerships:compared_results_sheet": A_FILE,
}


def prepare() -> None:
    """Two published rounds of the lead's partnership, a step after the first, and a link to the second."""
    partnership = also_led_by_the_lead()
    lead = User.objects.get(memberships__organisation=partnership)
    school = Membership.objects.filter(role=Role.HEADTEACHER).order_by("pk")[0].organisation
    version = make_version()
    answers = [[1, 3, 4, None], [4, 3, 4, None], [4, 3, 4, 2], [3, 3, 4, 2]]
    rounds = [
        make_published(answers, partnership=partnership, schools=[school], version=version, opens_on=opens_on)
        for opens_on in (timezone.localdate() - timedelta(days=days) for days in (400, 100))
    ]
    for review in rounds:
        make_step(review, by=lead)
    ResultsLink.objects.create(
        round=rounds[-1],
        made_for="The governors",
        last_on=timezone.localdate() + timedelta(days=30),
        made_at=timezone.now(),
        made_by=lead,
    )


def starts(role: str | None) -> list[str]:
    """The partnership and the newest round: a walk opens one partnership and one round only, and it may be others."""
    if role != "partnership_lead":
        return []
    newest = ResultsLink.objects.get().round
    return [f"/partnerships/{newest.partnership_id}/", f"/partnerships/rounds/{newest.pk}/results/"]
