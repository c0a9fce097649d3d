"""The statement of action, its plan, risks, visits, the strategy and the quadrants' actions; starting content."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.tracker.models import Action, ActionVersion, MilestoneVersion, PartyVersion, Programme
from essex_portal.tracker.services.measures import add_reading
from essex_portal.tracker.services.parts import save_risk
from send import starting_content
from send.models import MonitoringVisit, StatementPaper, StrategyPart, StrategyStage, VisitLetter, WorkstreamStatement
from send.services import keeping
from send.services.keeping import SendRefused
from tests.factories.accounts import make_account, sign_in
from tests.factories.files import PDF, make_upload
from tests.factories.send import NOW, make_send
from tests.factories.tracker import make_action, make_measure, make_milestone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("briefing_day")]


@pytest.fixture
def programme():
    return make_send()


@pytest.fixture
def keeper(client):
    person = make_account(Role.ADMINISTRATOR)
    sign_in(client, person)
    return person


@pytest.fixture
def north_east(programme):
    return Organisation.objects.get(kind=OrganisationKind.QUADRANT, name="North-East")


def address(route, *args):
    return reverse(f"send:{route}", args=args)


class TestStartingContent:
    def test_three_workstreams_with_their_references(self, programme):
        rows = programme.workstreams.values_list("prefix", "number")
        assert list(rows) == [("EHC", 1), ("MLD", 2), ("JC", 3)]
        assert [action.reference for action in programme.actions.all()] == [
            f"{prefix}-{number}" for prefix in ("EHC", "MLD", "JC") for number in (1, 2, 3, 4)
        ]
        assert WorkstreamStatement.objects.exclude(weakness="").count() == 3

    def test_joint_commissioning_has_two_leads_and_five_services(self, programme):
        parties = PartyVersion.objects.current().filter(of__action__reference="JC-4", role="lead")
        assert {party.organisation_words for party in parties} == {
            "Essex County Council", "North East Essex clinical commissioning group",
        }  # fmt: skip
        assert MilestoneVersion.objects.current().filter(of__action__reference="JC-4").count() == 5

    def test_words_are_kept_and_days_follow(self, programme):
        version = ActionVersion.objects.current().get(of__reference="EHC-1")
        assert version.when_words == "autumn term 2021"
        assert (version.starts_on, version.baseline_on) == (date(2021, 9, 1), date(2021, 12, 17))

    def test_six_actions_of_the_north_east(self, north_east):
        versions = ActionVersion.objects.current().filter(of__programme__slug="send-quadrants")
        assert versions.filter(quadrant=north_east).count() == versions.count() == 6

    def test_loaded_once_and_kept_as_people_change_it(self, programme):
        WorkstreamStatement.objects.update(weakness="In other words")
        before = Action.objects.count(), StrategyPart.objects.count(), MonitoringVisit.objects.count()
        starting_content.load()
        assert before == (Action.objects.count(), StrategyPart.objects.count(), MonitoringVisit.objects.count())
        assert set(WorkstreamStatement.objects.values_list("weakness", flat=True)) == {"In other words"}

    def test_the_strategy(self, programme):
        assert StrategyPart.objects.filter(kind="theme").count() == 6
        assert StrategyPart.objects.filter(kind="content").count() == 7
        stage = StrategyStage.objects.get(title="Draft strategy content")
        assert (stage.first_on, stage.last_on) == (date(2021, 6, 1), date(2021, 9, 30))
        assert list(StrategyStage.objects.values_list("title", flat=True))[-1] == "Launch"


class TestStatement:
    def test_weakness_difference_measure_and_actions_stand_together(self, client, programme, keeper):
        page = client.get(address("statement")).content.decode()
        for words in ("Too many education, health and care plans", "EHC-4", "Multi-agency moderation", "Not rated yet"):
            assert words in page

    def test_a_keeper_changes_it_with_a_trace(self, client, programme, keeper):
        workstream = programme.workstreams.get(prefix="MLD")
        given = {"weakness": "W", "families": "F", "practitioners": "P", "system": "S", "measured": "M"}
        client.post(address("change_statement", workstream.pk), given)
        assert WorkstreamStatement.objects.get(workstream=workstream).families == "F"
        event = AuditEvent.objects.get(event="workstream_statement.changed")
        assert (event.actor_id, event.after["measured"]) == (keeper.pk, "M")

    def test_a_workstream_of_another_programme_is_not_found(self, client, programme, keeper):
        other = Programme.objects.get(slug="send-quadrants").workstreams.first()
        assert client.get(address("change_statement", other.pk)).status_code == 404

    @pytest.mark.parametrize("route", ["statement", "plan", "risks", "visits", "strategy"])
    def test_officer_and_director_read_and_see_nothing_to_change(self, client, programme, north_east, route):
        for person in (make_account(Role.QUADRANT_OFFICER, north_east), make_account(Role.DIRECTOR)):
            sign_in(client, person)
            page = client.get(address(route)).content.decode()
            assert ">Change<" not in page
            assert ">Add" not in page

    @pytest.mark.parametrize("route", ["statement", "plan", "risks", "visits", "strategy", "quadrants", "public_page"])
    def test_before_anything_is_loaded(self, client, keeper, route):
        assert client.get(address(route)).status_code == 200

    def test_the_gravest_risk_comes_first(self, client, programme, keeper):
        action = programme.actions.get(reference="JC-1")
        for title, impact in (("Small", 1), ("Great", 5)):
            save_risk(action=action, by=None, now=NOW, title=title, likelihood=4, impact=impact)
        page = client.get(address("risks")).content.decode()
        assert page.index("Great") < page.index("Small")
        assert "20 " in page
        assert "High" in page

    def test_the_statement_says_what_was_read_or_offers_to_record_it(self, client, programme, keeper):
        action = programme.actions.get(reference="EHC-4")
        page = client.get(address("statement")).content.decode()
        assert page.count("No reading is recorded yet: none of its actions has a measure in figures.") == 3
        assert "Add a measure to EHC-4" in page
        measure = make_measure(action, title="Plans in time", target=None, target_on=None)
        page = client.get(address("statement")).content.decode()
        assert "EHC-4, Plans in time: no reading is recorded yet, no target set." in page
        assert reverse("tracker:add_reading", args=[programme.slug, "EHC-4", measure.pk]) in page
        add_reading(measure=measure, read_on=NOW.date(), value=Decimal(55), unit="%", by=None, now=NOW)
        sign_in(client, make_account(Role.DIRECTOR))
        page = client.get(address("statement")).content.decode()
        assert "<strong>55%</strong> on 10 November 2021" in page
        assert "Record a reading" not in page

    @pytest.mark.parametrize("route", ["statement", "plan", "risks", "quadrant"])
    def test_as_many_queries_for_30_as_for_3(self, client, programme, north_east, keeper, route):
        found = address(route, north_east.pk) if route == "quadrant" else address(route)
        slug = "send-quadrants" if route == "quadrant" else "send-statement"
        workstream = Programme.objects.get(slug=slug).workstreams.first()

        def add(count: int) -> None:
            for _ in range(count):
                action = make_action(workstream, quadrant=north_east if route == "quadrant" else None)
                make_milestone(action, date(2022, 3, 1))
                save_risk(action=action, by=None, now=NOW, title="Risk", likelihood=2, impact=2)

        def queries() -> int:
            with CaptureQueriesContext(connection) as counted:
                assert client.get(found).status_code == 200
            return len(counted)

        add(3)
        client.get(found)
        few = queries()
        add(27)
        assert queries() == few <= 15


class TestVisitsAndPapers:
    def test_a_visit_and_its_letter(self, client, programme, keeper):
        given = {
            "kind": "monitoring", "held_on": "2022-05-17", "until_on": "2022-05-19",
            "visitors": "Department for Education and NHS England", "looked_at": "", "outcome": "",
        }  # fmt: skip
        client.post(address("add_visit"), given)
        visit = MonitoringVisit.objects.get(kind="monitoring")
        letter = {"title": "Letter before the visit", "dated_on": "2022-04-01", "upload": make_upload()}
        client.post(address("add_letter", visit.pk), letter)
        kept = VisitLetter.objects.get()
        response = client.get(address("letter", kept.pk))
        assert b"".join(response.streaming_content) == PDF
        assert "Letter before the visit" in client.get(address("visits")).content.decode()
        client.post(address("withdraw_letter", kept.pk))
        assert client.get(address("letter", kept.pk)).status_code == 404

    def test_a_visit_that_ends_before_it_begins_is_refused(self, client, programme, keeper):
        given = {"kind": "monitoring", "held_on": "2022-05-19", "until_on": "2022-05-17", "visitors": "NHS England"}
        page = client.post(address("add_visit"), given).content.decode()
        assert "must be the first day or after it" in page
        assert 'value="NHS England"' in page
        with pytest.raises(IntegrityError), transaction.atomic():
            MonitoringVisit.objects.update(until_on=date(2000, 1, 1))

    def test_the_project_plan_lies_beside_the_statement(self, client, programme, keeper):
        paper = {"kind": "plan", "title": "Project plan", "dated_on": "2021-10-01", "upload": make_upload()}
        client.post(address("add_paper"), paper)
        kept = StatementPaper.objects.get()
        assert "Project plan" in client.get(address("plan")).content.decode().split('id="papers"')[1]
        sign_in(client, make_account(Role.DIRECTOR))
        assert b"".join(client.get(address("paper", kept.pk)).streaming_content) == PDF
        assert client.post(address("withdraw_paper", kept.pk)).status_code == 403

    def test_a_forbidden_type_is_told_and_nothing_is_lost(self, client, programme, keeper):
        paper = {"kind": "plan", "title": "Project plan", "dated_on": "2021-10-01", "upload": make_upload("plan.exe")}
        page = client.post(address("add_paper"), paper).content.decode()
        assert "must be a PDF, Word" in page
        assert 'value="Project plan"' in page


class TestStrategy:
    def test_everything_is_changed_on_screen_with_a_trace(self, client, programme, keeper):
        theme = StrategyPart.objects.get(title="Equity")
        client.post(address("change_part", theme.pk), {"title": "Fairness", "text": "T", "position": 0, "in_use": "on"})
        client.post(address("add_part", "measure"), {"title": "New measure", "position": 9, "in_use": "on"})
        page = client.get(address("strategy")).content.decode()
        assert "Fairness" in page
        assert "New measure" in page
        event = AuditEvent.objects.get(event="strategy_part.changed")
        assert event.before["title"] == "Equity"

    def test_what_is_retired_is_out_of_sight(self, client, programme, keeper):
        theme = StrategyPart.objects.get(title="Equity")
        client.post(address("change_part", theme.pk), {"title": "Equity", "position": 0})
        assert "Equity" not in client.get(address("strategy")).content.decode()

    def test_a_title_that_is_taken_is_told(self, client, programme, keeper):
        page = client.post(address("add_part", "theme"), {"title": "Equity", "position": 1}).content.decode()
        assert "The strategy has this already" in page
        assert client.get(address("add_part", "nothing")).status_code == 404

    def test_a_stage_keeps_its_words_and_sorts_by_its_days(self, client, programme, keeper):
        client.post(address("add_stage"), {"title": "Review", "when_words": "spring term 2022", "in_use": "on"})
        stage = StrategyStage.objects.get(title="Review")
        assert (stage.when_words, stage.first_on) == ("spring term 2022", date(2022, 1, 4))
        page = client.post(address("change_stage", stage.pk), {"title": "Review", "when_words": "soon"})
        assert "Say when in days, months, terms or years" in page.content.decode()

    def test_the_service_refuses_too(self, programme):
        with pytest.raises(SendRefused):
            keeping.save_part(part=None, kind="theme", values={"title": "Equity"}, by=None)


class TestQuadrants:
    def test_an_officer_comes_to_the_own_quadrant_and_adds(self, client, programme, north_east):
        officer = make_account(Role.QUADRANT_OFFICER, north_east)
        sign_in(client, officer)
        assert client.get(address("quadrants")).url == address("quadrant", north_east.pk)
        team = Programme.objects.get(slug="send-quadrants").workstreams.get(prefix="SO")
        given = {"workstream": team.pk, "title": "A drop-in each month", "when_words": "spring term 2022"}
        client.post(address("add_action", north_east.pk), given)
        version = ActionVersion.objects.current().get(title="A drop-in each month")
        assert (version.of.reference, version.quadrant, version.baseline_on) == ("SO-2", north_east, date(2022, 4, 1))
        assert "A drop-in each month" in client.get(address("quadrant", north_east.pk)).content.decode()

    def test_another_quadrant_is_not_found(self, client, programme, north_east):
        west = Organisation.objects.create(kind=OrganisationKind.QUADRANT, name="West")
        sign_in(client, make_account(Role.QUADRANT_OFFICER, west))
        for route in ("quadrant", "add_action"):
            assert client.get(address(route, north_east.pk)).status_code == 404
        assert "No current actions" in client.get(address("quadrant", west.pk)).content.decode()

    def test_the_director_reads_all_and_adds_nothing(self, client, programme, north_east):
        sign_in(client, make_account(Role.DIRECTOR))
        Organisation.objects.create(kind=OrganisationKind.QUADRANT, name="West")
        listed = client.get(address("quadrants")).content.decode()
        assert listed.index("North-East") < listed.index("West")
        assert "New temporary staff" in client.get(address("quadrant", north_east.pk)).content.decode()
        assert client.get(address("add_action", north_east.pk)).status_code == 403
