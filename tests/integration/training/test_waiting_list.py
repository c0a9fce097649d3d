"""Waiting lists: joining, offers that pass on, what the office does by hand, and that nobody jumps the queue."""

from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from essex_portal.organisations.models import SchoolLink
from tests.factories.accounts import sign_in
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from tests.factories.waiting import make_approval
from tests.integration.training.test_capacity import at_once
from traded_assessment.models import Booking, PlaceHold, TrainingSession, WaitingEntry
from traded_assessment.queries.waiting import list_of, position_of
from traded_assessment.services.catalogue import CatalogueRefused, SessionFacts, save_session
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.refusals import SessionFull
from traded_assessment.services.waiting_list import (
    WaitingRefused,
    join_waiting_list,
    leave,
    offer_freed_places,
    pass_offers_on,
)
from traded_assessment.services.waiting_office import (
    change_waiting_rules,
    move_entry,
    offer_by_hand,
    remove_entry,
    set_session_order,
)
from traded_assessment.states import BookingState, HoldState, Product, SessionState, WaitingState

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)  # a Wednesday
OFFERED_UNTIL = datetime(2021, 11, 11, 9, 30, tzinfo=UTC)  # 8 working hours on


@pytest.fixture
def session(open_for_business):
    return TrainingSessionFactory(course__title="Phonics", course__duties=["Phonics check"], capacity=3)


@pytest.fixture
def others(session):
    """Three schools with a head each; the first has booked every place."""
    schools = [make_school(name=f"{tree} Primary School") for tree in ("Oak", "Elm", "Ash")]
    heads = [make_person(Role.HEADTEACHER, school) for school in schools]
    buy(schools[0], heads[0], session, 3)
    return list(zip(schools, heads, strict=True))


def buy(school, by, session, places, *, key="", now=NOW):
    line = OrderLineRequest(Product(session.course.product), session.pk, unnamed=places)
    return place_order(school=school, lines=[line], idempotency_key=key or f"key-{by.pk}", by=by, now=now)


def wait(school, by, session, places=1, *, minutes=0, people=()):
    return join_waiting_list(
        school=school, session=session, places=places, people=people, by=by, now=NOW + timedelta(minutes=minutes)
    )


def give_up(session, places):
    """Places become free, in the way of whoever frees some: the row first, then the offers."""
    with transaction.atomic():
        booking = Booking.objects.filter(training_session=session, state=BookingState.BOOKED).earliest("pk")
        if booking.places == places:
            booking.state = BookingState.CANCELLED
        else:
            booking.places -= places
        booking.save()
        return offer_freed_places(session=session, now=NOW)


def state_of(entry):
    return WaitingEntry.objects.get(pk=entry.pk).state


def sold_and_held(session):
    session.refresh_from_db()
    return session.places_sold, session.places_held


class TestJoining:
    def test_positions_are_by_time(self, session, others):
        first, second = (wait(*others[number], session, minutes=number) for number in (1, 2))
        assert (position_of(first), position_of(second)) == (1, 2)

    @pytest.mark.parametrize(("places", "words"), [(0, "3 places"), (4, "3 places")])
    def test_no_more_places_than_there_are(self, session, others, places, words):
        with pytest.raises(WaitingRefused, match=words):
            wait(*others[1], session, places)

    def test_free_places_are_booked_not_waited_for(self, school, head, session):
        with pytest.raises(WaitingRefused, match="Book now"):
            wait(school, head, session)

    def test_a_school_is_on_the_list_once(self, session, others):
        wait(*others[1], session)
        with pytest.raises(WaitingRefused, match="already"):
            wait(*others[1], session)
        assert WaitingEntry.objects.count() == 1

    def test_the_database_holds_that_too(self, session, others):
        entry = wait(*others[1], session)
        entry.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            entry.save(force_insert=True)

    def test_only_the_schools_own_people(self, session, others):
        with pytest.raises(PermissionDenied):
            wait(others[1][0], others[2][1], session)

    @pytest.mark.parametrize("change", [{"state": SessionState.CLOSED}, {"starts_at": NOW}])
    def test_what_takes_no_bookings_has_no_list(self, session, others, change):
        TrainingSession.objects.filter(pk=session.pk).update(**change)
        with pytest.raises(WaitingRefused, match="no waiting list"):
            wait(*others[1], session)


