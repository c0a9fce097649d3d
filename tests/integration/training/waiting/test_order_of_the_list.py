"""Who comes first on a waiting list."""

from datetime import timedelta

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import SchoolLink
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from tests.integration.training.waiting.conftest import NOW, buy, give_up, state_of, wait
from traded_assessment.models import Booking
from traded_assessment.queries.waiting import list_of, position_of
from traded_assessment.services.waiting_office import change_waiting_rules, move_entry, set_session_order
from traded_assessment.states import WaitingState


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
