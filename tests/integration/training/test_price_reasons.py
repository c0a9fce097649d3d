"""Every line says why it costs what it does, for ever after: also when the school has become an academy since."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import (
    EstablishmentType,
    Organisation,
    PastSchoolFacts,
    SchoolDetails,
    SchoolLink,
)
from essex_portal.organisations.states import EstablishmentStatus
from tests.factories.accounts import make_account, make_token, sign_in
from tests.factories.invoices import invoice_of
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from traded_assessment.invoice_pdf import credit_note_pdf, invoice_pdf
from traded_assessment.models import CreditNote, Order
from traded_assessment.queries.credit_notes import lines_of
from traded_assessment.queries.price_reasons import orders_of_lines, price_reasons, priced_as
from traded_assessment.services.crediting import Off, credit_lines
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import CreditKind, Product

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
LATER = datetime(2022, 5, 2, 9, 30, tzinfo=UTC)
CONVERTED = date(2022, 4, 1)
PRICED_AS = "Priced as “Essex maintained school” on 10 November 2021, because its local authority is Essex (881)"
SINCE = (
    "Since 1 April 2022 the school register says “Academy converter” (Maple Academy, Essex), so later orders are "
    "priced as “Essex academy”. This price stays as it was."
)
RULE = "Essex maintained school, single session for up to 2 staff £55"


@pytest.fixture
def order(school: Organisation, head: User) -> Order:
    line = OrderLineRequest(Product.SINGLE_SESSION, TrainingSessionFactory().pk, (Person("Year 6 teacher"),))
    return place_order(school=school, lines=[line], idempotency_key="one", by=head, now=NOW)


@pytest.fixture
def note(order: Order, head: User) -> CreditNote:
    off = [Off(order.lines.get(), Decimal(55), "Cancelled 20 school days before")]
    [issued] = credit_lines(off=off, kind=CreditKind.CANCELLED, reason="Cancelled", by=head, now=NOW)
    return issued


@pytest.fixture
def academy(order: Order, school: Organisation) -> Organisation:
    """The school has become an academy since the order: a new URN in the register, linked to the old one."""
    made = make_school(type_code=34, name="Maple Academy")
    SchoolDetails.objects.filter(organisation=school).update(status=EstablishmentStatus.CLOSED)
    SchoolLink.objects.create(earlier=school.school, later=made.school, kind="Converter", established_on=CONVERTED)
    return made


@pytest.fixture
def long_after() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


def words_of(order: Order, today: date) -> str:
    [reason] = price_reasons(orders_of_lines([order.lines.get().pk]), today)
    return f"{reason.words} {reason.later}".strip()


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


class TestReasons:
    def test_a_school_that_is_what_it_was_needs_no_more_words(self, order):
        assert words_of(order, NOW.date()).endswith("“Community school”.")
        assert words_of(order, NOW.date()).startswith(PRICED_AS)

    def test_a_school_that_became_an_academy_keeps_its_old_price_visibly(self, order, academy):
        assert words_of(order, LATER.date()) == f"{words_of(order, NOW.date())} {SINCE}"

    def test_a_conversion_still_to_come_says_nothing(self, order, academy):
        assert "Since" not in words_of(order, CONVERTED - timedelta(days=1))

    def test_a_conversion_of_a_conversion_is_followed(self, order, academy):
        second = make_school(type_code=34, name="Maple Trust Academy")
        SchoolDetails.objects.filter(organisation=academy).update(status=EstablishmentStatus.CLOSED)
        SchoolLink.objects.create(earlier=academy.school, later=second.school, kind="New trust", established_on=None)
        # The first academy is closed now, so nothing open took over from the school itself.
        assert "Since" not in words_of(order, LATER.date())
        SchoolDetails.objects.filter(organisation=academy).update(status=EstablishmentStatus.OPEN)
        assert "Maple Trust Academy" in words_of(order, LATER.date())

    def test_a_circle_of_links_ends(self, order, school, academy):
        SchoolDetails.objects.filter(organisation=school).update(status=EstablishmentStatus.OPEN)
        SchoolLink.objects.create(earlier=academy.school, later=school.school, kind="Wrong")
        assert words_of(order, LATER.date()).startswith(PRICED_AS)

    def test_a_change_of_type_under_the_same_number_is_told_too(self, order, school):
        EstablishmentType.objects.get_or_create(code=34, defaults={"name": "Academy converter"})
        SchoolDetails.objects.filter(organisation=school).update(type_id=34, facts_since=CONVERTED)
        PastSchoolFacts.objects.create(school=school.school, valid=(None, CONVERTED), facts={"type_id": 1})
        assert "Since 1 April 2022 the school register says “Academy converter”" in words_of(order, LATER.date())

    def test_orders_priced_alike_are_explained_together(self, order, school, head):
        again = OrderLineRequest(Product.SINGLE_SESSION, TrainingSessionFactory().pk, (Person("Year 2 teacher"),))
        second = place_order(school=school, lines=[again], idempotency_key="two", by=head, now=NOW)
        later = place_order(school=school, lines=[again], idempotency_key="three", by=head, now=NOW + timedelta(days=1))
        found = priced_as([order, second, later])
        assert sorted(len(reason.references) for reason in found) == [1, 2]


class TestPlaces:
    """Each place that shows lines, long after the school has become an academy."""

    @pytest.fixture
    def as_academy(self, academy: Organisation) -> Client:
        return sign_in(Client(), make_account(Role.HEADTEACHER, academy))

    def shown(self, client: Client, route: str, key: str) -> str:
        page = client.get(reverse(f"traded_assessment:{route}", args=[key]))
        return " ".join(page.content.decode().split())

    def test_the_order(self, as_academy, order, long_after):
        page = self.shown(as_academy, "order", order.reference)
        assert all(words in page for words in (RULE, PRICED_AS, SINCE))

    def test_the_schools_invoice(self, as_academy, order, long_after):
        page = self.shown(as_academy, "school_invoice", invoice_of(order).number)
        assert all(words in page for words in (RULE, PRICED_AS, SINCE))

    def test_finances_invoice(self, order, academy, long_after):
        finance = sign_in(Client(), make_account(Role.FINANCE))
        page = self.shown(finance, "invoice", invoice_of(order).number)
        assert all(words in page for words in (RULE, PRICED_AS, SINCE))

    def test_the_credit_note(self, note, as_academy, long_after):
        page = self.shown(as_academy, "credit_note", note.number)
        assert all(words in page for words in (RULE, PRICED_AS, SINCE))

    def test_the_printed_documents_say_what_was_true_then_and_stay_the_same(self, order, note, academy):
        invoice = invoice_of(order)
        lines = list(invoice.lines.all())
        for make in (lambda: invoice_pdf(invoice, lines), lambda: credit_note_pdf(note, lines_of(note), Decimal(0))):
            pdf = make()
            assert RULE in text_of(pdf)
            assert PRICED_AS in text_of(pdf)
            assert SINCE not in text_of(pdf)
            assert make() == pdf

    def test_a_new_quote_is_priced_by_the_new_tier(self, as_academy, order, long_after):
        session = TrainingSessionFactory(starts_at=LATER + timedelta(days=9))
        people = {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0", "people-0-name": "Year 6 teacher"}
        as_academy.post(reverse("traded_assessment:book_session", args=[session.pk]), people)
        page = as_academy.get(reverse("traded_assessment:check_order")).content.decode()
        assert "Essex academy, single session for up to 2 staff £65" in page
        assert "priced as “Essex academy” because" in page

    def test_programs_are_told_too(self, academy, order, long_after):
        _, secret = make_token(make_account(Role.FINANCE), scopes=("invoices",))
        answer: Any = Client().get(
            f"/api/v1/invoices/{invoice_of(order).number}", headers={"Authorization": f"Bearer {secret}"}
        )
        [reason] = answer.json()["priced_as"]
        assert reason["orders"] == [order.reference]
        assert reason["why"].startswith(PRICED_AS)
        assert reason["later"] == SINCE
        assert RULE in answer.json()["lines"][0]["rule"]
