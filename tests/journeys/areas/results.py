"""Results of self-reviews, the meeting on them and what is shared: what there must be for a walk to reach them."""

from datetime import timedelta

from django.utils import timezone

from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from partnerships.models import ResultsLink
from tests.factories.evaluation import make_version
from tests.factories.results import make_published, make_step
from tests.journeys.areas.area import A_FILE

NOT_WALKED = {
    "partnerships:round_results_sheet": A_FILE,
    "partnerships:compared_results_sheet": A_FILE,
}


def prepare() -> None:
    """Two published rounds of the lead's partnership, a step after the first, and a link to the second."""
    lead = Membership.objects.select_related("user").get(role=Role.PARTNERSHIP_LEAD)
    school = Membership.objects.filter(role=Role.HEADTEACHER).order_by("pk")[0].organisation
    version = make_version()
    answers = [[1, 3, 4, None], [4, 3, 4, None], [4, 3, 4, 2], [3, 3, 4, 2]]
    rounds = [
        make_published(answers, partnership=partnership_led(), schools=[school], version=version, opens_on=opens_on)
        for opens_on in (timezone.localdate() - timedelta(days=days) for days in (400, 100))
    ]
    for review in rounds:
        make_step(review, by=lead.user)
    ResultsLink.objects.create(
        round=rounds[-1],
        made_for="The governors",
        last_on=timezone.localdate() + timedelta(days=30),
        made_at=timezone.now(),
        made_by=lead.user,
    )


def partnership_led() -> Organisation:
    return Membership.objects.get(role=Role.PARTNERSHIP_LEAD).organisation


def starts(role: str | None) -> list[str]:
    """The page of the lead's own partnership: a walk opens one partnership only, and it may be another."""
    return [f"/partnerships/{partnership_led().pk}/"] if role == "partnership_lead" else []
