"""Keeping question sets: copies, links, order, publishing, and what a published version refuses."""

import pytest
from django.urls import reverse

from essex_portal.accounts.roles import Role
from partnerships.models import QuestionSet, QuestionSetVersion, RoundReminderStep, Statement
from partnerships.services.question_sets import (
    QuestionsRefused,
    begin_version,
    move,
    publish_version,
    remove,
    save_dimension,
    save_statement,
)
from partnerships.states import Link
from tests.factories.accounts import make_account, sign_in
from tests.factories.evaluation import make_round, make_version
from tests.factories.people import make_person
from tests.integration.partnerships.conftest import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return make_person(Role.ADMINISTRATOR)


@pytest.fixture
def published():
    return make_version()


@pytest.fixture
def draft(published, keeper, now):
    return begin_version(question_set=published.question_set, by=keeper, now=now)


@pytest.fixture
def pages(client):
    return sign_in(client, make_account(Role.ADMINISTRATOR))


def address(name: str, *args: object) -> str:
    return reverse(f"partnerships:{name}", args=args)


def wordings(version: QuestionSetVersion) -> list[str]:
    return [str(one) for one in Statement.objects.filter(dimension__version=version)]


def of(version: QuestionSetVersion, wording: str = "Statement 1.1") -> Statement:
    return Statement.objects.get(dimension__version=version, wording=wording)


def test_a_new_version_is_a_copy_linked_as_the_same(published, draft, keeper, now):
    assert draft.number == 2
    assert wordings(draft) == wordings(published)
    assert (of(draft).item, of(draft).follows, of(draft).link) == (of(published).item, of(published), Link.SAME)
    assert [one.key for one in draft.dimensions.all()] == [one.key for one in published.dimensions.all()]
    assert [str(step) for step in draft.steps.all()] == [str(step) for step in published.steps.all()]
    assert begin_version(question_set=published.question_set, by=keeper, now=now) == draft


@pytest.mark.parametrize(("link", "same_item"), [("same", True), ("similar", True), ("new", False)])
def test_other_words_say_how_they_relate_to_the_old(published, draft, keeper, link, same_item):
    changed = save_statement(
        dimension=of(draft).dimension, statement=of(draft), wording="Other words", guidance="", link=link, by=keeper
    )
    changed.refresh_from_db()
    assert changed.link == link
    assert (changed.item == of(published).item) == same_item
    assert changed.follows == of(published)
    back = save_statement(
        dimension=changed.dimension, statement=changed, wording="Statement 1.1", guidance="", link="new", by=keeper
    )
    back.refresh_from_db()
    assert (back.link, back.item) == (Link.SAME, of(published).item)  # the very words are the same, whatever is said


def test_other_words_without_a_link_are_refused(draft, keeper):
    with pytest.raises(QuestionsRefused, match="Say how the new words relate") as refusal:
        save_statement(
            dimension=of(draft).dimension, statement=of(draft), wording="Other words", guidance="", by=keeper
        )
    assert refusal.value.field == "link"
    assert of(draft)


def test_order_changes_within_a_dimension_and_between_dimensions(draft, keeper):
    move(part=of(draft), up=False, by=keeper)
    assert wordings(draft)[:2] == ["Statement 1.2", "Statement 1.1"]
    move(part=of(draft), up=False, by=keeper)  # it is the last already
    assert wordings(draft)[:2] == ["Statement 1.2", "Statement 1.1"]
    move(part=draft.dimensions.get(name="Dimension 2"), up=True, by=keeper)
    assert wordings(draft) == ["Statement 2.1", "Statement 2.2", "Statement 1.2", "Statement 1.1"]


def test_a_dimension_keeps_its_key_and_a_new_one_gets_a_free_one(draft, keeper):
    first = draft.dimensions.all()[0]
    save_dimension(version=draft, dimension=first, name="Trust", introduction="", by=keeper)
    first.refresh_from_db()
    assert (first.key, first.name) == ("dimension-1", "Trust")
    added = save_dimension(version=draft, dimension=None, name="Dimension 1", introduction="", by=keeper)
    assert (added.key, added.position) == ("dimension-1-2", 3)
    with pytest.raises(QuestionsRefused, match="a dimension of that name"):
        save_dimension(version=draft, dimension=None, name="trust", introduction="", by=keeper)


def test_publishing_tells_which_rounds_keep_their_version(published, draft, keeper, now):
    review = make_round(version=published)
    assert publish_version(version=draft, by=keeper, now=now) == [review]
    review.refresh_from_db()
    assert review.version == published


def test_a_version_with_nothing_to_ask_is_not_published(draft, keeper, now):
    dimension = draft.dimensions.all()[0]
    for one in list(dimension.statements.all()):
        remove(part=one, by=keeper)
    with pytest.raises(QuestionsRefused, match="“Dimension 1” has no statement"):
        publish_version(version=draft, by=keeper, now=now)
    for one in list(draft.dimensions.all()):
        remove(part=one, by=keeper)
    with pytest.raises(QuestionsRefused, match="no dimension yet"):
        publish_version(version=draft, by=keeper, now=now)


