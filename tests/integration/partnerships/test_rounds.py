"""A round's life: what each step does, whom it writes to, and what it refuses."""

from datetime import date, timedelta

import pytest

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from partnerships.models import Round, RoundReminderStep
from partnerships.queries.evaluation import progress_of, statements_of
from partnerships.services.round_reminders import send_round_reminders
from partnerships.services.rounds import (
    RoundPlan,
    RoundRefused,
    change_draft,
    close_overdue_rounds,
    close_round,
    discard_draft,
    draft_round,
    extend_round,
    open_round,
    publish_round,
    reopen_round,
)
from partnerships.states import RoundState
from tests.factories.evaluation import CLOSES, answer, hand_in, make_own_statement, make_round, make_version, move
from tests.factories.partnerships import add_school, make_partnership
from tests.factories.people import make_person
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    return make_partnership("Marsh Partnership", schools=[make_school(name=f"School {letter}") for letter in "ABC"])


@pytest.fixture
def lead(partnership):
    return make_person(Role.PARTNERSHIP_LEAD, partnership)


def plan(**more) -> RoundPlan:
    return RoundPlan(**{"name": "Autumn 2021", "version": None, "closes_on": CLOSES, **more})


@pytest.fixture
def draft(partnership, lead, now):
    return draft_round(partnership=partnership, plan=plan(version=make_version()), by=lead, now=now)


def subjects() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("to", "subject"))


class TestDrafting:
    def test_a_draft_pins_the_version_and_the_partnerships_own_statements(self, partnership, lead, now):
        own = make_own_statement(partnership)
        version = make_version()
        made = draft_round(partnership=partnership, plan=plan(version=version, own=(own,)), by=lead, now=now)
        assert (made.state, made.opens_on) == (RoundState.DRAFT, None)
        assert statements_of(made)[-1] == own
        assert AuditEvent.objects.get(event="round.drafted").after["own_statements"] == [own.wording]

    def test_there_is_one_draft_at_a_time(self, draft, lead, now):
        with pytest.raises(RoundRefused, match="a draft of a round already"):
            draft_round(partnership=draft.partnership, plan=plan(name="Other", version=draft.version), by=lead, now=now)

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"name": "SPRING 2021"}, "name"),
            ({"closes_on": date(2021, 11, 9)}, "closes_on"),
            ({"version": "draft"}, "version"),
        ],
    )
    def test_a_plan_that_cannot_be(self, partnership, lead, now, change, field):
        make_round(partnership, name="Spring 2021", state=RoundState.PUBLISHED, schools=[])
        if "version" in change:
            change = {"version": make_version(published=False)}
        with pytest.raises(RoundRefused) as refusal:
            draft_round(partnership=partnership, plan=plan(**{"version": make_version(), **change}), by=lead, now=now)
        assert refusal.value.field == field
        assert partnership.evaluation_rounds.count() == 1

    def test_a_draft_changes_and_goes(self, draft, lead, now):
        own = make_own_statement(draft.partnership)
        other = plan(name="Autumn", version=make_version(), own=(own,))
        change_draft(review=draft, plan=other, by=lead, now=now)
        draft.refresh_from_db()
        assert (draft.name, draft.version, draft.own_statements.count()) == ("Autumn", other.version, 1)
        discard_draft(review=draft, by=lead)
        assert not Round.objects.exists()

    def test_an_opened_round_is_neither_planned_otherwise_nor_thrown_away(self, draft, lead, now):
        open_round(review=draft, by=lead, now=now)
        with pytest.raises(RoundRefused, match="its questions and its name stay"):
            change_draft(review=draft, plan=plan(version=draft.version), by=lead, now=now)
        with pytest.raises(RoundRefused, match="so it stays"):
            discard_draft(review=draft, by=lead)


