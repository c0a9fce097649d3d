"""A school in no row of the prices asks for one, and the training office answers."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from tests.factories.people import make_person
from tests.factories.schools import make_school
from traded_assessment.models import PriceRequest
from traded_assessment.pricing import AgreedPrices, EventRow, PackageRow
from traded_assessment.queries.office import price_requests
from traded_assessment.queries.prices import agreed_prices_on
from traded_assessment.services.price_requests import ask_price, decline_price, set_price
from traded_assessment.services.prices import PricesRefused
from traded_assessment.states import PriceRequestState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("briefing_day", "open_for_business")]

ON = date(2021, 11, 10)
PRICES = AgreedPrices(
    date(2021, 11, 1), date(2022, 8, 31), PackageRow(Decimal(450), Decimal(70)), EventRow(Decimal(66), Decimal(22))
)


@pytest.fixture
def independent():
    return make_school(type_code=11, name="Elm House School")


@pytest.fixture
def bursar(independent):
    return make_person(Role.HEADTEACHER, independent, email="bursar@elm.example")


@pytest.fixture
def asked(independent, bursar):
    return ask_price(school=independent, wants="Phonics for 2 ", by=bursar)


def test_asking(asked):
    assert (asked.state, asked.wants) == (PriceRequestState.ASKED, "Phonics for 2")
    assert AuditEvent.objects.get(event="price_request.asked").actor_label == "bursar@elm.example"


def test_asking_says_what_for(independent, bursar):
    with pytest.raises(PricesRefused) as refused:
        ask_price(school=independent, wants=" ", by=bursar)
    assert refused.value.field == "wants"


def test_one_open_request_a_school(asked, independent, bursar):
    with pytest.raises(PricesRefused, match="asked for a price already"):
        ask_price(school=independent, wants="Again", by=bursar)
    assert PriceRequest.objects.count() == 1


@pytest.mark.parametrize(("la", "type_code"), [(881, 1), (881, 34), (883, 11)])
def test_a_school_with_a_row_does_not_ask(la, type_code, bursar):
    with pytest.raises(PricesRefused, match="has a set price"):
        ask_price(school=make_school(la=la, type_code=type_code), wants="Phonics", by=bursar)


def test_setting_a_price(asked, officer, independent):
    set_price(request=asked, prices=PRICES, reason="As for an academy", by=officer)
    assert agreed_prices_on(independent, ON) == PRICES
    assert agreed_prices_on(independent, date(2022, 9, 1)) is None
    message = Message.objects.get()
    assert message.to == "bursar@elm.example"
    for words in ("£450", "£70", "£66", "£22", "1 November 2021 to 31 August 2022", "As for an academy"):
        assert words in message.text
    told = AuditEvent.objects.get(event="price_request.priced")
    assert (told.after["single_session"], told.reason) == ("70", "As for an academy")


def test_a_school_with_its_own_price_does_not_ask_again(asked, officer, independent, bursar):
    set_price(request=asked, prices=PRICES, reason="Agreed", by=officer)
    with pytest.raises(PricesRefused, match="has set a price"):
        ask_price(school=independent, wants="Events too", by=bursar)
    with time_machine.travel(datetime(2022, 9, 1, 12, tzinfo=UTC), tick=False):
        assert ask_price(school=independent, wants="Next year", by=bursar).state == PriceRequestState.ASKED


def test_declining(asked, officer, independent):
    decline_price(request=asked, reason="Places are for schools in Essex first", by=officer)
    assert agreed_prices_on(independent, ON) is None
    assert "cannot offer" in Message.objects.get().text


@pytest.mark.parametrize("answer", ["set", "decline"])
def test_an_answer_stands_and_needs_a_reason(answer, asked, officer):
    def decide(reason="Agreed"):
        if answer == "set":
            return set_price(request=asked, prices=PRICES, reason=reason, by=officer)
        return decline_price(request=asked, reason=reason, by=officer)

    with pytest.raises(PricesRefused) as refused:
        decide(reason=" ")
    assert refused.value.field == "reason"
    decide()
    with pytest.raises(PricesRefused, match="answered already"):
        decide()


def test_the_last_day_is_not_before_the_first(asked, officer):
    backwards = AgreedPrices(PRICES.valid_to, PRICES.valid_from, PRICES.package, PRICES.event)
    with pytest.raises(PricesRefused) as refused:
        set_price(request=asked, prices=backwards, reason="Agreed", by=officer)
    assert refused.value.field == "valid_to"


def test_open_requests_come_first(asked, officer, bursar):
    other = ask_price(school=make_school(type_code=10), wants="Events", by=bursar)
    decline_price(request=asked, reason="No", by=officer)
    assert list(price_requests()) == [other, asked]


class TestTheDatabase:
    def violates(self, name, asked, **values):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            PriceRequest.objects.filter(pk=asked.pk).update(**values)

    def test_one_open_request_a_school(self, asked):
        with pytest.raises(IntegrityError, match="one_open_price_request_a_school"), transaction.atomic():
            PriceRequest.objects.create(school=asked.school, asked_by=asked.asked_by, wants="Again")

    def test_a_decision_says_who_when_and_why(self, asked, officer):
        self.violates("a_decision_says_who_when_and_why", asked, decided_by=officer)
        declined = {"state": PriceRequestState.DECLINED, "decided_by": officer, "decided_at": asked.asked_at}
        self.violates("a_decision_says_who_when_and_why", asked, **declined)
        self.violates("a_decision_says_who_when_and_why", asked, **declined | {"reason": "No", "decided_by": None})

    def test_a_priced_request_has_all_prices(self, asked, officer):
        set_price(request=asked, prices=PRICES, reason="Agreed", by=officer)
        for name in ("valid_from", "valid_to", "subscription", "single_session", "event_first", "event_further"):
            self.violates("a_priced_request_has_all_prices", asked, **{name: None})

    def test_prices_are_not_negative_and_end_after_they_begin(self, asked, officer):
        set_price(request=asked, prices=PRICES, reason="Agreed", by=officer)
        for name in ("subscription", "single_session", "event_first", "event_further"):
            self.violates("agreed_prices_are_not_negative", asked, **{name: -1})
        self.violates("an_agreed_price_ends_after_it_begins", asked, valid_to=date(2021, 10, 31))
