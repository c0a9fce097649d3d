"""The county's term dates, as administrators keep them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import HalfTermDates
from essex_portal.organisations.queries import half_term_name, school_calendar
from essex_portal.organisations.services.starting_content import load_half_terms
from tests.factories.accounts import make_account, sign_in

pytestmark = pytest.mark.django_db

CALENDAR, NEW_YEAR = reverse("organisations:calendar"), reverse("organisations:new_year")
NEXT_YEAR = (
    ("2023-09-04", "2023-10-20"), ("2023-10-30", "2023-12-20"), ("2024-01-04", "2024-02-16"),
    ("2024-02-26", "2024-03-28"), ("2024-04-15", "2024-05-24"), ("2024-06-03", "2024-07-19"),
)  # fmt: skip


@pytest.fixture
def office(client: Client) -> Client:
    load_half_terms()
    return sign_in(client, make_account(Role.ADMINISTRATOR))


def half_term(number: int, year: str = "2021/22") -> HalfTermDates:
    return HalfTermDates.objects.get(academic_year=year, number=number)


def address(number: int) -> str:
    return reverse("organisations:half_term", args=[half_term(number).pk])


def year_form(dates: tuple[tuple[str, str], ...] = NEXT_YEAR, year: str = "2023/24") -> dict[str, str]:
    days = {f"first_on_{number}": first for number, (first, _) in enumerate(dates, start=1)}
    days |= {f"last_on_{number}": last for number, (_, last) in enumerate(dates, start=1)}
    return {"academic_year": year, "provisional": "on", **days}


def test_the_calendar_is_the_administrators(client: Client) -> None:
    sign_in(client, make_account(Role.HEADTEACHER))
    assert client.get(CALENDAR).status_code == 403


def test_the_published_year_holds_195_school_days(office: Client) -> None:
    """Source: domain.md C1."""
    year = [half_term(number) for number in range(1, 7)]
    known = school_calendar()
    assert [len(known.school_days(one.first_on, one.last_on)) for one in year] == [38, 35, 29, 30, 28, 35]
    page = office.get(CALENDAR).content.decode()
    assert page.count("Provisional</strong>") == 4
    assert page.count("Published</strong>") == 8


def test_half_terms_go_by_name(office: Client) -> None:
    assert half_term_name(dt.date(2021, 11, 10)) == "Autumn 2"
    assert half_term_name(dt.date(2021, 12, 25)) == half_term_name(dt.date(2050, 1, 1)) == ""


def test_a_change_is_kept_with_its_reason(office: Client) -> None:
    change = {"first_on": "2022-06-06", "last_on": "2022-07-21", "reason": "Revised by the council"}
    assert office.post(address(6), change).status_code == 302
    assert half_term(6).last_on == dt.date(2022, 7, 21)
    page = office.get(address(6)).content.decode()
    assert "Last day: 22 July 2022 → 21 July 2022" in page
    assert "Revised by the council" in page
    assert "First day:" not in page


def test_saving_without_a_change_leaves_no_trace(office: Client) -> None:
    row = half_term(1)
    same = {"first_on": row.first_on.isoformat(), "last_on": row.last_on.isoformat(), "reason": "None"}
    office.post(address(1), same)
    assert not AuditEvent.objects.filter(event="half_term.changed").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"first_on": "2021-11-01", "last_on": "2021-10-31"}, "The last day must be the first day or after it"),
        ({"first_on": "2021-10-22", "last_on": "2021-12-17"}, "Autumn 2 must begin after Autumn 1 has ended on"),
        ({"first_on": "2021-11-01", "last_on": "2022-01-04"}, "Spring 1 must begin after Autumn 2 has ended on"),
        ({"first_on": "2020-11-01", "last_on": "2021-12-17"}, "The day must be from 1 September 2021 to 31 August"),
        ({"first_on": "2021-11-01", "last_on": ""}, "Enter last day"),
        ({"first_on": "2021-11-31", "last_on": "2021-12-17"}, "First day must be a real date"),
        ({"first_on": "2021-11-01", "last_on": "2021-12-17", "reason": ""}, "Enter why the dates change"),
    ],
)
def test_dates_that_cannot_be_are_explained(office: Client, change: dict[str, str], words: str) -> None:
    page = office.post(address(2), {"reason": "Why", **change}).content.decode()
    assert words in page
    assert half_term(2).first_on == dt.date(2021, 11, 1)
    assert half_term(2).last_on == dt.date(2021, 12, 17)


def test_a_year_is_added_whole(office: Client) -> None:
    assert office.post(NEW_YEAR, year_form(year="2023-24")).status_code == 302
    assert HalfTermDates.objects.filter(academic_year="2023/24", provisional=True).count() == 6
    assert half_term_name(dt.date(2024, 6, 3)) == "Summer 2"
    assert AuditEvent.objects.filter(event="half_term.added").count() == 6


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (year_form(year="2021/22"), "2021/22 is in the calendar already"),
        (year_form(year="2023/25"), "Academic year must be like 2023/24"),
        (year_form(year="soon"), "Academic year must be like 2023/24"),
        (year_form(year=""), "Enter academic year"),
        (year_form(NEXT_YEAR[::-1]), "Autumn 2 must begin after Autumn 1 has ended"),
        (year_form(year="2024/25"), "The day must be from 1 September 2024 to 31 August 2025"),
    ],
)
def test_a_year_that_cannot_be_is_explained_and_what_was_entered_is_kept(
    office: Client, form: dict[str, str], words: str
) -> None:
    page = office.post(NEW_YEAR, form).content.decode()
    assert words in page
    assert 'value="2023"' in page or 'value="2024"' in page
    assert HalfTermDates.objects.count() == 12
