"""Joining a waiting list, and what the office and the database make of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.mail.models import Message
from tests.factories.accounts import sign_in
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.waiting import make_approval
from tests.integration.training.waiting.conftest import NOW, buy, give_up, state_of, wait
from traded_assessment.models import TrainingSession, WaitingEntry
from traded_assessment.queries.waiting import position_of
from traded_assessment.services.waiting_list import WaitingRefused
from traded_assessment.services.waiting_office import change_waiting_rules, offer_by_hand, remove_entry
from traded_assessment.states import SessionState, WaitingState


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