class TestOffers:
    def test_freed_places_are_kept_for_the_next_and_nobody_else_can_book_them(self, session, others, school, head):
        entry = wait(*others[1], session, 2)
        assert give_up(session, 2) == [entry]
        assert sold_and_held(session) == (1, 2)
        entry.refresh_from_db()
        assert (entry.state, entry.hold.expires_at) == (WaitingState.OFFERED, OFFERED_UNTIL)
        with pytest.raises(SessionFull):
            buy(school, head, session, 1)

    def test_who_joined_and_the_headteacher_get_a_mail(self, session, others):
        elm, head = others[1]
        office = make_person(Role.SCHOOL_MEMBER, elm)
        entry = wait(elm, office, session)
        give_up(session, 1)
        mails = Message.objects.filter(subject__startswith="Places for your school")
        assert {mail.to for mail in mails} == {office.email, head.email}
        assert "until Thursday 11 November 2021 at 9:30am" in mails[0].text
        assert f"/training/bookings/waiting/{entry.pk}/" in mails[0].text

    def test_who_wants_more_is_passed_over_and_keeps_its_place(self, session, others):
        big, small = wait(*others[1], session, 3), wait(*others[2], session, 1, minutes=1)
        give_up(session, 1)
        assert (state_of(big), state_of(small)) == (WaitingState.WAITING, WaitingState.OFFERED)
        assert position_of(big) == 1

    def test_booking_uses_the_offer(self, session, others):
        entry = wait(*others[1], session, 2, people=[Person("Year 1 lead")])
        give_up(session, 2)
        buy(*others[1], session, 2)
        assert sold_and_held(session) == (3, 0)
        assert (state_of(entry), PlaceHold.objects.get().state) == (WaitingState.ACCEPTED, HoldState.USED)

    def test_booking_fewer_passes_the_rest_on(self, session, others):
        wait(*others[1], session, 2)
        second = wait(*others[2], session, 1, minutes=1)
        give_up(session, 2)
        buy(*others[1], session, 1)
        assert sold_and_held(session) == (2, 1)
        assert state_of(second) == WaitingState.OFFERED

    def test_letting_go_asks_the_next(self, session, others):
        first, second = wait(*others[1], session), wait(*others[2], session, minutes=1)
        give_up(session, 1)
        leave(entry=first, by=others[1][1], now=NOW)
        leave(entry=first, by=others[1][1], now=NOW)
        assert (state_of(first), state_of(second)) == (WaitingState.LET_GO, WaitingState.OFFERED)
        assert sold_and_held(session) == (2, 1)

    def test_leaving_while_waiting(self, session, others):
        entry = wait(*others[1], session)
        leave(entry=entry, by=others[1][1], now=NOW)
        assert give_up(session, 1) == []
        assert state_of(entry) == WaitingState.LEFT

    def test_an_offer_lapses_and_passes_on_by_itself(self, session, others):
        first, second = wait(*others[1], session), wait(*others[2], session, minutes=1)
        give_up(session, 1)
        pass_offers_on(now=OFFERED_UNTIL - timedelta(minutes=1))
        assert state_of(first) == WaitingState.OFFERED
        for _ in range(2):
            pass_offers_on(now=OFFERED_UNTIL)
        assert (state_of(first), state_of(second)) == (WaitingState.LAPSED, WaitingState.OFFERED)
        assert sold_and_held(session) == (2, 1)
        assert Message.objects.filter(subject__startswith="Your offer has run out").count() == 1
        assert Message.objects.filter(key__startswith=f"waiting:{second.pk}:offer").count() == 1

    def test_an_offer_that_ran_out_cannot_be_booked(self, session, others):
        wait(*others[1], session)
        give_up(session, 1)
        with pytest.raises(SessionFull):
            buy(*others[1], session, 1, now=OFFERED_UNTIL)

    def test_an_offer_never_lasts_past_the_start(self, session, others):
        start = NOW + timedelta(hours=2)
        TrainingSession.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
        entry = wait(*others[1], session)
        give_up(session, 1)
        entry.refresh_from_db()
        assert entry.hold.expires_at == start

    def test_the_list_ends_when_the_session_begins(self, session, others):
        entry = wait(*others[1], session)
        pass_offers_on(now=session.starts_at)
        assert state_of(entry) == WaitingState.LAPSED

    def test_a_cancelled_session_has_no_list_and_says_so(self, session, others):
        waiting = wait(*others[1], session), wait(*others[2], session)
        give_up(session, 1)
        TrainingSession.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
        pass_offers_on(now=NOW)
        assert {state_of(entry) for entry in waiting} == {WaitingState.LAPSED}
        assert sold_and_held(session) == (2, 0)
        assert Message.objects.filter(subject="Cancelled: Phonics").count() == 2

    def test_places_that_nobody_offered_are_offered_by_the_clock(self, session, others):
        entry = wait(*others[1], session)
        TrainingSession.objects.filter(pk=session.pk).update(capacity=4)
        pass_offers_on(now=NOW)
        assert state_of(entry) == WaitingState.OFFERED


