"""Orders that are refused, and what the refusal says."""

from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import Role
from essex_portal.mail.models import Message
from essex_portal.organisations.models import SchoolLink
from essex_portal.organisations.states import EstablishmentStatus
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from tests.integration.training.orders.conftest import NOW, SUBSCRIPTION, line, place
from traded_assessment.models import Attendee, CoveredPlace, Order
from traded_assessment.pricing import AlreadySubscribed, PriceNotSet
from traded_assessment.services import refusals
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.states import Product, SessionState, Tier


class TestRefusals:
    def refused(self, kind, school, by, *lines, **changes):
        with pytest.raises(kind) as caught:
            place(school, by, *lines, **changes)
        assert not Order.objects.exists()
        assert not Message.objects.exists()
        return caught.value

    def test_nothing_asked(self, school, head):
        self.refused(refusals.EmptyOrder, school, head)

    def test_nobody_named(self, school, head, session):
        nobody = OrderLineRequest(Product.SINGLE_SESSION, session.pk, ())
        assert self.refused(refusals.NobodyNamed, school, head, nobody).line == 0
        self.refused(refusals.NobodyNamed, school, head, line(session, "One", " "))

    def test_the_same_person_twice(self, school, head, session):
        self.refused(refusals.SamePersonTwice, school, head, line(session, "Year 6 lead", "year 6 lead "))
        same = (Person("Lead", email="y6@maple.example"), Person("Year 6", email="Y6@maple.example"))
        self.refused(refusals.SamePersonTwice, school, head, OrderLineRequest(Product.SINGLE_SESSION, session.pk, same))

    def test_two_people_of_one_name_with_different_addresses_are_two(self, school, head, session):
        two = (Person("A. Teacher", email="a1@maple.example"), Person("A. Teacher", email="a2@maple.example"))
        place(school, head, OrderLineRequest(Product.SINGLE_SESSION, session.pk, two))
        assert Attendee.objects.count() == 2

    def test_the_same_session_twice(self, school, head, session):
        assert self.refused(refusals.SameThingTwice, school, head, line(session), line(session, "Other")).line == 1

    def test_a_session_that_does_not_exist(self, school, head, session):
        gone = OrderLineRequest(Product.SINGLE_SESSION, 0, (Person("One"),))
        self.refused(refusals.NoSuchSession, school, head, gone)
        self.refused(refusals.NoSuchSession, school, head, line(session, product=Product.EVENT))

    @pytest.mark.parametrize(
        ("state", "words"),
        [(SessionState.CLOSED, "closed for booking"), (SessionState.CANCELLED, "has been cancelled")],
    )
    def test_a_session_that_is_closed_or_cancelled(self, school, head, session, state, words):
        session.state = state
        session.save()
        assert words in str(self.refused(refusals.SessionNotBookable, school, head, line(session)))

    def test_a_session_that_has_begun(self, school, head, session):
        refusal = self.refused(
            refusals.SessionNotBookable, school, head, line(session), now=session.starts_at + timedelta(seconds=1)
        )
        assert "already begun" in str(refusal)

    def test_a_full_session(self, school, head, open_for_business):
        small = TrainingSessionFactory(capacity=1)
        refusal = self.refused(refusals.SessionFull, school, head, line(small, "One", "Two"))
        assert (refusal.session, refusal.places_left) == (small, 1)
        assert "has only 1 place left" in str(refusal)

    def test_the_database_has_the_last_word_on_a_full_session(self, school, head, open_for_business):
        small = TrainingSessionFactory(capacity=1)
        with patch("traded_assessment.services.orders.check_sessions"):
            refusal = self.refused(refusals.SessionFull, school, head, line(small, "One", "Two"))
        assert refusal.places_left == 1

    def test_a_changed_price(self, school, head, session):
        refusal = self.refused(refusals.PriceChanged, school, head, line(session), expected_gross=Decimal(50))
        assert (refusal.shown, refusal.now) == (Decimal(50), Decimal(55))

    def test_a_price_as_it_was_seen_is_taken(self, school, head, session):
        assert place(school, head, line(session), expected_gross=Decimal(55)).gross == Decimal(55)

    def test_a_price_that_is_not_set(self, open_for_business, session):
        independent = make_school(type_code=11)
        head = make_person(Role.HEADTEACHER, independent)
        self.refused(PriceNotSet, independent, head, line(session))

    def test_a_second_subscription_of_one_year(self, school, head):
        place(school, head, SUBSCRIPTION)
        with pytest.raises(AlreadySubscribed):
            place(school, head, SUBSCRIPTION, key="key-2")

    def test_an_academy_keeps_the_subscription_of_the_school_it_was(self, school, head, session):
        place(school, head, SUBSCRIPTION)
        academy = make_school(type_code=34)
        SchoolLink.objects.create(earlier=school.school, later=academy.school, kind="Result of conversion")
        new_head = make_person(Role.HEADTEACHER, academy)
        with pytest.raises(AlreadySubscribed):
            place(academy, new_head, SUBSCRIPTION, key="key-2")
        order = place(academy, new_head, line(session), key="key-3")
        assert (order.gross, order.tier) == (0, Tier.ESSEX_ACADEMY)
        assert CoveredPlace.objects.get().subscription.school == school

    def test_a_closed_school(self, school, head, session):
        school.school.status = EstablishmentStatus.CLOSED
        school.school.save()
        self.refused(refusals.SchoolClosed, school, head, line(session))

    def test_a_member_may_book_but_not_subscribe(self, school, teacher, session):
        assert place(school, teacher, line(session)).gross == Decimal(55)
        with pytest.raises(PermissionDenied, match="headteacher"):
            place(school, teacher, SUBSCRIPTION, key="key-2")

    def test_other_schools_people_and_former_ones_may_not_book(self, school, head, session):
        other = make_person(Role.HEADTEACHER, make_school())
        self.refused(PermissionDenied, school, other, line(session))
        Membership.objects.filter(user=head).update(ended_at=NOW)
        self.refused(PermissionDenied, school, head, line(session))

    def test_a_refusal_leaves_the_callers_transaction_usable(self, school, head, open_for_business):
        small = TrainingSessionFactory(capacity=1)
        with transaction.atomic():
            with (
                patch("traded_assessment.services.orders.check_sessions"),
                pytest.raises(refusals.SessionFull),
            ):
                place(school, head, line(small, "One", "Two"))
            assert not Order.objects.exists()
