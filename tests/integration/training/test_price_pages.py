"""The training office's pages about prices: versions, what they change, and schools that ask."""

from datetime import date

import pytest
from django.urls import reverse

from essex_portal.accounts.roles import Role
from tests.factories.accounts import sign_in
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import PriceListFactory, VatRuleFactory
from traded_assessment.forms.prices import PriceListForm
from traded_assessment.models import PriceList, PriceRequest
from traded_assessment.queries.prices import price_table_of
from traded_assessment.states import PriceRequestState, Tier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("briefing_day")]


@pytest.fixture
def in_force():
    return PriceListFactory(note="Said by the briefing")


@pytest.fixture
def draft(in_force):
    return PriceListFactory(name="Price list 2022/23", valid_from=date(2022, 9, 1), published=False)


def address(route, *args):
    return reverse(f"traded_assessment:{route}", args=args)


def words_of(response):
    assert response.status_code == 200
    return response.content.decode()


def day(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def as_posted(draft, **changes):
    """What the form of a draft sends when nothing is changed, and the changes."""
    initial = PriceListForm.initial_of(draft, price_table_of(draft))
    return initial | day("valid_from", initial.pop("valid_from")) | changes


class TestPriceLists:
    def test_every_version(self, as_office, in_force, draft):
        page = words_of(as_office.get(address("prices")))
        for words in ("Price list 2021/22", "In force", "Price list 2022/23", "Draft", "Start a new version"):
            assert words in page

    def test_how_vat_applies(self, as_office):
        assert "nothing can be sold" in words_of(as_office.get(address("prices")))
        VatRuleFactory(product="event", provisional=True)
        page = words_of(as_office.get(address("prices")))
        for words in ("Event, any customer: Outside the scope of VAT, from 1 September 2021", "Provisional"):
            assert words in page

    def test_before_there_is_any(self, as_office):
        assert "There is no price list yet" in words_of(as_office.get(address("prices")))

    def test_one_version(self, as_office, in_force):
        page = words_of(as_office.get(address("price_list", in_force.pk)))
        for words in ("£315", "£65", "£25", "Said by the briefing", "starting content"):
            assert words in page
        assert "Change the draft" not in page

    def test_from_a_new_version_to_publishing(self, as_office, in_force):
        new = address("new_price_list", in_force.pk)
        assert "11" in words_of(as_office.get(new))
        response = as_office.post(new, {"name": "Price list 2022/23"} | day("valid_from", date(2022, 9, 1)))
        draft = PriceList.objects.get(published_at=None)
        assert response["Location"] == address("edit_price_list", draft.pk)

        edit = address("edit_price_list", draft.pk)
        assert 'value="315"' in words_of(as_office.get(edit))
        response = as_office.post(edit, as_posted(draft, price_1_1="£67.50"))
        assert response["Location"] == address("preview_price_list", draft.pk)

        for _ in range(4):
            make_school(type_code=34)
        preview = as_office.get(address("preview_price_list", draft.pk))
        page = words_of(preview)
        for words in ("1 of 14 prices change", "<strong>£67.50</strong>", "+£2.50", "1 September 2022"):
            assert words in page
        [(change, schools)] = [row for row in preview.context["impact"].rows() if row[0].is_change]
        assert (change.row, schools) == (Tier.ESSEX_ACADEMY, 4)

        response = as_office.post(address("preview_price_list", draft.pk), {"reason": "Costs rose"})
        assert response["Location"] == address("price_list", draft.pk)
        page = words_of(as_office.get(address("price_list", draft.pk)))
        for words in ("by Training office", "Costs rose", "published", "edited", "drafted"):
            assert words in page

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"price_0_0": ""}, "Enter price of subscription, Essex maintained school"),
            ({"price_0_0": "-1"}, "must be £0 or more"),
            ({"price_6_1": "ten"}, "must be an amount of money"),
            ({"staff_per_block": "0"}, "must be 1 or more"),
            ({"valid_from_month": "2", "valid_from_day": "30"}, "must be a real date"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(self, as_office, draft, changes, words):
        page = words_of(as_office.post(address("edit_price_list", draft.pk), as_posted(draft, name="Kept", **changes)))
        assert "There is a problem" in page
        assert words in page
        assert 'value="Kept"' in page
        draft.refresh_from_db()
        assert draft.name == "Price list 2022/23"

    def test_publishing_needs_a_reason(self, as_office, draft):
        page = words_of(as_office.post(address("preview_price_list", draft.pk), {"reason": ""}))
        assert "There is a problem" in page
        assert PriceList.objects.get(pk=draft.pk).published_at is None

    def test_a_published_list_refuses_in_words(self, as_office, in_force):
        posted = as_office.post(address("edit_price_list", in_force.pk), as_posted(in_force))
        assert "is published and cannot change" in words_of(posted)
        posted = as_office.post(address("preview_price_list", in_force.pk), {"reason": "Again"})
        assert "is published and cannot change" in words_of(posted)
        posted = as_office.post(address("discard_price_list", in_force.pk), follow=True)
        assert "is published and cannot change" in words_of(posted)

    def test_throwing_a_draft_away(self, as_office, draft):
        discard = address("discard_price_list", draft.pk)
        assert "Throw away the draft" in words_of(as_office.get(discard))
        as_office.post(discard)
        assert not PriceList.objects.filter(pk=draft.pk).exists()


AGREED = {
    "subscription": "450", "single_session": "70", "event_first": "66", "event_further": "22", "reason": "As agreed",
} | day("valid_from", date(2021, 11, 10)) | day("valid_to", date(2022, 8, 31))  # fmt: skip


class TestPriceRequests:
    @pytest.fixture
    def asked(self):
        school = make_school(type_code=11, name="Elm House School")
        person = make_person(Role.HEADTEACHER, school, email="bursar@elm.example")
        return PriceRequest.objects.create(school=school, asked_by=person, wants="Phonics\nfor 2")

    def test_those_that_wait(self, as_office, asked):
        page = words_of(as_office.get(address("price_requests")))
        for words in ("Elm House School", "Waiting for a price", "Other independent school", "bursar@elm.example"):
            assert words in page

    def test_none(self, as_office):
        assert "No school has asked" in words_of(as_office.get(address("price_requests")))

    def test_setting_a_price(self, as_office, asked):
        request = address("price_request", asked.pk)
        page = words_of(as_office.get(request))
        assert "Phonics<br>for 2" in page
        assert 'value="2022"' in page  # proposed: to the end of the academic year
        as_office.post(request, AGREED)
        asked.refresh_from_db()
        assert (asked.state, asked.single_session) == (PriceRequestState.PRICED, 70)
        page = words_of(as_office.get(request))
        assert "£70 for each block of staff" in page
        assert "Set these prices" not in page

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"subscription": ""}, "Enter the price of the subscription"),
            ({"reason": ""}, "Enter reason"),
            (day("valid_to", date(2021, 11, 9)), "The last day must be the same as or after the first day"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(self, as_office, asked, changes, words):
        page = words_of(as_office.post(address("price_request", asked.pk), AGREED | changes))
        assert words in page
        assert 'value="66"' in page
        asked.refresh_from_db()
        assert asked.state == PriceRequestState.ASKED

    def test_declining(self, as_office, asked):
        decline = address("decline_price_request", asked.pk)
        assert "Elm House School" in words_of(as_office.get(decline))
        as_office.post(decline, {"reason": "Full this year"})
        asked.refresh_from_db()
        assert asked.state == PriceRequestState.DECLINED
        assert "answered already" in words_of(as_office.post(decline, {"reason": "Again"}))
        assert "answered already" in words_of(as_office.post(address("price_request", asked.pk), AGREED))

    def test_a_school_sees_none_of_it(self, client, asked):
        sign_in(client, asked.asked_by)
        assert client.get(address("price_request", asked.pk)).status_code == 403
