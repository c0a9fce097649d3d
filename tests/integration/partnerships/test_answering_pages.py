"""The pages of a school: one part at a time, the headteacher's settling, handing in, and what comes too late."""

import pytest
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.roles import Role
from partnerships.models import AgreedAnswer, Answer, Statement
from partnerships.states import RoundState
from tests.factories.accounts import make_account, sign_in
from tests.factories.evaluation import answer, hand_in, make_own_statement, make_round, make_version, move
from tests.factories.partnerships import make_partnership
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.integration.partnerships.conftest import queries_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("briefing_day")]


@pytest.fixture
def asked():
    return make_round().schools.all()[0]


@pytest.fixture
def teacher(asked):
    return sign_in(Client(), make_account(Role.SCHOOL_MEMBER, asked.school, name="Assessment lead"))


@pytest.fixture
def head(asked):
    return sign_in(Client(), make_account(Role.HEADTEACHER, asked.school, name="Headteacher"))


def address(name: str, *args: object) -> str:
    return reverse(f"partnerships:{name}", args=args)


def statement(words: str) -> Statement:
    return Statement.objects.get(wording=words)


def levels(choice: str, *words: str) -> dict[str, str]:
    return {f"level_{statement(one).pk}": choice for one in words}


FIRST = ("Statement 1.1", "Statement 1.2")


def test_a_colleague_answers_one_part_after_the_other(teacher, asked):
    page = teacher.get(address("answer_part", asked.pk, 1))
    assert "part 1 of 2" in text_of(page)
    facts = levels("3", FIRST[0]) | levels("dont_know", FIRST[1])
    facts[f"evidence_{statement(FIRST[0]).pk}"] = "We <met> twice"
    saved = teacher.post(address("answer_part", asked.pk, 1), {**facts, "then": "next"})
    assert saved.url == address("answer_part", asked.pk, 2)
    rows = set(Answer.objects.values_list("statement__wording", "level", "dont_know", "evidence"))
    assert rows == {(FIRST[0], 3, False, "We <met> twice"), (FIRST[1], None, True, "")}
    assert "We &lt;met&gt; twice" in text_of(teacher.get(address("answer_part", asked.pk, 1)))
    last = teacher.post(address("answer_part", asked.pk, 2), {"then": "next"}, follow=True)
    assert "Your answers are saved" in text_of(last)
    assert "Done" in text_of(last)


def test_a_change_is_saved_by_itself(teacher, asked):
    page = address("answer_part", asked.pk, 1)
    said = teacher.post(page, levels("2", FIRST[0]), headers={"HX-Request": "true"})
    assert text_of(said) == "Saved at 9:30am"
    assert Answer.objects.get().level == 2
    move(asked.round, RoundState.CLOSED)
    said = teacher.post(page, levels("3", FIRST[0]), headers={"HX-Request": "true"})
    assert "Nothing was saved" in text_of(said)
    assert Answer.objects.get().level == 2


def test_an_answer_after_closing_is_refused_and_what_was_typed_stays(teacher, asked):
    move(asked.round, RoundState.CLOSED)
    facts = levels("4", FIRST[0]) | {f"evidence_{statement(FIRST[0]).pk}": "Typed for an hour"}
    shown = teacher.post(address("answer_part", asked.pk, 1), facts)
    assert shown.status_code == 200
    assert "took answers until 26 November 2021 and is closed" in text_of(shown)
    assert "Typed for an hour" in text_of(shown)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("facts", "message"),
    [({"level": "7"}, "Choose one of the steps shown"), ({"evidence": "x" * 2001}, "Write at most 2,000 characters")],
)
def test_bad_input_is_said_beside_the_field(teacher, asked, facts, message):
    sent = {f"{name}_{statement(FIRST[0]).pk}": value for name, value in facts.items()}
    shown = teacher.post(address("answer_part", asked.pk, 1), sent | levels("3", FIRST[1]))
    assert message in text_of(shown)
    assert not Answer.objects.exists()


def test_guidance_is_text_not_markup(asked, teacher):
    version = make_version(published=False)
    Statement.objects.filter(dimension__version=version).update(guidance="<script>alert(1)</script>")
    version.state, version.published_at = "published", version.made_at
    version.save()
    review = make_round(version=version, schools=[asked.school])
    shown = text_of(teacher.get(address("answer_part", review.schools.get().pk, 1)))
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_the_headteacher_sees_what_colleagues_think_and_where_they_differ(head, asked):
    for name, level in (("Year 2 teacher", 1), ("Assessment lead", 4)):
        person = make_person(Role.SCHOOL_MEMBER, asked.school, name=name)
        answer(asked, level, by=person, evidence=f"{name} says so")
    shown = text_of(head.get(address("settle_part", asked.pk, 1)))
    assert "They differ" in shown
    assert "From 1 Starting to 4 Leading" in shown
    assert "<strong>4 Leading</strong>, Assessment lead" in shown
    assert "Year 2 teacher says so" in shown


