"""Presses at the same moment: a round opens once, a school hands in once, and no answer slips past either door."""

from datetime import UTC, date, datetime

import pytest

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from partnerships.models import AgreedAnswer, Answer, RoundSchool
from partnerships.queries.evaluation import statements_of
from partnerships.services.answering import AnswerRefused, Given, hand_in, save_answers, settle_answers
from partnerships.services.rounds import RoundRefused, close_overdue_rounds, open_round
from partnerships.states import RoundState
from tests.factories.evaluation import make_round
from tests.factories.partnerships import make_partnership
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
TIMES = 8


def refused(deed, *kinds: type[Exception]):
    """The deed, whose refusal is an answer too."""

    def tried():
        try:
            return deed()
        except kinds as refusal:
            return refusal

    return tried


def test_a_round_opened_many_times_at_once_asks_and_writes_once():
    school = make_school()
    partnership = make_partnership(schools=[school])
    make_person(Role.HEADTEACHER, school)
    lead = make_person(Role.PARTNERSHIP_LEAD, partnership)
    draft = make_round(partnership, state=RoundState.DRAFT)
    outcomes = at_once([refused(lambda: open_round(review=draft, by=lead, now=NOW), RoundRefused)] * TIMES)
    assert sum(isinstance(one, RoundRefused) for one in outcomes) == TIMES - 1
    assert (RoundSchool.objects.count(), Message.objects.count()) == (1, 1)


def test_a_school_hands_in_once_and_answers_of_that_moment_are_whole():
    asked = make_round().schools.all()[0]
    head = make_person(Role.HEADTEACHER, asked.school)
    statements = [one.pk for one in statements_of(asked.round)]
    settle_answers(asked=asked, answers=dict.fromkeys(statements, Given(3)), by=head, now=NOW)
    change = dict.fromkeys(statements, Given(1))
    deeds = [
        refused(lambda: hand_in(asked=asked, by=head, now=NOW), AnswerRefused),
        refused(lambda: settle_answers(asked=asked, answers=change, by=head, now=NOW), AnswerRefused),
    ]
    at_once(deeds * (TIMES // 2))
    assert AuditEvent.objects.filter(event="round_school.handed_in").count() == 1
    assert len(set(AgreedAnswer.objects.values_list("level", flat=True))) == 1  # all of one page, or none of it
    with pytest.raises(AnswerRefused):
        settle_answers(asked=asked, answers=change, by=head, now=NOW)


def test_an_answer_at_the_moment_of_closing_is_saved_or_refused():
    review = make_round(closes_on=date(2021, 11, 9))
    asked = review.schools.all()[0]
    people = [make_person(Role.SCHOOL_MEMBER, asked.school) for _ in range(TIMES)]
    first = statements_of(review)[0].pk
    evening = NOW.replace(day=9)  # for the person: their page was opened in time

    def answers(person):
        return refused(
            lambda: save_answers(asked=asked, answers={first: Given(3)}, by=person, now=evening), AnswerRefused
        )

    outcomes = at_once([*map(answers, people), lambda: close_overdue_rounds(now=NOW)])
    saved = sum(outcome == 1 for outcome in outcomes[:TIMES])
    assert Answer.objects.count() == saved
    review.refresh_from_db()
    assert review.state == RoundState.CLOSED


def test_closing_many_times_at_once_writes_to_the_lead_once():
    review = make_round(closes_on=date(2021, 11, 9))
    make_person(Role.PARTNERSHIP_LEAD, review.partnership)
    assert sum(at_once([lambda: close_overdue_rounds(now=NOW)] * TIMES)) == 1
    assert Message.objects.count() == 1
