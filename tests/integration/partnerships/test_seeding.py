"""Self-reviews of the past: three for every partnership, the same each time, and home says what is to do."""

from datetime import date

import pytest

from essex_portal.accounts.roles import Role
from essex_portal.home.queries import todos_for
from essex_portal.organisations.models import District
from partnerships import starting_content
from partnerships.models import AgreedAnswer, Round, RoundSchool
from partnerships.queries.evaluation import statements_of
from partnerships.seeding import seed_evaluations
from partnerships.services.answering import Given, save_answers
from partnerships.states import RoundState
from tests.factories.evaluation import hand_in, make_round, move
from tests.factories.partnerships import make_partnership, make_quadrant
from tests.factories.people import make_person
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db
TODAY = date(2021, 11, 10)


@pytest.fixture
def county():
    """Two partnerships without schools in a quadrant of six, and the county's questions."""
    starting_content.load_question_set(starting_content.read("question_set"))
    quadrant = make_quadrant()
    district = District.objects.create(code="E07000071", name="Colchester", quadrant=quadrant)
    for number in range(6):
        make_school(name=f"School {number}", district=district)
    return [make_partnership(name) for name in ("Marsh", "Hill")]


def test_every_partnership_has_three_past_rounds_once(county):
    assert [seed_evaluations(today=TODAY) for _ in range(2)] == [6, 0]
    rounds = set(Round.objects.values_list("partnership__name", "name", "state"))
    terms = ("Summer 2020", "Autumn 2020", "Summer 2021")
    assert rounds == {(name, term, RoundState.PUBLISHED) for name in ("Marsh", "Hill") for term in terms}
    handed = RoundSchool.objects.exclude(handed_in_at=None).count()
    assert 0 < handed <= 18
    assert AgreedAnswer.objects.count() == handed * len(statements_of(Round.objects.first()))


def test_what_is_drawn_is_plausible_and_the_same_again(county):
    seed_evaluations(today=TODAY, only=county[:1])
    levels = list(AgreedAnswer.objects.order_by("round_school__school__name", "pk").values_list("level", flat=True))
    assert {1, 2, 3, 4} >= {level for level in levels if level} > {2, 3}
    assert 0 < levels.count(None) < len(levels) / 5


class TestTodos:
    def test_a_colleague_is_asked_until_they_have_answered(self, now):
        asked = make_round().schools.all()[0]
        teacher = make_person(Role.SCHOOL_MEMBER, asked.school)
        words = [todo.text for todo in todos_for(teacher, asked.school, today=TODAY)]
        assert words == [f"Say how well the schools work together by 26 November 2021: {asked.round.partnership}"]
        save_answers(asked=asked, answers={statements_of(asked.round)[0].pk: Given(3)}, by=teacher, now=now)
        assert todos_for(teacher, asked.school, today=TODAY) == []

    def test_the_headteacher_is_asked_until_the_school_has_handed_in(self):
        asked = make_round().schools.all()[0]
        head = make_person(Role.HEADTEACHER, asked.school)

        def todos(day: int) -> list:
            found = todos_for(head, asked.school, today=TODAY.replace(day=day))
            return [todo.urgent for todo in found if "Hand in your school’s answers" in todo.text]

        assert (todos(10), todos(20), todos(27)) == ([False], [True], [])
        hand_in(asked, 3, by=head)
        assert todos(20) == []

    def test_the_lead_is_asked_to_publish(self):
        review = make_round(name="Autumn")
        hand_in(review.schools.all()[0], 3)
        lead = make_person(Role.PARTNERSHIP_LEAD, review.partnership)
        assert todos_for(lead, None, today=TODAY) == []
        move(review, RoundState.CLOSED)
        (todo,) = todos_for(lead, None, today=TODAY)
        assert "Publish the results of Autumn" in todo.text
        assert "1 of 3 schools handed in" in todo.text
