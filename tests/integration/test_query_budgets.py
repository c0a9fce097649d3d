"""List pages ask the database as often for 30 rows as for 3, and at most 15 times (design.md section 8).

Lists of schools, people, tokens, invitations, events of the audit, sessions, bookings and invoices are held to it
beside their pages' other tests; this is the table of all others.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.documents.models import Document
from essex_portal.jobs.states import JobState
from essex_portal.organisations.models import District, HalfTermDates, Organisation, RegisterImport
from essex_portal.organisations.states import OrganisationKind
from tests.factories.accounts import join, make_account, sign_in
from tests.factories.schools import make_school
from tests.factories.training import PackageFactory, PriceListFactory, VatRuleFactory, on_sale
from traded_assessment.models import PriceRequest

MOST = 15
Add = Callable[[User, int], object]


def package(user: User, n: int) -> None:
    year = 2030 + n
    academic_year = f"{year}/{(year + 1) % 100:02d}"
    PackageFactory(academic_year=academic_year, first_on=date(year, 9, 1), last_on=date(year + 1, 8, 31))


def price_list(user: User, n: int) -> None:
    PriceListFactory(version=2 + n, valid_from=date(2022, 1, 1 + n))


def price_request(user: User, n: int) -> None:
    school = make_school(type_code=11)
    PriceRequest.objects.create(school=school, asked_by=make_account(organisation=school), wants="An event")


def vat_rule(user: User, n: int) -> None:
    VatRuleFactory(product="event", valid_from=date(2030 + n, 1, 1), valid_to=date(2030 + n, 12, 31))


def register_import(user: User, n: int) -> None:
    RegisterImport.objects.create(filename=f"register-{n}.csv", file_key=f"register-{n}", requested_by_id=user.pk)


def district(user: User, n: int) -> None:
    quadrant = Organisation.objects.create(kind=OrganisationKind.QUADRANT, name=f"Quadrant {n}")
    District.objects.create(code=f"E0700{n:04d}", name=f"District {n}", quadrant=quadrant)


def half_term(user: User, n: int) -> None:
    year = 2030 + n
    HalfTermDates.objects.create(
        academic_year=f"{year}/{(year + 1) % 100:02d}",
        number=1,
        name="Autumn 1",
        first_on=date(year, 9, 1),
        last_on=date(year, 10, 20),
    )


def failed_document(user: User, n: int) -> None:
    Document.objects.create(
        kind="invoice_pdf", key=f"failed-{n}", filename=f"{n}.pdf", state=JobState.FAILED, error="The disk is full.",
        finished_at=datetime(2021, 11, 10, tzinfo=UTC),
    )  # fmt: skip


def own_school(user: User, n: int) -> None:
    join(user, make_school(), Role.HEADTEACHER)


def other_browser(user: User, n: int) -> None:
    browser = Client()
    browser.get("/")
    session = browser.session
    session["n"] = n
    session.save()
    UserSession.objects.create(user=user, ip="127.0.0.1", session_key=session.session_key, user_agent=f"Browser {n}")


PAGES: dict[str, tuple[Role, Add]] = {
    "traded_assessment:packages": (Role.TRAINING_OFFICE, package),
    "traded_assessment:prices": (Role.TRAINING_OFFICE, price_list),
    "traded_assessment:price_requests": (Role.TRAINING_OFFICE, price_request),
    "traded_assessment:vat_rules": (Role.FINANCE, vat_rule),
    "organisations:imports": (Role.ADMINISTRATOR, register_import),
    "organisations:districts": (Role.ADMINISTRATOR, district),
    "organisations:calendar": (Role.ADMINISTRATOR, half_term),
    "home:jobs": (Role.ADMINISTRATOR, failed_document),
    "usersessions_list": (Role.HEADTEACHER, other_browser),
    "accounts:acting_for": (Role.HEADTEACHER, own_school),
}


@pytest.mark.django_db
@pytest.mark.parametrize("route", PAGES)
def test_a_list_asks_as_often_for_30_rows_as_for_3(client: Client, route: str) -> None:
    role, add = PAGES[route]
    on_sale()
    user = make_account(role)
    sign_in(client, user)
    counts, lengths = [], []
    for numbers in (range(3), range(3, 30)):
        for number in numbers:
            add(user, number)
        client.get(reverse(route))  # the first page after signing in notes the visit
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse(route))
        assert response.status_code == 200
        counts.append(len(queries))
        lengths.append(len(response.content))
    assert counts[0] == counts[1] <= MOST
    assert lengths[0] < lengths[1], "the rows are not on the page"