def test_more_places_go_down_the_list_at_once(session, others, officer):
    entry = wait(*others[1], session)
    facts = SessionFacts(session.course, session.starts_at, session.ends_at, 4, session.join_link)
    save_session(session=session, facts=facts, now=NOW, by=officer)
    assert state_of(entry) == WaitingState.OFFERED
    fewer = SessionFacts(session.course, session.starts_at, session.ends_at, 3, session.join_link)
    with pytest.raises(CatalogueRefused, match="3 places are sold already and 1 kept for schools"):
        save_session(session=session, facts=fewer, now=NOW, by=officer)


class TestWhoComesFirst:
    def test_untrained_schools_where_the_office_says_so(self, session, others, officer):
        trained, untrained = others[1], others[2]
        earlier = TrainingSessionFactory(course__duties=["Phonics check", "Key stage 1"])
        buy(*trained, earlier, 1, key="earlier")
        first, second = wait(*trained, session), wait(*untrained, session, minutes=1)
        assert position_of(first) == 1
        set_session_order(session=session, untrained_first=True, by=officer)
        assert (position_of(second), position_of(first)) == (1, 2)
        give_up(session, 1)
        assert (state_of(first), state_of(second)) == (WaitingState.WAITING, WaitingState.OFFERED)

    def test_for_all_sessions_and_not_for_one(self, session, others, officer):
        buy(*others[1], TrainingSessionFactory(course__duties=["Phonics check"]), 1, key="earlier")
        first, second = wait(*others[1], session), wait(*others[2], session, minutes=1)
        change_waiting_rules(rules={"untrained_first": True}, by=officer)
        assert position_of(second) == 1
        set_session_order(session=session, untrained_first=False, by=officer)
        assert position_of(first) == 1

    def test_last_years_training_does_not_count(self, session, others, officer):
        start = NOW - timedelta(days=100)
        earlier = TrainingSessionFactory(
            course__duties=["Phonics check"], starts_at=start, ends_at=start + timedelta(hours=1)
        )
        Booking.objects.create(
            order=Booking.objects.first().order, school=others[1][0], training_session=earlier, places=1
        )
        first, _ = wait(*others[1], session), wait(*others[2], session, minutes=1)
        change_waiting_rules(rules={"untrained_first": True}, by=officer)
        assert position_of(first) == 1

    def test_the_order_set_by_hand_holds(self, session, others, officer, school, head):
        first, second = wait(*others[1], session), wait(*others[2], session, minutes=1)
        move_entry(entry=second, to=1, reason=" Window opens ", by=officer)
        third = wait(school, head, session, minutes=2)
        change_waiting_rules(rules={"untrained_first": True}, by=officer)
        assert [row.entry.pk for row in list_of(session)] == [second.pk, first.pk, third.pk]
        event = AuditEvent.objects.get(event="waiting_list.moved")
        assert (event.before, event.after, event.reason) == ({"number": 2}, {"number": 1}, "Window opens")


def test_what_a_predecessor_had_counts_for_its_academy(session, others, officer):
    academy, earlier = others[1][0], make_school()
    buy(earlier, make_person(Role.HEADTEACHER, earlier), TrainingSessionFactory(course__duties=["Phonics check"]), 1)
    SchoolLink.objects.create(later=academy.school, earlier=earlier.school)
    first, second = wait(*others[1], session), wait(*others[2], session, minutes=1)
    set_session_order(session=session, untrained_first=True, by=officer)
    assert (position_of(second), position_of(first)) == (1, 2)


