"""The dashboard: each figure is the sum of the rows that it opens."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from tests.factories.calendar import make_half_terms
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import Attendee, Booking, Cancellation, TrainingSession, WaitingEntry
from traded_assessment.periods import year_as_period
from traded_assessment.queries.figures import METRICS, TIERS, Asked, figures_of, rows_of, total_of
from traded_assessment.services.crediting import Off, credit_lines
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import BookingState, CreditKind, Product, SessionState, Tier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("briefing_day")]

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
SPRING_1 = datetime(2022, 1, 18, 16, tzinfo=UTC)
HOLIDAYS = datetime(2022, 2, 15, 16, tzinfo=UTC)  # after Spring 1, which they count to
SUMMER_1 = datetime(2022, 5, 3, 15, tzinfo=UTC)
YEAR = "2021/22"


def session(starts_at=SPRING_1, **more):
    more = {"capacity": 20, "ends_at": starts_at + timedelta(hours=1)} | more
    return TrainingSessionFactory(starts_at=starts_at, **more)


def order(school, by, at, *names, key="k"):
    people = tuple(Person(name, "", f"{name}@school.example") for name in names)
    line = OrderLineRequest(Product(at.course.product), at.pk, people)
    return place_order(school=school, lines=[line], idempotency_key=key, by=by, now=NOW)


def cancel(booking, by, kind=CreditKind.CANCELLED, **more):
    return Cancellation.objects.create(
        booking=booking, key=f"c{booking.pk}", kind=kind, places=booking.places, whole=True, cancelled_at=NOW,
        cancelled_by=by, charge_percent=0, why="Free until 15 days before", **more,
    )  # fmt: skip


@pytest.fixture
def trade(school, head, officer):
    """A year: sold, open, waited for, cancelled, absent, paid and credited."""
    make_half_terms()
    academy = make_school(type_code=34, name="Academy")
    spring, holidays, summer = session(), session(HOLIDAYS), session(SUMMER_1)
    order(school, head, spring, "a", "b")
    order(academy, officer, holidays, "c", key="2")
    given_up = order(school, head, summer, "d", "e", "f", key="3")
    booking = given_up.bookings.get()
    Booking.objects.filter(pk=booking.pk).update(state=BookingState.CANCELLED)
    cancel(booking, head)
    first = given_up.lines.first()
    credit_lines(
        off=[Off(first, Decimal(55), "Given up")], kind=CreditKind.CANCELLED, reason="Given up", by=officer, now=NOW
    )
    WaitingEntry.objects.create(training_session=spring, school=academy, places=4, joined_by=officer, joined_at=NOW)
    person = Attendee.objects.get(name="a")
    person.record("absent", at=SPRING_1, by_id=officer.pk)
    person.save()
    session(SUMMER_1 + timedelta(days=1), state=SessionState.CLOSED)


def address(route, *args, **query):
    return reverse(f"traded_assessment:{route}", args=args, query=query)


class TestFigures:
    def test_by_half_term_with_its_holidays(self, trade):
        found = figures_of(YEAR, NOW)

        assert [period.name for period in found.periods][2] == "Spring 1"
        assert {key: found.of(key, "3") for key in ("sold", "open", "waiting", "absent")} == {
            "sold": 3, "open": 37, "waiting": 4, "absent": 1,
        }  # fmt: skip
        assert (found.of("sold", "5"), found.of("cancelled", "5"), found.of("open", "5")) == (0, 3, 20)

    def test_income_by_the_day_of_the_order_and_by_tier_less_credits(self, trade):
        found = figures_of(YEAR, NOW)

        assert found.of("income", "2", Tier.ESSEX_MAINTAINED) == Decimal(55) + Decimal(110) - Decimal(55)
        assert found.of("income", "2", Tier.ESSEX_ACADEMY) == Decimal(65)
        assert found.of("income") == Decimal(175)
        assert found.of("income", "3") == 0

    @pytest.mark.parametrize("metric", METRICS)
    def test_every_figure_is_the_sum_of_its_rows(self, trade, metric):
        found = figures_of(YEAR, NOW)
        assert found.of(metric) > 0, "the test would prove nothing"
        for period in (*found.periods, year_as_period(YEAR)):
            for tier in ("", *(key for key, _ in TIERS)) if METRICS[metric].tier else ("",):
                rows = rows_of(METRICS[metric], Asked(period, tier), NOW)
                figure = found.of(metric, period.key or None, tier or None)
                assert figure == total_of(rows, METRICS[metric]) == sum(row.figure for row in rows)

    def test_who_moved_has_not_cancelled(self, trade, school, head):
        moved = order(school, head, session(SUMMER_1 + timedelta(days=2)), "g", key="4").bookings.get()
        to = order(school, head, session(SUMMER_1 + timedelta(days=3)), "g", key="5").bookings.get()
        cancel(moved, head, CreditKind.MOVED, moved_to=to)
        assert figures_of(YEAR, NOW).of("cancelled") == 3

    def test_another_year_has_nothing(self, trade):
        found = figures_of("2023/24", NOW)
        assert [found.of(metric) for metric in METRICS] == [0] * len(METRICS)

    def test_sessions_that_have_begun_or_are_full_have_nothing_open(self, open_for_business):
        session(NOW - timedelta(minutes=1))
        TrainingSession.objects.filter(pk=session().pk).update(places_sold=20)
        assert figures_of(YEAR, NOW).of("open") == 0


class TestPages:
    def test_numbers_and_pictures(self, as_office, trade):
        page = as_office.get(address("figures", year=YEAR)).content.decode()
        assert "Income by half term and tier, 2021/22" in page
        assert "The income of the year is £175 before VAT" in page
        assert "£175.00" in page

    @pytest.mark.parametrize("metric", METRICS)
    def test_each_figure_opens_rows_that_add_up_to_it(self, as_office, trade, metric):
        figures = as_office.get(address("figures", year=YEAR))
        cell = next(one for one in figures.context["totals"] if one["metric"].key == metric)
        rows = as_office.get(cell["href"])
        assert rows.status_code == 200
        assert rows.context["total"] == cell["value"] == sum(row.figure for row in rows.context["rows"])

    def test_the_rows_of_one_half_term_and_tier(self, as_office, trade):
        page = as_office.get(address("figure_rows", "sold", year=YEAR, half_term="3", tier="essex_academy"))
        assert [(row.school, row.figure) for row in page.context["rows"]] == [("Academy", 1)]
        assert "Spring 1, 2021/22" in page.content.decode()

    @pytest.mark.parametrize("nonsense", [{"year": "x"}, {"half_term": "9"}, {"tier": "y"}, {"page": "z"}])
    def test_nonsense_in_the_address(self, as_office, trade, nonsense):
        assert as_office.get(address("figures", **nonsense)).status_code == 200
        assert as_office.get(address("figure_rows", "sold", **nonsense)).status_code == 200

    def test_before_anything_is_sold(self, as_office):
        assert as_office.get(address("figures")).status_code == 200
        assert "Nothing adds to this figure" in as_office.get(address("figure_rows", "sold")).content.decode()

    @pytest.mark.parametrize("metric", [None, "sold", "income", "open"])
    def test_as_many_queries_for_30_rows_as_for_3(self, as_office, open_for_business, head, metric):
        where = address("figure_rows", metric, year=YEAR) if metric else address("figures", year=YEAR)
        counts = []
        for number in (3, 30):
            for one in range(number):
                school = make_school()
                by = make_person(Role.HEADTEACHER, school)
                order(school, by, session(SPRING_1 + timedelta(minutes=one + number)), "a", key=f"{number}-{one}")
            as_office.get(where)
            with CaptureQueriesContext(connection) as queries:
                as_office.get(where)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15
