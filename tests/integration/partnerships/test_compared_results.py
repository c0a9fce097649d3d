"""Partnerships beside one another: who sees which, what their sums are made of, and how results are read."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from partnerships.models import PartnershipFacts, ResultThresholds
from partnerships.queries.county_results import county_results
from partnerships.results import Thresholds
from tests.factories.accounts import make_account, sign_in
from tests.factories.evaluation import make_version
from tests.factories.partnerships import make_partnership, make_quadrant
from tests.factories.results import make_published
from tests.integration.partnerships.conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_the_round")]
PAGE = "/partnerships/results/compared/"


def published(name: str, quadrant: str, answers, version):
    partnership = make_partnership(name, quadrant=make_quadrant(quadrant))
    return make_published(answers, partnership=partnership, version=version)


def test_sums_are_made_of_the_figures_that_are_shown():
    version = make_version(dimensions=1, statements=1)
    published("Large", "West", [2, 2, 2], version)
    published("Tiny", "West", [4, 4], version)
    published("Far", "Mid", [4, 4, 4], version)
    found = county_results(PartnershipFacts.objects.select_related("quadrant").order_by("name"), Thresholds())
    west = next(one for one in found.quadrants if one.organisation.name == "West")
    assert west.line.cells[0].figure.levels.mean == Decimal("2.00")
    assert west.line.cells[0].figure.left_out == 1
    assert found.line.cells[0].figure.levels.mean == Decimal("3.00")


def test_officers_see_their_quadrant_and_the_county_all():
    version = make_version(dimensions=1, statements=1)
    published("Western Partnership", "West", [2, 2, 2], version)
    published("Middle Partnership", "Mid", [4, 4, 4], version)
    officer = sign_in(Client(), make_account(Role.QUADRANT_OFFICER, make_quadrant("West")))
    shown = text_of(officer.get(PAGE))
    assert "Western Partnership" in shown
    assert "Middle Partnership" not in shown
    director = text_of(sign_in(Client(), make_account(Role.DIRECTOR)).get(PAGE))
    assert "Middle Partnership" in director
    assert "County" in director
    assert "2.00 <span>weak</span>" in director
    assert sign_in(Client(), make_account(Role.HEADTEACHER)).get(PAGE).status_code == 403


def test_partnerships_without_results_are_named():
    make_partnership("Quiet Partnership", quadrant=make_quadrant("West"))
    shown = text_of(sign_in(Client(), make_account(Role.DIRECTOR)).get(PAGE))
    assert "No results yet" in shown
    assert "Quiet Partnership" in shown


def test_the_file_has_the_same_figures():
    version = make_version(dimensions=1, statements=1)
    published("@Western", "West", [2, 2, 3], version)
    response = sign_in(Client(), make_account(Role.DIRECTOR)).get("/partnerships/results/compared.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert (rows[0]["Partnership"], rows[0]["Dimension 1"]) == ("'@Western", "2.33")
    assert rows[0]["Dimension 1: reading"] == "We agree: weak"
    assert rows[-1]["Partnership"] == "All partnerships shown"


def test_each_partnership_is_compared_with_its_round_before_on_page_and_file():
    version = make_version(dimensions=1, statements=1)
    partnership = make_partnership("Western", quadrant=make_quadrant("West"))
    for opens_on, answers in ((date(2021, 2, 1), [1, 1, 2]), (date(2021, 9, 1), [2, 2, 3])):
        make_published(answers, partnership=partnership, version=version, opens_on=opens_on)
    published("Newcomer", "West", [2, 2, 3], version)
    director = sign_in(Client(), make_account(Role.DIRECTOR))
    shown = text_of(director.get(PAGE))
    assert shown.count("<span>+1.00</span>") == 1
    file = director.get("/partnerships/results/compared.csv").content.decode("utf-8-sig")
    changes = {row["Partnership"]: row["Dimension 1: change"] for row in csv.DictReader(io.StringIO(file))}
    assert changes == {"Western": "Up 1.00", "Newcomer": "", "All partnerships shown": ""}


def test_takes_as_many_queries_for_thirty_partnerships_as_for_three():
    director, version = sign_in(Client(), make_account(Role.DIRECTOR)), make_version(dimensions=1, statements=1)
    counts = []
    for number in (3, 27):
        for at in range(number):
            published(f"Partnership {number} {at}", "West", [1, 2, 3], version)
        director.get(PAGE)
        with CaptureQueriesContext(connection) as caught:
            director.get(PAGE)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 15


class TestThresholds:
    FIELDS = {
        "strength_mean": "3",
        "strength_gap": "1",
        "risk_mean": "2",
        "unsure_percent": "30",
        "apart_gap": "2",
        "apart_deviation": "0.75",
        "movement": "0.25",
    }

    def test_are_the_countys_to_change_and_hold_for_every_round(self):
        review = make_published([3, 3, 3])
        lead = sign_in(Client(), make_account(Role.PARTNERSHIP_LEAD, review.partnership))
        page = reverse("partnerships:round_results", args=[review.pk])
        assert "<dt>Strengths</dt><dd>0</dd>" in text_of(lead.get(page))
        keeper = sign_in(Client(), make_account(Role.ADMINISTRATOR))
        for _ in range(2):
            assert keeper.post(reverse("partnerships:thresholds"), self.FIELDS).status_code == 302
        assert "<dt>Strengths</dt><dd>4</dd>" in text_of(lead.get(page))
        assert ResultThresholds.objects.count() == 1
        assert AuditEvent.objects.filter(event="result_thresholds.set").count() == 1

    def test_never_let_a_strength_lie_below_a_risk(self):
        keeper = sign_in(Client(), make_account(Role.ADMINISTRATOR))
        response = keeper.post(reverse("partnerships:thresholds"), self.FIELDS | {"risk_mean": "3.5"})
        assert "A strength must lie above a risk: enter more than 3.5" in text_of(response)
        assert not ResultThresholds.objects.exists()

    def test_are_nobody_elses(self):
        lead = sign_in(Client(), make_account(Role.PARTNERSHIP_LEAD, make_partnership()))
        assert lead.get(reverse("partnerships:thresholds")).status_code == 403