@pytest.mark.parametrize("route", ["office_waiting_list", "approvals"])
def test_as_many_queries_for_30_rows_as_for_3(route, session, school, head, officer):
    counts = []
    change_waiting_rules(rules={"untrained_first": True}, by=officer)
    buy(school, head, session, 3)
    for number in (3, 27):
        for _ in range(number):
            other = make_school()
            person = make_person(Role.SCHOOL_MEMBER, other)
            wait(other, person, session)
            make_approval(school, by=make_person(Role.SCHOOL_MEMBER, school))
        who, args = (officer, [session.pk]) if route == "office_waiting_list" else (head, [])
        client = sign_in(Client(), who)
        client.get(reverse(f"traded_assessment:{route}", args=args))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"traded_assessment:{route}", args=args)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


class TestByHand:
    def test_offering_out_of_turn(self, session, others, officer):
        wait(*others[1], session, 3)
        second = wait(*others[2], session, 1, minutes=1)
        TrainingSession.objects.filter(pk=session.pk).update(capacity=4)
        offer_by_hand(entry=second, reason="Asked by phone", by=officer, now=NOW)
        assert state_of(second) == WaitingState.OFFERED
        with pytest.raises(WaitingRefused, match="does not wait"):
            offer_by_hand(entry=second, reason="Again", by=officer, now=NOW)

    def test_not_more_than_is_free(self, session, others, officer):
        entry = wait(*others[1], session, 2)
        with pytest.raises(WaitingRefused, match="wants 2, and 0 places are free"):
            offer_by_hand(entry=entry, reason="Try", by=officer, now=NOW)

    def test_removing_an_offer_asks_the_next(self, session, others, officer):
        first, second = wait(*others[1], session), wait(*others[2], session, minutes=1)
        give_up(session, 1)
        remove_entry(entry=first, reason="School closed", by=officer, now=NOW)
        told = Message.objects.get(subject__startswith="Off the waiting list")
        assert told.to == first.joined_by.email
        assert "School closed" not in told.text
        assert (state_of(first), state_of(second)) == (WaitingState.LET_GO, WaitingState.OFFERED)
        with pytest.raises(WaitingRefused):
            remove_entry(entry=first, reason="Again", by=officer, now=NOW)

    def test_the_rules_of_the_office_count_from_now_on(self, session, others, officer):
        change_waiting_rules(rules={"offer_hours": 1}, by=officer)
        entry = wait(*others[1], session)
        give_up(session, 1)
        entry.refresh_from_db()
        assert entry.hold.expires_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "offered"},
        {"state": "left"},
        {"state": "accepted", "ended_at": NOW},
        {"places": 0},
        {"ended_at": NOW},
    ],
)
def test_the_database_refuses_an_entry_that_contradicts_itself(session, others, changes):
    entry = wait(*others[1], session)
    with pytest.raises(IntegrityError), transaction.atomic():
        WaitingEntry.objects.filter(pk=entry.pk).update(**changes)


@pytest.mark.django_db(transaction=True)
def test_workers_and_buyers_at_once_make_one_offer_each_and_oversell_nothing(session, others):
    schools = [make_school() for _ in range(6)]
    buyers = [(school, make_person(Role.HEADTEACHER, school)) for school in schools]
    entries = [wait(*buyer, session, minutes=number) for number, buyer in enumerate(buyers)]
    give_up(session, 2)
    start = Barrier(8)

    def sweep():
        start.wait()
        pass_offers_on(now=OFFERED_UNTIL)

    def grab(buyer):
        start.wait()
        try:
            return buy(*buyer, session, 1, now=OFFERED_UNTIL)
        except SessionFull:
            return None

    at_once([sweep] * 4 + [lambda buyer=buyer: grab(buyer) for buyer in buyers[:2] + others[1:3]])
    connection.close()
    states = [state_of(entry) for entry in entries]
    assert states[:2] == [WaitingState.LAPSED] * 2
    assert states.count(WaitingState.OFFERED) == 2
    assert sold_and_held(session) == (1, 2)
