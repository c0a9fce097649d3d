"""The lead's pages: a round from draft to results, refusals in words, and in how few statements."""

from datetime import date

import pytest
from django.urls import reverse

from essex_portal.accounts.roles import Role
from partnerships.models import Round, Statement
from partnerships.states import RoundState
from tests.factories.accounts import make_account, sign_in
from tests.factories.evaluation import hand_in, make_own_statement, make_round, make_version, move
from tests.factories.partnerships import make_partnership
from tests.factories.schools import make_school
from tests.integration.partnerships.conftest import queries_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("briefing_day")]


@pytest.fixture
def partnership():
    return make_partnership("Marsh Partnership", schools=[make_school(name=f"School {letter}") for letter in "ABC"])


@pytest.fixture
def lead(client, partnership):
    return sign_in(client, make_account(Role.PARTNERSHIP_LEAD, partnership))


def address(name: str, *args: object) -> str:
    return reverse(f"partnerships:{name}", args=args)


def day(value: date, name: str = "closes_on") -> dict[str, int]:
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def test_a_round_from_draft_to_open(lead, partnership):
    version, own = make_version(), make_own_statement(partnership)
    facts = {"name": "Autumn 2021", "version": version.pk, "own": [own.pk], **day(date(2021, 11, 26))}
    answer = lead.post(address("new_round", partnership.pk), facts, follow=True)
    assert "When you open it, 3 schools are asked" in text_of(answer)
    draft = Round.objects.get()
    shown = text_of(lead.get(address("open_round", draft.pk)))
    assert "3 schools are asked" in shown
    assert "5 statements" in shown
    assert "School A, School B, School C" in shown
    opened = text_of(lead.post(address("open_round", draft.pk), follow=True))
    assert "The round is open" in opened
    assert "<dt>Schools asked</dt><dd>3</dd>" in opened


def test_the_plan_says_what_is_wrong_and_loses_nothing(lead, partnership):
    answer = lead.post(
        address("new_round", partnership.pk), {"name": "Autumn 2021", **day(date(2021, 11, 1)), "version": ""}
    )
    shown = text_of(answer)
    assert answer.status_code == 200
    assert 'value="Autumn 2021"' in shown
    assert shown.count("govuk-error-message") == 1  # no questions chosen
    version = make_version()
    answer = lead.post(
        address("new_round", partnership.pk),
        {"name": "Autumn 2021", **day(date(2021, 11, 1)), "version": version.pk},
    )
    assert "The last day for answers must be today or later" in text_of(answer)
    assert not Round.objects.exists()


def test_progress_never_says_what(lead, partnership):
    review = make_round(partnership, schools=[member.school for member in partnership.partnership_members.all()])
    hand_in(review.schools.all()[0], 1, evidence="A secret of the school")
    shown = text_of(lead.get(address("round", review.pk)))
    assert "Handed in" in shown
    assert "A secret of the school" not in shown
    assert "Nobody at 2 schools has an account" in shown
    assert "Starting" not in shown


def test_a_refusal_stands_on_the_page(lead, partnership):
    closed = make_round(partnership, state=RoundState.CLOSED)
    shown = text_of(lead.post(address("publish_round", closed.pk)))
    assert "No school has handed in, so there is nothing to publish" in shown
    shown = text_of(lead.post(address("reopen_round", closed.pk), {"reason": "Late", **day(date(2021, 11, 1))}))
    assert "must be today or later" in shown
    assert "Late" in shown
    closed.refresh_from_db()
    assert closed.state == RoundState.CLOSED


def test_extend_close_reopen_publish(lead, partnership):
    review = make_round(partnership)
    lead.post(address("extend_round", review.pk), day(date(2021, 12, 3)))
    school = hand_in(review.schools.all()[0], 3)
    lead.post(address("close_round", review.pk))
    reopening = {"reason": "Late", "hand_back": [school.pk], **day(date(2021, 12, 10))}
    assert "open again" in text_of(lead.post(address("reopen_round", review.pk), reopening, follow=True))
    review.refresh_from_db()
    assert (review.state, review.closes_on) == (RoundState.REOPENED, date(2021, 12, 10))
    assert review.schools.filter(handed_in_at=None).count() == 3
    school.agreed_answers.all().delete()
    hand_in(school, 2)
    lead.post(address("close_round", review.pk))
    assert "The results are published" in text_of(lead.post(address("publish_round", review.pk), follow=True))


