"""When the subscription would cost less than the single sessions of the year."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from essex_portal.organisations.models import Organisation, SchoolLink
from tests.factories.accounts import make_account
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from tests.integration.training.converting.conftest import NOW, buy, buy_singles
from traded_assessment.models import Booking, TrainingSession
from traded_assessment.queries.advice import Conversion, best_conversion
from traded_assessment.queries.baskets import BasketLine
from traded_assessment.services.crediting import Off, credit_lines
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.quotes import facts_for
from traded_assessment.states import BookingState, CreditKind, Product


def advised(school: Organisation, *lines: tuple[TrainingSession, int]) -> Conversion | None:
    wanted = [
        BasketLine(training_session=session, people=tuple(Person(f"P{n}") for n in range(people))).wanted
        for session, people in lines
    ]
    return best_conversion(facts_for(school=school, lines=wanted, on=NOW.date()))


class TestAdvice:
    @pytest.mark.parametrize(
        ("la", "type_code", "bought", "saving"),
        [(881, 1, 4, -40), (881, 1, 5, 15), (881, 34, 5, -5), (881, 34, 6, 60), (883, 34, 5, -45), (883, 34, 6, 30)],
    )
    def test_the_next_single_tips_the_scale(self, open_for_business, la, type_code, bought, saving):
        school = make_school(la=la, type_code=type_code)
        buy_singles(school, make_account(organisation=school), bought)
        found = advised(school, (TrainingSessionFactory(), 2))
        assert found.advice.saving == saving
        assert found.advice.pays is (saving > 0)

    def test_six_singles_in_one_basket_are_advised_too(self, school):
        found = advised(school, *((TrainingSessionFactory(), 2) for _ in range(6)))
        assert (found.advice.without, found.advice.with_it, found.advice.credit) == (330, 315, 0)

    def test_events_count_at_the_subscribers_price(self, school, head):
        buy_singles(school, head, 5)
        event = TrainingSessionFactory(course__product=Product.EVENT)
        found = advised(school, (event, 1))
        assert (found.advice.without, found.advice.with_it, found.advice.pays) == (335, 355, False)

    def test_a_third_persons_block_stays_paid(self, school, head):
        buy_singles(school, head, 6, people=3)
        found = advised(school)
        assert (found.advice.charged, found.advice.credit, found.advice.kept) == (660, 330, 330)
        assert found.advice.saving == 15

    def test_what_is_credited_already_or_cancelled_is_left_out(self, school, head):
        [credited, cancelled, *_] = buy_singles(school, head, 7)
        off = [Off(credited.lines.get(), Decimal(55), "Goodwill")]
        credit_lines(off=off, kind=CreditKind.GOODWILL, reason="Goodwill", by=head, now=NOW)
        Booking.objects.filter(order=cancelled).update(state=BookingState.CANCELLED)
        assert advised(school).advice.charged == 275

    def test_singles_of_the_school_that_an_academy_was_count(self, school, head):
        buy_singles(school, head, 5)
        academy = make_school(type_code=34)
        SchoolLink.objects.create(earlier=school.school, later=academy.school, kind="Result of conversion")
        found = advised(academy, (TrainingSessionFactory(), 2))
        assert (found.advice.without, found.advice.with_it) == (275 + 65, 395)

    def test_a_subscriber_and_a_school_without_singles_get_none(self, school, head):
        assert advised(school) is None
        buy(school, head, OrderLineRequest(Product.SUBSCRIPTION))
        assert advised(school, (TrainingSessionFactory(), 3)) is None

    def test_it_takes_few_queries(self, school, head):
        buy_singles(school, head, 2)
        with CaptureQueriesContext(connection) as few:
            advised(school)
        buy_singles(school, head, 4)
        with CaptureQueriesContext(connection) as many:
            advised(school)
        assert len(few) == len(many) <= 7
