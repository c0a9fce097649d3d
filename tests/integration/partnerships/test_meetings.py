"""The meeting on a round's results: what it agrees, what becomes of its steps, and who may."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from partnerships.models import AgreedLevel, NextStep, PartnershipMeeting, Round
from partnerships.services.next_steps import MeetingRefused, move_step
from partnerships.states import StepState
from tests.factories.accounts import make_account, sign_in
from tests.factories.partnerships import make_partnership
from tests.factories.results import AFTER, make_office, make_published, make_step
from tests.factories.schools import make_school
from tests.integration.partnerships.conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_the_round")]


@pytest.fixture
def review() -> Round:
    return make_published([[1, 3, 4, None], [4, 3, 4, None], [4, 3, 4, 2]])


@pytest.fixture
def screen(lead: User) -> Client:
    return sign_in(Client(), lead)


def statement(review: Round, number: int = 1) -> str:
    return reverse("partnerships:meeting_statement", args=[review.pk, number])


def given(review: Round, **changes: str) -> dict[str, str]:
    """What the form sends: a level, a note and a step that the first school sees to."""
    school = review.schools.order_by("pk")[0].school
    fields = {
        "level": "2",
        "note": "Two of us counted joint training.",
        "words": "Map who trains with whom",
        "owner": f"school-{school.pk}",
        "due_on": "2022-02-01",
    }
    return fields | changes


class TestTheScreen:
    def test_hides_the_spread_until_it_is_revealed(self, screen, review):
        hidden = text_of(screen.get(statement(review)))
        assert "Reveal the spread" in hidden
        assert "3.00" not in hidden
        shown = text_of(screen.get(statement(review), {"reveal": "1"}))
        assert "We see it differently" in shown
        assert "<dd>3.00</dd>" in shown
        assert "<dd>1 to 4</dd>" in shown

    def test_keeps_the_level_and_the_step_and_goes_on(self, screen, review, lead):
        response = screen.post(statement(review), given(review) | {"next": "1"})
        assert response["Location"] == statement(review, 2)
        agreed, step = AgreedLevel.objects.get(), NextStep.objects.get()
        assert (agreed.level, agreed.agreed_by, agreed.agreed_on) == (2, lead, AFTER)
        assert (step.words, step.owner, step.due_on) == (
            "Map who trains with whom",
            review.schools.order_by("pk")[0].school,
            date(2022, 2, 1),
        )
        assert set(AuditEvent.objects.values_list("event", flat=True)) >= {"agreed_level.noted", "next_step.agreed"}
        assert "Map who trains with whom" in text_of(screen.get(statement(review), {"reveal": "1"}))

    def test_an_office_may_see_to_a_step(self, screen, review):
        office = make_office()
        screen.post(statement(review), given(review, owner=f"office-{office.pk}"))
        assert NextStep.objects.get().owner == office

    def test_a_double_click_leaves_one_step_and_one_level(self, screen, review):
        for _ in range(2):
            assert screen.post(statement(review), given(review)).status_code == 302
        assert (NextStep.objects.count(), AgreedLevel.objects.count()) == (1, 1)
        assert AuditEvent.objects.filter(event="agreed_level.noted").count() == 1

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"owner": ""}, "Choose who sees to the next step"),
            ({"due_on": ""}, "Enter the day by which the next step is done"),
            ({"words": ""}, "Say what the next step is"),
            ({"due_on": "2021-12-05"}, "The step must be due on 6 December 2021 or later"),
            ({"level": ""}, "Choose the level that the note belongs to"),
            ({"level": "5"}, "Select from the list"),
            ({"owner": "school-0"}, "Select from the list"),
        ],
    )
    def test_says_what_is_missing_and_loses_nothing(self, screen, review, changes, message):
        response = screen.post(statement(review), given(review, **changes))
        shown = text_of(response)
        assert response.status_code == 200
        assert message in shown
        assert "Two of us counted joint training." in shown
        assert not NextStep.objects.exists()
        assert not AgreedLevel.objects.exists()

    def test_may_be_left_without_agreeing_on_anything(self, screen, review):
        empty = dict.fromkeys(given(review), "")
        assert screen.post(statement(review), empty).status_code == 302
        assert not AgreedLevel.objects.exists()

    def test_withholds_what_the_results_withhold(self):
        small = make_published([1, 4])
        lead = sign_in(Client(), make_account(Role.PARTNERSHIP_LEAD, small.partnership))
        shown = text_of(lead.get(statement(small), {"reveal": "1"}))
        assert "Withheld" in shown
        assert "2.50" not in shown

    def test_ends_after_the_last_statement(self, screen, review):
        last = statement(review, 4)
        assert screen.post(last, dict.fromkeys(given(review), "") | {"next": "1"})["Location"] == reverse(
            "partnerships:meeting", args=[review.pk]
        )
        assert screen.get(statement(review, 5)).status_code == 404

    def test_is_the_leads_alone(self, review):
        for user in (
            make_account(Role.PARTNERSHIP_LEAD, make_partnership()),
            make_account(Role.HEADTEACHER, review.schools.first().school),
            make_account(Role.DIRECTOR),
        ):
            client = sign_in(Client(), user)
            for page in (statement(review), reverse("partnerships:meeting", args=[review.pk])):
                assert client.get(page).status_code in (403, 404)


class TestTheMeeting:
    def test_is_recorded_once_as_one_of_the_partnerships_meetings(self, screen, review):
        page = reverse("partnerships:meeting", args=[review.pk])
        for _ in range(2):
            screen.post(page, {"held_on": "2021-12-06"})
        meeting = PartnershipMeeting.objects.get()
        assert (meeting.partnership, meeting.held_on) == (review.partnership, AFTER)
        assert "met on these results on 6 December 2021" in text_of(screen.get(page))

    @pytest.mark.parametrize(
        ("day", "message"),
        [("2021-12-07", "The meeting must have been held"), ("2021-11-20", "the results came out then"), ("", "Enter")],
    )
    def test_was_held_between_the_results_and_today(self, screen, review, day, message):
        response = screen.post(reverse("partnerships:meeting", args=[review.pk]), {"held_on": day})
        assert message in text_of(response)
        assert not PartnershipMeeting.objects.exists()


class TestSteps:
    def test_are_listed_for_the_lead_its_schools_and_nobody_else(self, screen, review, lead):
        make_step(review, by=lead, words="Visit each other", agreed_on=AFTER - timedelta(days=3), due_on=AFTER)
        page = reverse("partnerships:next_steps", args=[review.partnership_id])
        assert "Visit each other" in text_of(screen.get(page))
        member = sign_in(Client(), make_account(Role.SCHOOL_MEMBER, review.schools.first().school))
        shown = text_of(member.get(page))
        assert "Visit each other" in shown
        assert "Change" not in shown
        assert sign_in(Client(), make_account(Role.HEADTEACHER, make_school())).get(page).status_code == 404

    def test_a_step_is_done_and_opened_again(self, screen, review, lead):
        step = make_step(review, by=lead, agreed_on=AFTER)
        page = reverse("partnerships:change_step", args=[step.pk])
        for state in ("done", "done", "open"):
            screen.post(page, {"state": state, "outcome": "Six visits"})
        step.refresh_from_db()
        assert (step.state, step.ended_on) == (StepState.OPEN, None)
        assert AuditEvent.objects.filter(event="next_step.done").count() == 1

    def test_a_dropped_step_says_why(self, screen, review, lead):
        step = make_step(review, by=lead, agreed_on=AFTER)
        page = reverse("partnerships:change_step", args=[step.pk])
        assert "Say why the step is dropped" in text_of(screen.post(page, {"state": "dropped", "outcome": ""}))
        screen.post(page, {"state": "dropped", "outcome": "No cover"})
        step.refresh_from_db()
        assert (step.state, step.outcome, step.ended_on) == (StepState.DROPPED, "No cover", AFTER)
        with pytest.raises(MeetingRefused, match="dropped already"):
            move_step(step=step, state=StepState.DONE, outcome="", on=AFTER, by=lead)

    def test_belong_to_their_lead(self, review, lead):
        step = make_step(review, by=lead)
        other = sign_in(Client(), make_account(Role.PARTNERSHIP_LEAD, make_partnership()))
        assert other.post(reverse("partnerships:change_step", args=[step.pk]), {"state": "done"}).status_code == 404

    @pytest.mark.parametrize(
        ("change", "constraint"),
        [
            ({"owner_office": None}, "one_owner"),
            ({"due_on": date(2021, 1, 1)}, "lies_ahead"),
            ({"state": "done"}, "says_when"),
        ],
    )
    def test_a_step_that_makes_no_sense_is_not_kept(self, review, lead, change, constraint):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            make_step(review, by=lead, **change)
