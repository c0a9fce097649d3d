"""Freed places are offered down the list, pass on, and are sold once however many press."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from essex_portal.accounts.roles import Role
from essex_portal.mail.models import Message
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.threads import at_once
from tests.integration.training.waiting.conftest import NOW, OFFERED_UNTIL, buy, give_up, sold_and_held, state_of, wait
from traded_assessment.models import PlaceHold, TrainingSession
from traded_assessment.queries.waiting import position_of
from traded_assessment.services.catalogue import CatalogueRefused, SessionFacts, save_session
from traded_assessment.services.order_requests import Person
from traded_assessment.services.refusals import SessionFull
from traded_assessment.services.waiting_list import leave, pass_offers_on
from traded_assessment.states import HoldState, SessionState, WaitingState


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
