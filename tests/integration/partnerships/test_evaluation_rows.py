"""What the database never lets into question sets and rounds."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from essex_portal.accounts.roles import Role
from partnerships import starting_content
from partnerships.models import AgreedAnswer, Answer, Item, QuestionSet, Round, RoundSchool, Statement
from partnerships.queries.evaluation import latest_versions, statements_of
from partnerships.states import ROUND_MOVES, RoundState
from tests.factories.evaluation import (
    OPENS,
    answer,
    at,
    hand_in,
    make_own_statement,
    make_round,
    make_statement,
    make_version,
    move,
    publish,
)
from tests.factories.partnerships import make_partnership, make_quadrant
from tests.factories.people import make_person
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db


def refused(words: str):
    return pytest.raises(DatabaseError, match=words)


def test_the_first_question_set_has_eight_dimensions_and_is_loaded_once():
    for name in starting_content.read("directory")["partnerships"]:
        make_quadrant(name)
    for _ in range(2):
        starting_content.load()
    version = QuestionSet.objects.get().versions.get()
    counts = [dimension.statements.count() for dimension in version.dimensions.all()]
    assert len(counts) == 8
    assert min(counts) >= 4
    assert [step.label for step in version.steps.all()] == ["Starting", "Developing", "Established", "Leading"]
    assert not Statement.objects.filter(guidance="").exists()
    assert list(latest_versions()) == [version]


@pytest.mark.parametrize("part", ["wording", "new", "gone", "dimension", "step", "version"])
def test_a_published_version_never_changes(part):
    version = make_version()
    dimension = version.dimensions.all()[0]
    statement = dimension.statements.all()[0]
    changes = {
        "wording": lambda: Statement.objects.filter(pk=statement.pk).update(wording="Other words"),
        "new": lambda: make_statement(dimension, position=9),
        "gone": lambda: statement.delete(),
        "dimension": lambda: version.dimensions.update(name="Other"),
        "step": lambda: version.steps.filter(level=1).update(label="Other"),
        "version": lambda: type(version).objects.filter(pk=version.pk).update(dont_know="Other"),
    }
    with refused("never changes|Cannot update"), transaction.atomic():
        changes[part]()
    statement.refresh_from_db()
    assert statement.wording == "Statement 1.1"


def test_a_draft_changes_and_goes():
    draft = make_version(published=False)
    Statement.objects.filter(dimension__version=draft).update(wording="Better words")
    draft.delete()
    assert not Statement.objects.exists()


def test_a_statement_that_follows_in_the_same_meaning_has_its_item():
    version = make_version(dimensions=1, statements=1)
    first = Statement.objects.get()
    draft = make_version(dimensions=1, statements=0, published=False, question_set=version.question_set)
    dimension = draft.dimensions.get()
    similar = make_statement(dimension, position=1, follows=first, link="similar")
    assert similar.item == first.item
    with refused("does not fit its link"), transaction.atomic():
        Statement.objects.filter(pk=similar.pk).update(item=Item.objects.create())
    with refused("does not fit its link"), transaction.atomic():
        Statement.objects.filter(pk=similar.pk).update(link="new")
    with refused("follows_one"), transaction.atomic():
        Statement.objects.filter(pk=similar.pk).update(follows=None)


def test_a_set_has_one_draft():
    draft = make_version(published=False)
    with refused("one_draft"), transaction.atomic():
        make_version(published=False, question_set=draft.question_set)
    publish(draft)
    assert make_version(published=False, question_set=draft.question_set).number == 2


def test_a_partnership_has_ten_statements_of_its_own():
    partnership = make_partnership()
    for position in range(1, 11):
        make_own_statement(partnership, position=position)
    for position, constraint in ((11, "ten_statements"), (10, "own_statement_a_position")):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            make_own_statement(partnership, position=position)


def test_what_a_round_asks_stays():
    partnership = make_partnership()
    own = make_own_statement(partnership)
    review = make_round(partnership, own=[own])
    assert statements_of(review)[-1] == own
    with refused("stays as it is"), transaction.atomic():
        Statement.objects.filter(pk=own.pk).update(wording="Other words")
    with refused("keeps_its_version|Cannot update"), transaction.atomic():
        Round.objects.filter(pk=review.pk).update(version=make_version())
    with refused("fixed when a round opens"), transaction.atomic():
        RoundSchool.objects.create(round=review, school=make_school())
    with refused("fixed when a round opens"), transaction.atomic():
        review.schools.all()[0].delete()
    with refused("fixed when a round opens"), transaction.atomic():
        review.own_statements.all().delete()
    other = make_own_statement(make_partnership())
    with refused("not of this partnership"), transaction.atomic():
        make_round(partnership, own=[other], state=RoundState.DRAFT)


@pytest.mark.parametrize("state", [state for state in RoundState if state != RoundState.DRAFT])
def test_a_round_moves_as_it_may(state):
    review = make_round(state=state, schools=[])
    for other in set(RoundState) - ROUND_MOVES[state] - {state}:
        with refused("Invalid transition"), transaction.atomic():
            Round.objects.filter(pk=review.pk).update(state=other)


def test_one_round_of_a_partnership_is_open_at_a_time():
    review = make_round(state=RoundState.CLOSED)
    make_round(review.partnership)
    with pytest.raises(IntegrityError, match="one_round_at_a_time"), transaction.atomic():
        move(review, RoundState.REOPENED)


def test_a_round_does_not_end_before_it_began():
    review = make_round()
    with pytest.raises(IntegrityError, match="ends_after_it_began"), transaction.atomic():
        Round.objects.filter(pk=review.pk).update(closes_on=date(2021, 10, 31))


@pytest.mark.parametrize("model", [Answer, AgreedAnswer])
@pytest.mark.parametrize("why", ["handed in", "closed"])
def test_answers_stay_after_the_hand_in_and_after_closing(model, why):
    review = make_round(version=make_version(dimensions=1, statements=2))
    school = review.schools.all()[0]
    head = make_person(Role.HEADTEACHER, school.school)
    answer(school, 3, by=head)
    hand_in(school, 3, by=head)
    if why == "closed":
        move(review, RoundState.CLOSED)
    with refused("does not take this answer"), transaction.atomic():
        model.objects.update(level=4)
    with refused("does not take this answer"), transaction.atomic():
        model.objects.all().delete()
    assert set(model.objects.values_list("level", flat=True)) == {3}


def test_a_school_that_did_not_hand_in_cannot_answer_after_closing():
    review = make_round(state=RoundState.CLOSED)
    school = review.schools.all()[0]
    with refused("does not take this answer"), transaction.atomic():
        answer(school, 3, by=make_person(Role.SCHOOL_MEMBER, school.school))
    with refused("handed in stays"), transaction.atomic():
        hand_in_alone(school)


def hand_in_alone(school: RoundSchool) -> None:
    school.handed_in_at, school.handed_in_by = at(OPENS), make_person(Role.HEADTEACHER, school.school)
    school.save()


def test_a_hand_in_is_taken_back_only_by_reopening():
    review = make_round()
    school = review.schools.all()[0]
    hand_in(school, 2)
    with refused("handed in stays"), transaction.atomic():
        RoundSchool.objects.filter(pk=school.pk).update(handed_in_at=None)
    move(review, RoundState.REOPENED)
    RoundSchool.objects.filter(pk=school.pk).update(handed_in_at=None)
    AgreedAnswer.objects.update(level=4)
    assert set(AgreedAnswer.objects.values_list("level", flat=True)) == {4}


def test_only_what_the_round_asks_is_answered():
    school = make_round().schools.all()[0]
    stranger = make_version().dimensions.all()[0].statements.all()[0]
    with refused("does not take this answer"), transaction.atomic():
        AgreedAnswer.objects.create(round_school=school, statement=stranger, level=3, saved_at=at(OPENS))


@pytest.mark.parametrize("fields", [{"level": 5}, {"level": 0}, {"level": 2, "dont_know": True}, {}])
def test_an_answer_is_a_step_or_dont_know(fields):
    review = make_round()
    statement = statements_of(review)[0]
    school = review.schools.all()[0]
    with pytest.raises(IntegrityError, match=r"is_a_step_or_dont_know|says_something"), transaction.atomic():
        AgreedAnswer.objects.create(round_school=school, statement=statement, saved_at=at(OPENS), **fields)