def test_a_newer_version_is_offered_to_a_draft_and_leaves_an_open_round_alone(lead, partnership):
    old = make_version()
    draft = make_round(partnership, version=old, state=RoundState.DRAFT)
    make_version(question_set=old.question_set)
    assert "This draft asks version 1" in text_of(lead.get(address("round", draft.pk)))
    lead.post(address("open_round", draft.pk))
    assert "this round keeps version 1" in text_of(lead.get(address("round", draft.pk)))


@pytest.mark.parametrize(
    "name",
    [
        "round",
        "change_round",
        "open_round",
        "close_round",
        "extend_round",
        "publish_round",
        "reopen_round",
        "discard_round",
    ],
)
def test_another_leads_round_is_not_found(client, name):
    review = make_round(state=RoundState.DRAFT)
    sign_in(client, make_account(Role.PARTNERSHIP_LEAD, make_partnership()))
    assert client.get(address(name, review.pk)).status_code == 404
    assert client.post(address(name, review.pk)).status_code == 404
    assert Round.objects.get().state == RoundState.DRAFT


def test_the_lists_take_the_same_number_of_queries(lead, partnership):
    counts = []
    for more in (3, 27):
        for _ in range(more):
            move(make_round(partnership, schools=[make_school()]), RoundState.CLOSED)
        counts.append(queries_of(lead, address("rounds", partnership.pk)))
    assert counts[0] == counts[1] <= 15


@pytest.mark.parametrize("schools", [3, 30])
def test_progress_takes_the_same_number_of_queries(lead, partnership, schools):
    review = make_round(partnership, schools=[make_school() for _ in range(schools)])
    assert queries_of(lead, address("round", review.pk)) == 7


class TestOwnStatements:
    def test_ten_at_most(self, lead, partnership):
        for number in range(9):
            make_own_statement(partnership, position=number + 1)
        page = address("add_own_statement", partnership.pk)
        lead.post(page, {"wording": "We share a minibus", "guidance": "Who drives?"})
        assert partnership.own_statements.count() == 10
        shown = text_of(lead.post(page, {"wording": "We share a boat"}))
        assert "at most 10 statements of its own" in shown
        assert "We share a boat" in shown
        assert "You have 10" in text_of(lead.get(address("own_statements", partnership.pk)))

    def test_the_same_words_twice(self, lead, partnership):
        make_own_statement(partnership, wording="We share a minibus")
        shown = text_of(lead.post(address("add_own_statement", partnership.pk), {"wording": "WE SHARE A MINIBUS"}))
        assert "The partnership asks that already" in shown

    def test_one_that_nobody_was_asked_changes_and_goes(self, lead, partnership):
        own = make_own_statement(partnership)
        lead.post(address("reword_own_statement", own.pk), {"wording": "Better words"})
        own.refresh_from_db()
        assert own.wording == "Better words"
        lead.post(address("remove_own_statement", own.pk))
        assert not partnership.own_statements.exists()

    def test_one_that_a_round_asks_keeps_its_words_for_it(self, lead, partnership):
        own = make_own_statement(partnership, wording="We share a minibus")
        review = make_round(partnership, own=[own])
        page = address("reword_own_statement", own.pk)
        assert "Say how the new words relate" in text_of(lead.post(page, {"wording": "We share two minibuses"}))
        lead.post(page, {"wording": "We share two minibuses", "link": "similar"})
        new = Statement.objects.get(follows=own)
        assert (new.link, new.item, new.position) == ("similar", own.item, own.position)
        assert [str(one) for one in review.own_statements.all()] == ["We share a minibus"]
        assert [str(one) for one in partnership.own_statements.filter(retired_at=None)] == ["We share two minibuses"]
        lead.post(address("remove_own_statement", new.pk))
        assert not Statement.objects.filter(pk=new.pk).exists()

    def test_a_draft_asks_the_new_words(self, lead, partnership):
        own = make_own_statement(partnership)
        make_round(partnership, own=[own])
        draft = make_round(partnership, own=[own], state=RoundState.DRAFT)
        lead.post(address("reword_own_statement", own.pk), {"wording": "New words", "link": "new"})
        new = Statement.objects.get(follows=own)
        assert new.item != own.item
        assert draft.own_statements.get().statement == new
        lead.post(address("remove_own_statement", new.pk))
        assert not draft.own_statements.exists()

    def test_another_partnerships_is_not_found(self, lead):
        own = make_own_statement(make_partnership())
        for name in ("reword_own_statement", "remove_own_statement"):
            assert lead.post(address(name, own.pk), {"wording": "Mine"}).status_code == 404
        assert lead.get(address("own_statements", own.partnership_id)).status_code == 404
