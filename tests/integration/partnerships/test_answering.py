"""What schools answer: saved, settled, handed in, and refused."""

from datetime import timedelta

import pytest

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from partnerships.models import AgreedAnswer, Answer
from partnerships.queries.answering import colleagues_of, own_progress, review_of
from partnerships.queries.evaluation import statements_of
from partnerships.services.answering import AnswerRefused, Given, NotComplete, hand_in, save_answers, settle_answers
from partnerships.states import RoundState
from tests.factories import evaluation as factories
from tests.factories.evaluation import make_round, move
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return make_round().schools.all()[0]


@pytest.fixture
def statements(asked):
    return [one.pk for one in statements_of(asked.round)]


@pytest.fixture
def teacher(asked):
    return make_person(Role.SCHOOL_MEMBER, asked.school, name="Assessment lead")


@pytest.fixture
def head(asked):
    return make_person(Role.HEADTEACHER, asked.school, name="Headteacher")


def test_what_one_person_thinks_is_kept_changed_and_taken_back(asked, statements, teacher, now):
    first, second, third, _ = statements
    given = {
        first: Given(3),
        second: Given(dont_know=True),
        third: Given(evidence="We met twice"),
        statements[3]: Given(),
    }
    assert save_answers(asked=asked, answers=given, by=teacher, now=now) == 3
    assert save_answers(asked=asked, answers=given, by=teacher, now=now) == 0
    later = now + timedelta(hours=1)
    assert save_answers(asked=asked, answers={first: Given(4), third: Given()}, by=teacher, now=later) == 2
    rows = {row.statement_id: (row.level, row.dont_know, row.saved_at) for row in Answer.objects.all()}
    assert rows == {first: (4, False, later), second: (None, True, now)}
    assert AuditEvent.objects.filter(event="round_school.answered").count() == 2
    assert AuditEvent.objects.first().after == {"statements": 2}  # never what was said


def test_progress_counts_steps_and_dont_know_but_not_words_alone(asked, statements, teacher, now):
    given = {statements[0]: Given(3), statements[1]: Given(evidence="Words"), statements[2]: Given(dont_know=True)}
    save_answers(asked=asked, answers=given, by=teacher, now=now)
    assert [(one.answered, one.total) for one in own_progress(asked, teacher)] == [(1, 2), (1, 2)]
    assert [(one.name, one.answered) for one in colleagues_of(asked)] == [("Assessment lead", 2)]


def test_the_headteacher_sees_colleagues_and_settles_one_answer(asked, statements, teacher, head, now):
    other = make_person(Role.SCHOOL_MEMBER, asked.school)
    save_answers(asked=asked, answers={statements[0]: Given(1, evidence="New staff")}, by=teacher, now=now)
    save_answers(asked=asked, answers={statements[0]: Given(4)}, by=other, now=now)
    settle_answers(asked=asked, answers={statements[0]: Given(2)}, by=head, now=now)
    first = review_of(asked, statements_of(asked.round))[0]
    assert (first.opinions.levels, first.opinions.disagree, first.agreed.level) == ((1, 4), True, 2)
    assert Answer.objects.count() == 2


def test_handing_in_needs_an_answer_to_every_statement(asked, statements, head, now):
    settle_answers(asked=asked, answers={statements[0]: Given(3), statements[1]: Given(evidence="?")}, by=head, now=now)
    with pytest.raises(NotComplete) as refusal:
        hand_in(asked=asked, by=head, now=now)
    assert [one.pk for one in refusal.value.missing] == statements[1:]
    rest = {pk: Given(dont_know=True) for pk in statements[1:]}
    settle_answers(asked=asked, answers=rest, by=head, now=now)
    handed = hand_in(asked=asked, by=head, now=now)
    assert (handed.handed_in_at, handed.handed_in_by) == (now, head)
    again = hand_in(asked=asked, by=head, now=now + timedelta(hours=1))
    assert again.handed_in_at == now
    assert AuditEvent.objects.filter(event="round_school.handed_in").count() == 1


@pytest.mark.parametrize("save", [save_answers, settle_answers])
def test_after_the_hand_in_nothing_is_taken(asked, statements, head, now, save):
    factories.hand_in(asked, 3, by=head)
    with pytest.raises(AnswerRefused, match=r"handed in its answers .* What you wrote is still on this page"):
        save(asked=asked, answers={statements[0]: Given(4)}, by=head, now=now)
    assert set(AgreedAnswer.objects.values_list("level", flat=True)) == {3}


@pytest.mark.parametrize("save", [save_answers, settle_answers])
@pytest.mark.parametrize("when", ["closed", "last day over"])
def test_after_the_end_nothing_is_taken(asked, statements, head, now, save, when):
    if when == "closed":
        move(asked.round, RoundState.CLOSED)
    else:  # the minutes before the portal closes it by itself
        now += timedelta(days=17)
    with pytest.raises(AnswerRefused, match=r"took answers until 26 November 2021 and is closed"):
        save(asked=asked, answers={statements[0]: Given(4)}, by=head, now=now)
    with pytest.raises(AnswerRefused, match="is closed"):
        hand_in(asked=asked, by=head, now=now)
    assert not Answer.objects.exists()


def test_on_the_last_day_answers_are_taken(asked, statements, teacher, now):
    last = now + timedelta(days=16, hours=10)
    assert save_answers(asked=asked, answers={statements[0]: Given(4)}, by=teacher, now=last) == 1
