"""The figures and titles that the portal begins with, and the demonstration's sessions around a day."""

from datetime import date

import pytest
from django.core.management import call_command
from django.utils import timezone

from essex_portal.organisations.models import HalfTermDates
from essex_portal.organisations.queries import school_calendar
from tests.factories.calendar import make_half_terms
from tests.factories.schools import make_school
from traded_assessment import demo
from traded_assessment.models import Course, Package, PriceList, TrainingSession, VatRule
from traded_assessment.queries.prices import price_table_on
from traded_assessment.services.quotes import WantedLine, quote_for
from traded_assessment.states import Area, Product, Tier, VatCategory

pytestmark = pytest.mark.django_db

ON = date(2021, 11, 10)


class TestTheStart:
    @pytest.fixture(autouse=True)
    def loaded(self):
        call_command("load_training_start", verbosity=0)

    def test_the_prices_of_2021(self):
        table = price_table_on(ON)
        assert {tier: (row.subscription, row.single_session) for tier, row in table.package.items()} == {
            Tier.ESSEX_MAINTAINED: (315, 55), Tier.ESSEX_ACADEMY: (395, 65), Tier.OUTSIDE_ESSEX: (495, 75),
        }  # fmt: skip
        assert {key: (row.first, row.further) for key, row in table.events.items()} == {
            (Area.ESSEX, True): (40, 10), (Area.ESSEX, False): (60, 15),
            (Area.OUTSIDE_ESSEX, True): (50, 20), (Area.OUTSIDE_ESSEX, False): (70, 25),
        }  # fmt: skip
        assert table.staff_per_block == 2
        assert price_table_on(date(2021, 8, 31)) is None

    def test_the_package_and_its_courses(self):
        package = Package.objects.get()
        assert (package.first_on, package.last_on) == (date(2021, 9, 1), date(2022, 8, 31))
        assert (package.sessions_included, package.staff_per_session) == (10, 2)
        assert "summer 2022" in package.purpose
        assert Course.objects.filter(product=Product.SINGLE_SESSION).count() == 8
        assert Course.objects.filter(product=Product.EVENT).count() == 2
        assert not TrainingSession.objects.exists()

    def test_vat_begins_outside_scope_and_provisional(self):
        rule = VatRule.objects.get()
        assert (rule.category, rule.provisional, rule.rate) == (VatCategory.OUTSIDE_SCOPE, True, 0)

    def test_a_school_can_be_quoted_at_once(self):
        quote = quote_for(school=make_school(), lines=[WantedLine(Product.SUBSCRIPTION)], on=ON)
        assert (quote.gross, quote.lines[0].vat_provisional) == (315, True)

    def test_a_second_run_changes_nothing(self):
        Course.objects.filter(product=Product.EVENT).update(summary="Changed by the office")
        call_command("load_training_start", verbosity=0)
        assert Course.objects.filter(summary="Changed by the office").count() == 2
        assert (PriceList.objects.count(), VatRule.objects.count(), Course.objects.count()) == (1, 1, 10)


class TestTheDemonstration:
    @pytest.fixture(autouse=True)
    def calendar(self):
        make_half_terms()

    def of_year(self, year):
        first, last = date(year, 9, 1), date(year + 1, 8, 31)
        return TrainingSession.objects.filter(starts_at__date__range=(first, last))

    def test_ten_sessions_and_two_events_a_year(self):
        demo.load(today=date(2026, 11, 23))
        for year in (2021, 2026):
            assert self.of_year(year).filter(course__product=Product.SINGLE_SESSION).count() == 10
            assert self.of_year(year).filter(course__product=Product.EVENT).count() == 2
        assert TrainingSession.objects.count() == 24

    def test_the_briefings_are_in_their_half_terms(self):
        demo.load(today=ON)
        briefings = TrainingSession.objects.filter(course__title__startswith="Termly").order_by("starts_at")
        calendar = school_calendar()
        days = [timezone.localdate(session.starts_at) for session in briefings]
        assert [calendar.half_term_of(day).name for day in days if day < date(2022, 9, 1)] == [
            "Autumn 2", "Spring 2", "Summer 1",
        ]  # fmt: skip

    @pytest.mark.parametrize("today", [date(2021, 11, 10), date(2024, 2, 29), date(2026, 11, 23), date(2027, 7, 20)])
    def test_there_is_something_ahead_and_all_on_school_days(self, today):
        demo.load(today=today)
        calendar = school_calendar()
        days = [timezone.localdate(session.starts_at) for session in TrainingSession.objects.all()]
        assert max(days) > today
        assert all(calendar.is_school_day(day) for day in days)

    def test_a_second_run_changes_nothing(self):
        demo.load(today=date(2026, 11, 23))
        TrainingSession.objects.update(capacity=7)
        demo.load(today=date(2026, 11, 23))
        assert set(TrainingSession.objects.values_list("capacity", flat=True)) == {7}
        assert HalfTermDates.objects.filter(academic_year="2026/27").count() == 6

    def test_years_that_the_calendar_does_not_know_are_provisional(self):
        demo.load(today=date(2026, 11, 23))
        added = HalfTermDates.objects.filter(academic_year="2026/27")
        assert all(term.provisional for term in added)
        assert added.get(number=2).first_on == date(2026, 11, 2)

    def test_a_known_year_keeps_its_dates(self):
        HalfTermDates.objects.create(
            academic_year="2026/27", number=1, name="Autumn 1", first_on=date(2026, 9, 3), last_on=date(2026, 10, 23)
        )
        demo.load(today=date(2026, 11, 23))
        first, second = HalfTermDates.objects.filter(academic_year="2026/27").order_by("number")[:2]
        assert (first.first_on, first.provisional, second.provisional) == (date(2026, 9, 3), False, True)
        assert self.of_year(2026).count() == 12