def test_every_change_of_a_published_version_is_refused_on_its_page(pages, published):
    dimension, statement = published.dimensions.all()[0], of(published)
    before = wordings(published)
    scale = {f"label_{level}": "X" for level in range(1, 5)} | {"dont_know": "X"}
    tries = [
        (address("change_statement", statement.pk), {"wording": "X"}),
        (address("add_statement", dimension.pk), {"wording": "X"}),
        (address("remove_statement", statement.pk), {}),
        (address("move_statement", statement.pk), {"direction": "down"}),
        (address("change_dimension", dimension.pk), {"name": "X"}),
        (address("add_dimension", published.pk), {"name": "X"}),
        (address("remove_dimension", dimension.pk), {}),
        (address("change_scale", published.pk), scale),
        (address("publish_version", published.pk), {}),
        (address("discard_version", published.pk), {}),
    ]
    for page, facts in tries:
        shown = text_of(pages.post(page, facts, follow=True))
        assert "Version 1 is published: rounds may be asking it, so it stays as it is" in shown, page
    assert wordings(published) == before


def test_a_version_is_changed_and_published_on_screen(pages, published):
    make_round(version=published)
    pages.post(address("begin_version", published.question_set_id))
    draft = QuestionSetVersion.objects.get(number=2)
    shown = pages.post(address("change_statement", of(draft).pk), {"wording": "Other <words>", "guidance": "G"})
    assert "Say how the new words relate to the old ones" in text_of(shown)
    assert "Other &lt;words&gt;" in text_of(shown)
    pages.post(
        address("change_statement", of(draft).pk), {"wording": "Other <words>", "guidance": "G", "link": "similar"}
    )
    pages.post(address("add_dimension", draft.pk), {"name": "Joy"})
    pages.post(address("add_statement", draft.dimensions.get(name="Joy").pk), {"wording": "We laugh together"})
    scale = {f"label_{level}": f"Step {level}" for level in range(1, 5)} | {"dont_know": "No idea"}
    pages.post(address("change_scale", draft.pk), scale)
    done = text_of(pages.post(address("publish_version", draft.pk), follow=True))
    assert "Version 2 is published. 1 round under way keeps its version" in done
    assert "Before: “Statement 1.1”" in done
    draft.refresh_from_db()
    assert (draft.dont_know, wordings(draft)[-1]) == ("No idea", "We laugh together")


def test_a_draft_is_thrown_away_and_a_sets_only_version_is_not(pages, published):
    pages.post(address("begin_version", published.question_set_id))
    pages.post(address("discard_version", QuestionSetVersion.objects.get(number=2).pk))
    assert QuestionSetVersion.objects.count() == 1
    pages.post(address("add_question_set"), {"name": "For trusts"})
    only = QuestionSet.objects.get(name="For trusts").versions.get()
    assert str(only.steps.all()[0]) == "1 Starting"
    assert "the set’s only version" in text_of(pages.post(address("discard_version", only.pk)))
    taken = text_of(pages.post(address("add_question_set"), {"name": "for trusts"}))
    assert "There is a question set of this name" in taken


@pytest.mark.parametrize("size", [(2, 2), (8, 6)])
def test_a_version_takes_as_many_queries_whatever_its_size(pages, size, django_assert_max_num_queries):
    version = make_version(dimensions=size[0], statements=size[1])
    pages.get(address("question_set_version", version.pk))
    with django_assert_max_num_queries(11):
        pages.get(address("question_set_version", version.pk))


class TestReminders:
    def test_the_steps_are_kept_on_screen(self, pages):
        RoundReminderStep.objects.create(school_days=10, words="Two weeks are left.")
        facts = {"school_days_1": "5", "words_1": "A week is left.", "school_days_2": "0", "words_2": "Today."}
        assert "by these steps from now on" in text_of(pages.post(address("round_reminders"), facts, follow=True))
        assert list(RoundReminderStep.objects.values_list("school_days", "words")) == [
            (5, "A week is left."),
            (0, "Today."),
        ]

    @pytest.mark.parametrize(
        ("facts", "message"),
        [
            ({"school_days_1": "5"}, "Enter how reminder 1 begins"),
            ({"words_1": "Soon."}, "Enter the school days for reminder 1"),
            ({"school_days_1": "5", "words_1": "A", "school_days_2": "5", "words_2": "B"}, "a day of its own"),
            ({"school_days_1": "31", "words_1": "A"}, "There is a problem"),
        ],
    )
    def test_what_cannot_be_is_said_beside_the_field(self, pages, facts, message):
        assert message in text_of(pages.post(address("round_reminders"), facts))
        assert not RoundReminderStep.objects.exists()
