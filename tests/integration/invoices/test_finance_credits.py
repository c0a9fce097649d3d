"""Finance takes money off an invoice by hand, with a look at it first."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from essex_portal.accounts.roles import Role
from tests.factories.accounts import sign_in
from tests.factories.credits import CREDITED_AT, make_credit_note
from tests.factories.invoices import make_invoice, placed_by
from tests.factories.people import make_person
from traded_assessment.models import CreditNote, LineCredit
from traded_assessment.services.finance_credits import (
    CreditedMeanwhile,
    NothingToCredit,
    credit_invoice,
    preview_credit,
)
from traded_assessment.services.payments import record_payment
from traded_assessment.states import CreditKind, VatCategory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]


def page(invoice):
    return reverse("traded_assessment:credit_invoice", args=[invoice.number])


def credit(invoice, nets, by, before=Decimal(0)):
    nets = {position: Decimal(net) for position, net in nets.items()}
    return credit_invoice(
        invoice=invoice, nets=nets, reason="Trainer ill", credited_before=before, by=by, now=CREDITED_AT
    )


class TestTheService:
    def test_it_issues_a_note_of_goodwill_for_those_lines(self, finance):
        invoice = make_invoice(nets=[60, 15])
        note = credit(invoice, {2: "7.50"}, finance)
        assert (note.gross, note.reason, note.lines.get().net) == (Decimal("7.50"), "Trainer ill", Decimal("7.50"))
        assert LineCredit.objects.get().kind == CreditKind.GOODWILL

    def test_a_second_press_credits_nothing(self, finance):
        invoice = make_invoice(nets=[60])
        credit(invoice, {1: 10}, finance)
        with pytest.raises(CreditedMeanwhile):
            credit(invoice, {1: 10}, finance)
        credit(invoice, {1: 10}, finance, before=Decimal(10))
        assert CreditNote.objects.count() == 2

    @pytest.mark.parametrize("nets", [{}, {1: 0}, {9: 5}])
    def test_nothing_chosen_is_said(self, finance, nets):
        with pytest.raises(NothingToCredit):
            credit(make_invoice(), nets, finance)

    def test_only_finance_may(self):
        invoice = make_invoice()
        for person in (placed_by(invoice), make_person(Role.DIRECTOR), make_person(Role.TRAINING_OFFICE)):
            with pytest.raises(PermissionDenied):
                credit(invoice, {1: 1}, person)

    def test_the_preview_says_what_will_be(self, finance):
        invoice = make_invoice(nets=["9.99"], vat=[(VatCategory.STANDARD, 20)])
        record_payment(
            invoice=invoice, received_on=CREDITED_AT.date(), amount=Decimal(10), reference="B", by=finance,
            today=CREDITED_AT.date(),
        )  # fmt: skip
        invoice.refresh_from_db()
        preview = preview_credit(invoice=invoice, nets={1: Decimal("3.33")}, reason="x")
        assert (preview.net, preview.vat, preview.gross) == (Decimal("3.33"), Decimal("0.67"), Decimal("4.00"))
        assert (preview.left_to_pay, preview.comes_into_credit) == (0, Decimal("2.01"))
        note = credit(invoice, {1: "3.33"}, finance)
        invoice.refresh_from_db()
        assert (note.gross, -invoice.outstanding) == (preview.gross, preview.comes_into_credit)


class TestThePages:
    def test_a_line_in_part_by_way_of_the_preview(self, as_finance):
        invoice = make_invoice(nets=[60, 15])
        assert page(invoice) in as_finance.get(reverse("traded_assessment:invoice", args=[invoice.number])).text
        answers = {"line_1": "20", "line_2": "", "reason": "The trainer was ill"}
        seen = as_finance.post(page(invoice), answers)
        assert "£55" in seen.text  # left to pay after
        assert not CreditNote.objects.exists()
        done = as_finance.post(page(invoice), answers | {"credited_before": "0.00"}, follow=True)
        note = CreditNote.objects.get()
        assert f"Credit note {note.number} is issued" in done.text
        assert (note.gross, note.reason) == (20, "The trainer was ill")
        again = as_finance.post(page(invoice), answers | {"credited_before": "0.00"})
        assert "credited meanwhile" in again.text
        assert CreditNote.objects.count() == 1

    def test_all_that_is_left(self, as_finance):
        invoice = make_invoice(nets=[60, 15])
        make_credit_note(invoice, {1: 60})
        form = as_finance.get(page(invoice)).text
        assert "Credit all of it: £15.00 before VAT" in form
        assert 'name="line_1"' not in form
        answers = {"whole": "on", "reason": "x", "credited_before": "60"}
        as_finance.post(page(invoice), answers)
        invoice.refresh_from_db()
        assert invoice.credited == 75
        assert "All of this invoice is credited" in as_finance.get(page(invoice)).text

    @pytest.mark.parametrize(
        ("answers", "words"),
        [
            ({"line_1": "60.01", "reason": "x"}, "Amount must be £60.00 or less: that is what is left of it"),
            ({"line_1": "5", "reason": ""}, "Enter why"),
            ({"line_1": "", "reason": "x"}, "Enter an amount beside at least one line"),
            ({"line_1": "5", "reason": "x", "credited_before": "many"}, "credited meanwhile"),
        ],
    )
    def test_wrong_answers_are_said_and_kept(self, as_finance, answers, words):
        response = as_finance.post(page(make_invoice(nets=[60])), answers)
        assert response.status_code == 200
        assert words in response.text
        assert (f'value="{answers["line_1"]}"' in response.text) == bool(answers["line_1"])
        assert not CreditNote.objects.exists()

    def test_only_finance_opens_it(self, client):
        invoice = make_invoice()
        assert client.get(page(invoice)).status_code == 302
        for person in (placed_by(invoice), make_person(Role.DIRECTOR)):
            sign_in(client, person)
            assert client.get(page(invoice)).status_code == 403
