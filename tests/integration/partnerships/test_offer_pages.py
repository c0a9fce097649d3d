"""The pages of funded places: what each person sees and may do, bad input beside its field, and their budgets."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from partnerships.models import FundedApplication, Offer
from partnerships.services import awards
from partnerships.states import ApplicationState, OfferState
from tests.factories.accounts import make_account, sign_in
from tests.factories.offers import AFTERWARDS, WHILE_OPEN, apply, make_district, make_offer
from tests.factories.partnerships import make_quadrant
from tests.integration.partnerships.conftest import page, shown_at

pytestmark = pytest.mark.django_db
MOST = 15


@pytest.fixture
def head(school: Organisation) -> User:
    return make_account(Role.HEADTEACHER, school)


@pytest.fixture
def as_head(client: Client, head: User) -> Client:
    return sign_in(client, head)


@time_machine.travel(WHILE_OPEN)
def test_a_school_sees_what_it_may_apply_for_and_why_not(as_head):
    fits, other = make_offer("Fits"), make_offer("For secondary schools", phases=["Secondary"])
    shown = shown_at(as_head, page("offers"))
    assert shown.index("Your school may apply") < shown.index("Not for your school")
    assert "£8,000 for each place" in shown
    assert "Apply</a>" in shown_at(as_head, page("offer", fits.pk))
    why = shown_at(as_head, page("offer", other.pk))
    assert "Why Marsh Primary School may not apply" in why
    assert "Phase: Secondary" in why
    assert "Apply</a>" not in why


@time_machine.travel(WHILE_OPEN)
def test_what_is_missing_stands_beside_its_field_and_nothing_typed_is_lost(as_head):
    offer = make_offer(declarations=["Judged good or outstanding."])
    address = page("apply_for_offer", offer.pk)
    response = as_head.post(address, {"places": "9", "case": "Two assistants <b>take part</b>"})
    shown = response.content.decode()
    assert "Ask for 1 to 2 places." in shown
    assert "Two assistants &lt;b&gt;take part" in shown
    response = as_head.post(address, {"places": "1", "case": "Two assistants"})
    assert "Confirm each statement before you hand in." in response.content.decode()
    assert not FundedApplication.objects.exists()


@time_machine.travel(WHILE_OPEN)
def test_a_draft_is_kept_and_the_office_does_not_see_it(as_head, as_officer):
    offer = make_offer()
    as_head.post(page("apply_for_offer", offer.pk), {"places": "2", "case": "", "save": "1"})
    row = FundedApplication.objects.get()
    assert (row.state, row.places_wanted) == (ApplicationState.DRAFT, 2)
    assert "Not handed in yet" in shown_at(as_head, page("application", row.pk))
    assert "No applications yet" in shown_at(as_officer, page("office_offer", offer.pk))
    assert as_officer.get(page("office_application", row.pk)).status_code == 404


def test_a_closed_offer_refuses_and_says_so(as_head):
    offer = make_offer()
    with time_machine.travel(AFTERWARDS):
        response = as_head.post(page("apply_for_offer", offer.pk), {"places": "1", "case": "Too late"})
    assert "It closed on 30 November 2021" in response.content.decode()
    assert "Too late" in response.content.decode()


@time_machine.travel(AFTERWARDS)
def test_the_office_ranks_and_awards_and_is_told_what_is_in_the_way(as_officer):
    offer = make_offer(places=1)
    one, two = apply(offer), apply(offer)
    address = page("office_offer", offer.pk)
    both = {f"rank_{one.pk}": "1", f"places_{one.pk}": "1", f"rank_{two.pk}": "1", f"places_{two.pk}": "1"}
    assert "Rank 1 is given twice" in as_officer.post(address, both).content.decode()
    assert "is not a whole" not in as_officer.post(address, both | {f"rank_{two.pk}": "first"}).content.decode()
    assert "have no rank" in as_officer.post(page("award_places", offer.pk)).content.decode()
    as_officer.post(address, both | {f"rank_{two.pk}": "2"})
    assert as_officer.post(page("award_places", offer.pk)).status_code == 302
    assert dict(FundedApplication.objects.values_list("pk", "state")) == {one.pk: "awarded", two.pk: "waiting"}


def test_an_officer_of_another_quadrant_finds_nothing():
    row = apply(make_offer())
    stranger = sign_in(Client(), make_account(Role.QUADRANT_OFFICER, make_quadrant("West")))
    for name in ("office_offer", "edit_offer", "end_offer", "award_places", "publish_offer"):
        assert stranger.post(page(name, row.offer_id), {"reason": "x"}).status_code == 404
    for name in ("office_application", "turn_down_application"):
        assert stranger.get(page(name, row.pk)).status_code == 404
    assert stranger.post(page("confirm_declarations", row.pk)).status_code == 404
    assert row.offer.title not in shown_at(stranger, page("office_offers"))
    assert row.offer.title not in shown_at(stranger, page("offers_money"))


def test_another_school_cannot_answer(client):
    row = apply(make_offer())
    stranger = sign_in(client, make_account(Role.HEADTEACHER))
    for name in ("withdraw_application", "accept_places", "decline_places"):
        assert stranger.post(page(name, row.pk)).status_code == 404
    assert FundedApplication.objects.get().state == ApplicationState.HANDED_IN


def test_a_draft_offer_is_for_the_office_alone(as_head, as_officer):
    offer = make_offer("Not yet", state=OfferState.DRAFT)
    assert as_head.get(page("offer", offer.pk)).status_code == 404
    assert "Not yet" not in shown_at(as_head, page("offers"))
    assert "Schools do not see this yet" in shown_at(as_officer, page("offer", offer.pk))


def answers(**changes: str) -> dict[str, str | list[str]]:
    usual = {
        "title": "Hub schools", "audience": "Primary schools", "gives": "Accreditation", "places": "6",
        "most_each": "1", "opens_on": "2021-11-01", "closes_on": "2021-11-30", "days_to_accept": "10",
        "money": "5,000 set-up and resources\n£3000 a hub lead", "quadrant": str(make_quadrant().pk), "oldest": "4",
        "declarations": "Judged good or outstanding.", "sessions": "", "youngest": "", "programme": "",
    }  # fmt: skip
    return {**usual, "districts": [make_district().pk], "phases": ["Primary"]} | changes


@time_machine.travel(WHILE_OPEN)
def test_an_officer_writes_and_publishes_an_offer_and_changes_it(as_officer, as_head):
    response = as_officer.post(page("new_offer"), answers())
    offer = Offer.objects.get()
    assert response["Location"] == page("office_offer", offer.pk)
    assert [(str(part.amount), part.purpose) for part in offer.money_parts.all()] == [
        ("5000.00", "set-up and resources"),
        ("3000.00", "a hub lead"),
    ]
    as_officer.post(page("publish_offer", offer.pk))
    assert "£8,000 in all" in shown_at(as_head, page("offer", offer.pk))
    as_officer.post(page("edit_offer", offer.pk), answers(closes_on="2021-12-10"))
    offer.refresh_from_db()
    assert offer.closes_on == date(2021, 12, 10)
    assert "Money for each place" not in shown_at(as_officer, page("edit_offer", offer.pk)).split("<form")[-1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"money": "five thousand"}, "Line 1 must be an amount"),
        ({"money": "5000 set-up\n0 nothing"}, "Line 2 must be an amount"),
        ({"closes_on": "2021-10-01"}, "must not be before the first"),
        ({"youngest": "9"}, "The ages must run upwards"),
        ({"places": "0"}, "Places must be 1 or more"),
        ({"sessions": "x" * 201}, "Line 1 must be 200 characters or fewer"),
        ({"quadrant": ""}, "Area"),
    ],
)
def test_bad_input_has_its_message_and_nothing_is_lost(as_officer, school, changes, words):
    response = as_officer.post(page("new_offer"), answers(**changes))
    shown = response.content.decode()
    assert response.status_code == 200
    assert words in shown
    assert "Accreditation" in shown
    assert not Offer.objects.exists()


def test_the_money_as_csv_has_a_line_for_each_part_and_no_formula(as_officer):
    make_offer("=1+1", places=6)
    lines = shown_at(as_officer, page("offers_money_csv")).splitlines()
    assert len(lines) == 3
    assert "'=1+1" in lines[1]
    assert lines[1].endswith("30000.00,0.00,0.00,30000.00")


def test_the_home_page_says_what_waits(as_head, as_officer, head, school, officer):
    offer = make_offer("Hub schools", places=1)
    with time_machine.travel(WHILE_OPEN):
        assert "1 offer of funded places takes applications" in shown_at(as_head, "/")
        apply(offer, school, by=head)
    with time_machine.travel(AFTERWARDS):
        assert "Rank the applications and award the places: Hub schools" in shown_at(as_officer, "/")
        row = FundedApplication.objects.get()
        awards.rank_applications(offer=offer, ranks={row.pk: (1, 1)}, by=officer)
        awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
        assert "Accept 1 funded place by 15 December 2021: Hub schools" in shown_at(sign_in(Client(), head), "/")


@time_machine.travel(WHILE_OPEN)
@pytest.mark.parametrize("name", ["offers", "office_offers", "office_offer", "award_places", "offers_money"])
def test_three_rows_and_thirty_take_the_same_queries(name, as_head, as_officer):
    first = make_offer(places=99)
    args = (first.pk,) if name in ("office_offer", "award_places") else ()
    client = as_head if name == "offers" else as_officer

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(page(name, *args)).status_code == 200
        return len(captured)

    client.get(page(name, *args))  # what only the first page after sign-in asks
    counts = []
    for wanted in (3, 30):
        for _ in range(wanted - Offer.objects.count()):
            make_offer()
        for _ in range(wanted - first.applications.count()):
            apply(first)
        counts.append(queries())
    assert counts[0] == counts[1] <= MOST


@time_machine.travel(WHILE_OPEN)
def test_a_rolling_offer_says_so_and_is_awarded_while_it_is_open(as_officer, as_head):
    as_officer.post(page("new_offer"), answers(declarations="", rolling="on"))
    offer = Offer.objects.get()
    as_officer.post(page("publish_offer", offer.pk))
    assert "As applications come in" in shown_at(as_head, page("offer", offer.pk))
    apply(offer)
    assert page("award_places", offer.pk) in as_officer.get(page("office_offer", offer.pk)).content.decode()