def test_where_all_agree_the_step_is_chosen_but_not_settled(head, asked):
    for _ in range(2):
        answer(asked, 3, by=make_person(Role.SCHOOL_MEMBER, asked.school))
    shown = text_of(head.get(address("settle_part", asked.pk, 1)))
    assert "It is settled when you save" in shown
    assert shown.count(" checked") == 2
    assert not AgreedAnswer.objects.exists()


def test_the_headteacher_settles_checks_and_hands_in(head, teacher, asked):
    early = head.post(address("check_answers", asked.pk))
    assert text_of(early).count(": 2 statements have no answer yet</a>") == 2
    for number in (1, 2):
        head.post(
            address("settle_part", asked.pk, number), levels("3", f"Statement {number}.1", f"Statement {number}.2")
        )
    assert "Every statement has an answer" in text_of(head.get(address("school_round", asked.pk)))
    done = head.post(address("check_answers", asked.pk), follow=True)
    assert "has handed in. Thank you" in text_of(done)
    asked.refresh_from_db()
    assert asked.has_handed_in
    assert text_of(teacher.get(address("school_answers", asked.pk))).count("3 Established") == 4
    late = head.post(address("settle_part", asked.pk, 1), levels("4", *FIRST))
    assert "handed in its answers on 10 November 2021" in text_of(late)
    assert set(AgreedAnswer.objects.values_list("level", flat=True)) == {3}
    assert head.get(address("check_answers", asked.pk)).url == address("school_answers", asked.pk)


def test_a_colleague_does_not_settle_nor_hand_in(teacher, asked):
    for page in (address("settle_part", asked.pk, 1), address("check_answers", asked.pk)):
        assert teacher.get(page).status_code == 403
        assert teacher.post(page).status_code == 403


def test_another_schools_part_is_not_found(client, asked):
    sign_in(client, make_account(Role.HEADTEACHER, make_school()))
    for page in (
        address("school_round", asked.pk),
        address("answer_part", asked.pk, 1),
        address("settle_part", asked.pk, 1),
        address("check_answers", asked.pk),
        address("school_answers", asked.pk),
    ):
        assert client.get(page).status_code == 404
    assert client.post(address("answer_part", asked.pk, 1), levels("3", *FIRST)).status_code == 404
    assert not Answer.objects.exists()


def test_a_draft_is_not_seen(teacher, asked):
    partnership = make_partnership(schools=[asked.school])
    make_round(partnership, state=RoundState.DRAFT, name="Not yet")
    assert "Not yet" not in text_of(teacher.get(address("school_rounds")))


def test_the_partnerships_own_statements_are_the_last_part(teacher, asked):
    partnership = make_partnership("Marsh Partnership")
    review = make_round(partnership, own=[make_own_statement(partnership)], schools=[asked.school])
    shown = text_of(teacher.get(address("answer_part", review.schools.get().pk, 3)))
    assert "part 3 of 3" in shown
    assert "Our own statement 1" in shown


def test_a_school_that_did_not_hand_in_reads_why(teacher, asked):
    move(asked.round, RoundState.CLOSED)
    shown = text_of(teacher.get(address("school_round", asked.pk)))
    assert "did not hand in, so it is not part of the results" in shown


class TestQueries:
    @pytest.mark.parametrize(("dimensions", "statements"), [(2, 2), (8, 6)])
    def test_the_pages_of_a_part_take_as_many_whatever_is_asked(self, asked, head, teacher, dimensions, statements):
        review = make_round(version=make_version(dimensions=dimensions, statements=statements), schools=[asked.school])
        school = review.schools.get()
        for _ in range(dimensions):
            answer(school, 3, by=make_person(Role.SCHOOL_MEMBER, asked.school))
        for client, name, args in (
            (teacher, "answer_part", (1,)),
            (head, "settle_part", (1,)),
            (head, "check_answers", ()),
            (head, "school_round", ()),
        ):
            assert queries_of(client, address(name, school.pk, *args)) <= 12, name

    def test_the_list_takes_as_many_for_30_as_for_3(self, asked, teacher):
        counts = []
        for more in (2, 27):
            for _ in range(more):
                hand_in(make_round(schools=[asked.school]).schools.get(), 3)
            counts.append(queries_of(teacher, address("school_rounds")))
        assert counts[0] == counts[1] <= 15