class TestOpening:
    def test_the_members_of_the_day_are_asked_and_their_people_written_to(self, draft, lead, now):
        school = draft.partnership.partnership_members.all()[0].school
        head = make_person(Role.HEADTEACHER, school)
        colleague = make_person(Role.SCHOOL_MEMBER, school)
        left = make_school(name="School that left")
        add_school(draft.partnership, left, until=date(2021, 11, 10))
        opened = open_round(review=draft, by=lead, now=now)
        assert [str(one.school) for one in opened.schools.all()] == ["School A", "School B", "School C"]
        assert (opened.state, opened.opens_on) == (RoundState.OPEN, date(2021, 11, 10))
        subject = "Say how well Marsh Partnership works together"
        assert subjects() == sorted([(head.email, subject), (colleague.email, subject)])
        texts = dict(Message.objects.values_list("to", "text"))
        assert "hand them in for the school" in texts[head.email]
        assert "Nobody outside your school sees your own answers" in texts[colleague.email]

    def test_a_school_that_joins_later_waits_for_the_next_round(self, draft, lead, now):
        opened = open_round(review=draft, by=lead, now=now)
        add_school(draft.partnership, make_school(), since=date(2021, 11, 11))
        assert opened.schools.count() == 3

    def test_a_second_press_changes_nothing(self, draft, lead, now):
        open_round(review=draft, by=lead, now=now)
        with pytest.raises(RoundRefused, match="The round is open, so it cannot become open"):
            open_round(review=draft, by=lead, now=now)
        assert draft.schools.count() == 3

    def test_without_member_schools(self, lead, now):
        empty = make_round(state=RoundState.DRAFT)
        with pytest.raises(RoundRefused, match="no member school today"):
            open_round(review=empty, by=lead, now=now)

    def test_after_its_last_day(self, draft, lead, now):
        with pytest.raises(RoundRefused, match="last day for answers is over"):
            open_round(review=draft, by=lead, now=now + timedelta(days=30))

    def test_while_another_is_open(self, partnership, lead, now):
        make_round(partnership)
        draft = draft_round(partnership=partnership, plan=plan(version=make_version()), by=lead, now=now)
        with pytest.raises(RoundRefused, match="Another round of the partnership is open"):
            open_round(review=draft, by=lead, now=now)


class TestExtendingAndClosing:
    @pytest.mark.parametrize("day", [CLOSES, date(2021, 11, 9)])
    def test_more_time_is_later(self, lead, now, day):
        with pytest.raises(RoundRefused, match="Choose a day after 26 November 2021"):
            extend_round(review=make_round(), closes_on=day, by=lead, now=now)

    def test_more_time(self, lead, now):
        review = extend_round(review=make_round(), closes_on=date(2021, 12, 3), by=lead, now=now)
        review.refresh_from_db()
        assert review.closes_on == date(2021, 12, 3)

    def test_a_closed_round_is_not_extended(self, lead, now):
        with pytest.raises(RoundRefused, match="can be reopened"):
            extend_round(review=make_round(state=RoundState.CLOSED), closes_on=date(2022, 1, 7), by=lead, now=now)

    def test_it_closes_by_itself_after_its_last_day_and_tells_the_lead(self, partnership, lead, now):
        review = make_round(partnership)
        hand_in(review.schools.all()[0], 3)
        last_evening = now.replace(day=26, hour=23, minute=50)
        assert close_overdue_rounds(now=last_evening) == 0
        assert [close_overdue_rounds(now=last_evening + timedelta(hours=1)) for _ in range(2)] == [1, 0]
        review.refresh_from_db()
        assert review.state == RoundState.CLOSED
        assert subjects() == [(lead.email, f"{review.name} is closed: 1 of 3 schools handed in")]
        assert AuditEvent.objects.get(event="round.closed").actor_label == "the portal"


