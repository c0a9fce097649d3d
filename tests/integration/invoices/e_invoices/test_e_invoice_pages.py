"""E-invoices on the pages of finance and of the school."""

import pytest
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.documents import services as documents
from tests.factories.accounts import sign_in
from tests.factories.invoices import make_invoice, make_supplier
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.integration.invoices.e_invoices.conftest import complete, credit, made
from traded_assessment.queries.einvoices import ubl_of

pytestmark = pytest.mark.django_db


class TestPages:
    def test_finance_sees_what_lacks_and_makes_it_when_nothing_does(self, as_finance, school):
        make_supplier()
        invoice = make_invoice(school)
        page = reverse("traded_assessment:invoice", args=[invoice.number])
        text = as_finance.get(page).text
        assert "It cannot go by Peppol yet" in text
        assert "The customer’s electronic address" in text
        assert reverse("traded_assessment:supplier") in text
        ask = reverse("traded_assessment:make_e_invoice", args=[invoice.number])
        assert "The e-invoice needs" in as_finance.post(ask, follow=True).text
        complete(school)
        assert "Make the e-invoice" in as_finance.get(page).text
        as_finance.post(ask)
        made(invoice.number)
        assert f"Download {invoice.number}.xml" in as_finance.get(page).text

    def test_the_school_gets_its_own_and_nobody_elses(self, client, invoice, school):
        documents.make(invoice.document_id)
        document = made(invoice.number)
        download = reverse("documents:download", args=[document.pk])
        sign_in(client, make_person(Role.HEADTEACHER, school))
        page = client.get(reverse("traded_assessment:school_invoice", args=[invoice.number])).text
        assert download in page
        assert b"<Invoice" in b"".join(client.get(download).streaming_content)
        sign_in(client, make_person(Role.HEADTEACHER, make_school()))
        assert client.get(download).status_code == 404

    def test_others_cannot_ask(self, client, invoice):
        ask = reverse("traded_assessment:make_e_invoice", args=[invoice.number])
        assert client.post(ask).status_code == 302
        sign_in(client, make_person(Role.TRAINING_OFFICE))
        assert client.post(ask).status_code == 403
        assert ubl_of(invoice.number) is None


def test_finance_makes_the_file_of_a_credit_note_and_the_school_downloads_it(client, as_finance, invoice, school):
    note = credit(invoice)
    page = reverse("traded_assessment:credit_note", args=[note.number])
    assert "Make the e-invoice" in as_finance.get(page).text
    as_finance.post(reverse("traded_assessment:make_e_credit_note", args=[note.number]))
    made(note.number)
    assert f"Download {note.number}.xml" in as_finance.get(page).text
    sign_in(client, make_person(Role.HEADTEACHER, school))
    shown = client.get(page).text
    assert f"Download {note.number}.xml" in shown
    assert "Make the e-invoice" not in shown
