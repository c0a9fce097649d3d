"""Pages of results: who sees what of a round, by phase, beside one's own answers, as a file; in how few statements."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from partnerships.models import QuestionSetVersion, Round
from partnerships.states import RoundState
from tests.factories.accounts import make_account, sign_in
from tests.factories.evaluation import make_round, make_statement, make_version, publish
from tests.factories.partnerships import make_partnership, make_quadrant
from tests.factories.results import make_published, make_step
from tests.factories.schools import make_school
from tests.integration.partnerships.conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_the_round")]
MOST_QUERIES = 15


def lead_of(review: Round) -> Client:
    return sign_in(Client(), make_account(Role.PARTNERSHIP_LEAD, review.partnership))


def head_of(review: Round, at: int = 0) -> Client:
    school = review.schools.order_by("pk")[at].school
    return sign_in(Client(), make_account(Role.HEADTEACHER, school))


def page_of(review: Round, route: str = "round_results", *more: object) -> str:
    return reverse(f"partnerships:{route}", args=[review.pk, *more])


class TestThePartnershipsPage:
    def test_says_where_schools_agree_and_where_they_do_not(self):
        review = make_published([[2, 1, 4, None], [2, 4, 4, None], [1, 4, 4, 3]])
        shown = text_of(lead_of(review).get(page_of(review)))
        assert "<dt>Schools that handed in</dt><dd>3</dd>" in shown
        assert "<dt>Strengths</dt><dd>1</dd>" in shown
        for words in ("We agree: weak", "We see it differently", "Many cannot say", "Strength"):
            assert words in shown
        assert "1. Statement 1.1" in shown
        assert "<svg" in shown

    def test_withholds_the_figures_of_two_schools(self):
        review = make_published([1, 4])
        shown = text_of(lead_of(review).get(page_of(review)))
        assert "Withheld" in shown
        assert "There is no map, because fewer than three schools answered." in shown
        assert "2.50" not in shown

    def test_shows_a_phase_only_where_nobody_can_be_found_out(self):
        phases = dict.fromkeys(range(4), "Primary") | dict.fromkeys(range(4, 7), "Secondary") | {7: "All-through"}
        alone = make_published([2] * 8, phases=phases)
        lead, page = lead_of(alone), page_of(alone)
        shown = text_of(lead.get(page))
        assert "All-through (1, withheld)" in shown
        assert "Secondary (3, withheld)" in shown  # it hides the only all-through school
        assert "Primary (4)</a>" in shown
        assert lead.get(page, {"phase": "Secondary"}).status_code == 404
        assert "<dt>Schools that handed in</dt><dd>4</dd>" in text_of(lead.get(page, {"phase": "Primary"}))

    def test_keeps_the_phases_of_the_day_of_asking(self):
        """A school that changes its phase later would else be the difference of two figures."""
        review = make_published([2] * 6, phases=dict.fromkeys(range(3), "Secondary"))
        school = review.schools.order_by("pk")[0].school.school
        school.phase = "Primary"
        school.save()
        assert "Secondary (3)" in text_of(lead_of(review).get(page_of(review)))

    def test_says_what_moved_since_the_round_before_and_where_a_wording_is_new(self):
        partnership, first = make_partnership(), make_version(dimensions=1, statements=2)
        before = make_published(
            [2, 2, 2], partnership=partnership, version=first, name="Spring", opens_on=date(2021, 2, 1)
        )
        second = make_version(dimensions=1, statements=0, published=False, question_set=first.question_set)
        kept = first.dimensions.get().statements.first()
        dimension = second.dimensions.get()
        make_statement(dimension, position=1, follows=kept, link="similar")
        make_statement(dimension, position=2)
        now = make_published([3, 3, 4, 4], partnership=partnership, version=publish(second), name="Autumn")
        shown = text_of(lead_of(now).get(page_of(now)))
        assert f"Since {before.name}" in shown
        assert "Up 1.50, wording changed a little" in shown
        assert "New wording" in shown
        assert "Round by round" in shown

    def test_compares_a_phase_with_itself_on_page_and_file(self):
        partnership, version = make_partnership(), make_version()
        secondary = {"phases": dict.fromkeys(range(3), "Secondary"), "partnership": partnership, "version": version}
        make_published([1, 1, 1, 2, 2, 2], **secondary, name="Spring", opens_on=date(2021, 2, 1))
        now = make_published([3, 3, 3, 2, 2, 2], **secondary)
        lead, asked = lead_of(now), {"phase": "Secondary"}
        shown = text_of(lead.get(page_of(now), asked))
        assert "Since Spring" in shown
        assert "Up 2.00" in shown
        assert "Up 1.00" not in shown  # the change of all schools
        file = lead.get(page_of(now, "round_results_sheet", "csv"), asked).content.decode("utf-8-sig")
        assert {row["Change"] for row in csv.DictReader(io.StringIO(file))} == {"Up 2.00"}

    def test_says_which_step_came_before_which_movement(self):
        partnership, version = make_partnership(), make_version()
        before = make_published([2, 2, 2], partnership=partnership, version=version, opens_on=date(2021, 2, 1))
        lead = make_account(Role.PARTNERSHIP_LEAD, partnership)
        make_step(before, number=1, words="Visit each other", by=lead)
        make_step(before, number=2, words="Share the plan", by=lead)
        now = make_published([[3, 2, 2, 2]] * 3, partnership=partnership, version=version)
        shown = text_of(sign_in(Client(), lead).get(page_of(now)))
        assert "What you agreed before, and what has moved since" in shown
        assert shown.index("Visit each other") < shown.index("Up 1.00") < shown.index("Share the plan")
        assert "No movement (0.00)" in shown

    @pytest.mark.parametrize("state", [RoundState.OPEN, RoundState.CLOSED])
    def test_is_not_there_before_it_is_published(self, state):
        review = make_round(state=state)
        assert lead_of(review).get(page_of(review)).status_code == 404

    def test_is_for_its_lead_its_quadrant_and_the_county_alone(self):
        review = make_published(partnership=make_partnership(quadrant=make_quadrant("West")))
        seen = {
            make_account(Role.PARTNERSHIP_LEAD, review.partnership): 200,
            make_account(Role.PARTNERSHIP_LEAD, make_partnership()): 404,
            make_account(Role.QUADRANT_OFFICER, make_quadrant("West")): 200,
            make_account(Role.QUADRANT_OFFICER, make_quadrant("Mid")): 404,
            make_account(Role.DIRECTOR): 200,
            make_account(Role.HEADTEACHER, review.schools.first().school): 404,
        }
        for user, status in seen.items():
            for route, more in (("round_results", ()), ("round_results_sheet", ("csv",)), ("results_report", ())):
                assert sign_in(Client(), user).get(page_of(review, route, *more)).status_code == status, (user, route)
        assert Client().get(page_of(review)).status_code == 302

    def test_takes_as_many_queries_for_thirty_schools_and_rounds_as_for_three(self):
        version = make_version()
        small = _after_rounds([2020], version, [1, 3, 4])
        large = _after_rounds([2017, 2018, 2019, 2020], version, [1, 3, 4] * 10)
        assert queries(lead_of(small), page_of(small)) == queries(lead_of(large), page_of(large)) <= MOST_QUERIES


class TestFiles:
    def test_hold_what_the_page_shows(self):
        review = make_published([[1, 3, 4, None], [2, 3, 4, None], [3, 4, 4, 4]])
        response = lead_of(review).get(page_of(review, "round_results_sheet", "csv"))
        rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
        assert len(rows) == 6  # two dimensions, four statements
        first = rows[1]
        assert (first["Number"], first["Mean"], first["Lowest"], first["Highest"]) == ("1", "2.00", "1", "3")
        assert (rows[5]["Mean"], rows[5]["Don't know"], rows[5]["Reading"]) == ("", "2", "Many cannot say")

    def test_have_no_formulas(self):
        review = make_published()
        review.version.dimensions.all()
        partnership = make_partnership("=HYPERLINK(1)")
        other = make_published(partnership=partnership, name="=1+1")
        response = lead_of(other).get(page_of(other, "round_results_sheet", "csv"))
        assert "\n=" not in response.content.decode()
        assert lead_of(other).get(page_of(other, "round_results_sheet", "pdf")).status_code == 404


class TestTheSchoolsPage:
    def test_shows_its_own_answers_beside_the_partnerships(self):
        review = make_published([[4, 4, 4, None], [1, 1, 1, 1], [1, 1, 1, 1]])
        shown = text_of(head_of(review).get(page_of(review, "school_round_results")))
        assert "Your school beside the partnership" in shown
        assert "4 Leading" in shown
        assert '<td class="govuk-table__cell govuk-table__cell--numeric">2.00</td>' in shown

    def test_is_found_in_the_list_of_its_rounds(self):
        review = make_published()
        assert page_of(review, "school_round_results") in text_of(
            head_of(review).get(reverse("partnerships:school_results"))
        )

    def test_is_another_school_s_404(self):
        review = make_published()
        stranger = sign_in(Client(), make_account(Role.HEADTEACHER, make_school()))
        assert stranger.get(page_of(review, "school_round_results")).status_code == 404
        assert "No results yet" in text_of(stranger.get(reverse("partnerships:school_results")))

    def test_takes_as_many_queries_for_thirty_schools_as_for_three(self):
        small, large = make_published(), make_published([1, 2, 3] * 10)
        assert queries(head_of(small), page_of(small, "school_round_results")) == queries(
            head_of(large), page_of(large, "school_round_results")
        )


def _after_rounds(years: list[int], version: QuestionSetVersion, answers: list[int]) -> Round:
    """The newest round of a partnership that had one in each of these years."""
    partnership = make_partnership()
    for year in years:
        make_published(partnership=partnership, version=version, opens_on=date(year, 2, 1))
    return make_published(answers, partnership=partnership, version=version)


def queries(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        response = client.get(page)
    assert response.status_code == 200
    return len(caught)