class TestPublishingAndReopening:
    def test_published_tells_the_schools(self, lead, now):
        review = make_round()
        head = make_person(Role.HEADTEACHER, review.schools.all()[0].school)
        hand_in(review.schools.all()[0], 3, by=head)
        publish_round(review=move(review, RoundState.CLOSED), by=lead, now=now)
        assert [to for to, _ in subjects()] == [head.email]

    def test_nothing_to_publish(self, lead, now):
        with pytest.raises(RoundRefused, match="No school has handed in"):
            publish_round(review=make_round(state=RoundState.CLOSED), by=lead, now=now)

    def test_published_is_final(self, lead, now):
        with pytest.raises(RoundRefused, match="is published, so it cannot become reopened"):
            reopen_round(
                review=make_round(state=RoundState.PUBLISHED), reason="Late", closes_on=CLOSES, by=lead, now=now
            )

    def test_a_late_school_answers_after_reopening(self, lead, now):
        review = make_round()
        done, late = review.schools.all()[:2]
        hand_in(done, 3)
        head = make_person(Role.HEADTEACHER, late.school)
        move(review, RoundState.CLOSED)
        Message.objects.all().delete()
        reopen_round(review=review, reason="A flood at School B", closes_on=date(2021, 12, 3), by=lead, now=now)
        review.refresh_from_db()
        assert (review.state, review.reopen_reason) == (RoundState.REOPENED, "A flood at School B")
        assert [to for to, _ in subjects()] == [head.email]
        assert "A flood at School B" in Message.objects.get().text
        hand_in(late, 2, by=head)
        assert AuditEvent.objects.get(event="round.reopened").reason == "A flood at School B"

    def test_a_school_gets_back_what_it_handed_in(self, lead, now):
        review = make_round()
        school = hand_in(review.schools.all()[0], 3)
        move(review, RoundState.CLOSED)
        reopen_round(
            review=review, reason="A mistake", closes_on=date(2021, 12, 3), hand_back=[school], by=lead, now=now
        )
        school.refresh_from_db()
        assert not school.has_handed_in
        assert school.agreed_answers.filter(level=3).count() == 4

    @pytest.mark.parametrize(
        ("change", "field"), [({"reason": "  "}, "reason"), ({"closes_on": date(2021, 11, 9)}, "closes_on")]
    )
    def test_refused(self, lead, now, change, field):
        review = make_round(state=RoundState.CLOSED)
        with pytest.raises(RoundRefused) as refusal:
            reopen_round(review=review, **{"reason": "Late", "closes_on": CLOSES, **change}, by=lead, now=now)
        assert refusal.value.field == field

    def test_while_another_is_open(self, lead, now):
        review = make_round(state=RoundState.CLOSED)
        make_round(review.partnership)
        with pytest.raises(RoundRefused, match="Another round"):
            reopen_round(review=review, reason="Late", closes_on=CLOSES, by=lead, now=now)

    def test_closing_a_draft(self, draft, lead, now):
        with pytest.raises(RoundRefused, match="The round is draft, so it cannot become closed"):
            close_round(review=draft, by=lead, now=now)


class TestReminders:
    @pytest.fixture(autouse=True)
    def steps(self):
        RoundReminderStep.objects.bulk_create(
            RoundReminderStep(school_days=days, words=f"{days} days are left.") for days in (10, 5, 1)
        )

    def test_only_schools_that_have_not_handed_in_and_once_a_step(self, now):
        review = make_round()
        done, late = review.schools.all()[:2]
        hand_in(done, 3)
        head = make_person(Role.HEADTEACHER, late.school)
        day = now.replace(day=12)  # ten working days before the 26th
        assert [send_round_reminders(now=moment) for moment in (day, day, day + timedelta(hours=5))] == [1, 0, 0]
        assert send_round_reminders(now=now.replace(day=19)) == 1
        assert [to for to, _ in subjects()] == [head.email] * 2
        assert "10 days are left." in Message.objects.order_by("pk")[0].text

    def test_it_stops_with_the_hand_in_and_with_the_round(self, now):
        review = make_round()
        school = review.schools.all()[0]
        make_person(Role.HEADTEACHER, school.school)
        hand_in(school, 3)
        assert send_round_reminders(now=now.replace(day=25)) == 0
        other = make_round()
        make_person(Role.HEADTEACHER, other.schools.all()[0].school)
        move(other, RoundState.CLOSED)
        assert send_round_reminders(now=now.replace(day=25)) == 0

    def test_a_round_with_more_time_reminds_again(self, lead, now):
        review = make_round()
        make_person(Role.HEADTEACHER, review.schools.all()[0].school)
        assert send_round_reminders(now=now.replace(day=25)) == 1
        extend_round(review=review, closes_on=date(2021, 12, 3), by=lead, now=now.replace(day=25))
        assert send_round_reminders(now=now.replace(month=12, day=2)) == 1


def test_progress_says_who_but_not_what():
    review = make_round()
    done, begun, idle = review.schools.all()
    hand_in(done, 3)
    answer(begun, 2, by=make_person(Role.SCHOOL_MEMBER, begun.school))
    rows = {row.pk: (row.has_handed_in, row.begun, row.people) for row in progress_of(review)}
    assert rows == {done.pk: (True, True, 1), begun.pk: (False, True, 1), idle.pk: (False, False, 0)}
