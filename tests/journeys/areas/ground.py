"""Home, people, the register and what belongs to no area."""

from django.utils import timezone
from playwright.sync_api import Browser

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.accounts.services.invitations import invite
from essex_portal.accounts.services.tokens import make_token
from essex_portal.organisations.models import Organisation
from tests.journeys.areas.area import A_FILE, A_PART, API, Area
from tests.journeys.conftest import Portal

SIGNING_IN = (
    "looked at in journey_people_pages and tests of sign-in: a step that only a link in a mail or a form leads to"
)
NOT_WALKED = {
    "healthz": API,
    "readyz": API,
    "documents:download": A_FILE,
    "documents:status": A_PART,
    "documents:retry": A_PART,
    "home:retry_job": A_PART,
    "organisations:rejected_rows": A_FILE,
    "organisations:retry_import": A_PART,
    "accounts:demo_sign_in": A_PART,
    "accounts:invitation": SIGNING_IN,
    "accounts:set_up_second_factor": SIGNING_IN,
}


def prepare(portal: Portal, browser: Browser) -> None:
    """An invitation and a token, so that there is something to take back."""
    finance = User.objects.get(memberships__role=Role.FINANCE)
    administrator = User.objects.get(memberships__role=Role.ADMINISTRATOR)
    invite(
        email="a.b@school.example",
        name="",
        organisation=Organisation.objects.open_schools().first(),
        role=Role.HEADTEACHER,
        by=administrator,
        now=timezone.now(),
    )
    make_token(
        user=finance,
        organisation=None,
        name="Ledger",
        scopes=["invoices"],
        expires_on=None,
        by=administrator,
        now=timezone.now(),
    )


AREA = Area(
    name="ground",
    namespaces=frozenset({"", "ui", "home", "documents", "organisations", "accounts"}),
    roles=(None, "headteacher", "headteacher_two_schools", "administrator"),
    prepare=prepare,
    not_walked=NOT_WALKED,
)
