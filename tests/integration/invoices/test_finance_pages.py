"""Finance finds invoices, opens them and marks them as paid."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from tests.factories.accounts import sign_in
from tests.factories.invoices import make_invoice, placed_by
from tests.factories.people import make_person
from tests.factories.schools import make_school
from traded_assessment.models import Invoice, Payment
from traded_assessment.queries.invoices import with_status
from traded_assessment.services import payments
from traded_assessment.states import InvoiceStatus, Tier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]

LIST = reverse("traded_assessment:invoices")
PAY_SEVERAL = reverse("traded_assessment:pay_invoices")
TODAY = date(2021, 11, 24)
RECEIVED = {"received_on_day": "23", "received_on_month": "11", "received_on_year": "2021"}


def page(invoice):
    return reverse("traded_assessment:invoice", args=[invoice.number])


def pay_page(invoice):
    return reverse("traded_assessment:pay_invoice", args=[invoice.number])


def pay(invoice, finance, amount=None, reference="BACS 1"):
    return payments.record_payment(
        invoice=invoice, received_on=TODAY, amount=amount or invoice.gross, reference=reference, by=finance, today=TODAY
    )


def shown(response):
    """The numbers in the list, from top to bottom."""
    return [row.record.number for row in response.context["table"].page.object_list]


@pytest.fixture
def four(finance):
    """One of each status, the newest last."""
    overdue = make_invoice(make_school(name="Oak School"), on=date(2021, 10, 1), nets=[40])
    paid = make_invoice(make_school(name="Maple School"), nets=[60], purchase_order="PO-77")
    part = make_invoice(make_school(name="Rowan School"), nets=[80], tier=Tier.OUTSIDE_ESSEX)
    due = make_invoice(make_school(name="Beech School"), nets=[120])
    pay(paid, finance)
    pay(part, finance, Decimal(30))
    return {"overdue": overdue, "paid": paid, "part_paid": part, "due": due}


class TestTheList:
    def test_it_shows_all_with_totals_the_newest_first(self, as_finance, four):
        response = as_finance.get(LIST)
        assert shown(response) == [four[name].number for name in ("due", "part_paid", "paid", "overdue")]
        totals = response.context["totals"]
        assert (totals.count, totals.net, totals.gross, totals.outstanding) == (4, 300, 300, 210)
        assert "Beech School" in response.text
        assert "£120.00" in response.text

    @pytest.mark.parametrize("status", ["overdue", "paid", "part_paid", "due"])
    def test_by_status_as_the_invoice_itself_says_it(self, as_finance, four, status):
        response = as_finance.get(LIST, {"status": status})
        assert shown(response) == [four[status].number]
        assert response.context["totals"].outstanding == Invoice.objects.get(number=four[status].number).outstanding

    def test_every_invoice_has_one_status_on_any_day(self, four):
        for day in (TODAY, date(2021, 10, 31), date(2021, 11, 1), date(2022, 11, 1)):
            found = {status: set(with_status(Invoice.objects.all(), status, day)) for status in InvoiceStatus}
            assert sum(len(invoices) for invoices in found.values()) == 4
            for status, invoices in found.items():
                assert all(invoice.status_on(day) == status for invoice in invoices)

    def test_by_text_in_any_of_five_places(self, as_finance, four):
        for text, name in (
            ("rowan", "part_paid"),
            ("PO-77", "paid"),
            (four["due"].number[-6:], "due"),
            (four["overdue"].references[0], "overdue"),
            (str(four["due"].customer["urn"]), "due"),
            ("beech school", "due"),
        ):
            assert shown(as_finance.get(LIST, {"q": text})) == [four[name].number], text
        assert shown(as_finance.get(LIST, {"q": "school nowhere"})) == []

    def test_by_days_and_customer(self, as_finance, four):
        october = {"issued_from": "2021-10-01", "issued_to": "2021-10-31"}
        assert shown(as_finance.get(LIST, october)) == [four["overdue"].number]
        assert shown(as_finance.get(LIST, {"tier": "outside_essex"})) == [four["part_paid"].number]

    def test_a_wrong_filter_is_said_beside_its_field_and_the_rest_counts(self, as_finance, four):
        response = as_finance.get(LIST, {"issued_from": "2021-13-01", "status": "due", "tier": "martian"})
        assert response.status_code == 200
        assert "There is a problem" in response.text
        assert shown(response) == [four["due"].number]

    def test_it_sorts_by_every_column(self, as_finance, four):
        def order(sort):
            numbers = {invoice.number: name for name, invoice in four.items()}
            return [numbers[number] for number in shown(as_finance.get(LIST, {"sort": sort}))]

        assert order("school_name") == ["due", "paid", "overdue", "part_paid"]
        assert order("-gross") == ["due", "part_paid", "paid", "overdue"]
        assert order("owed") == ["paid", "overdue", "part_paid", "due"]
        assert order("status") == ["due", "part_paid", "overdue", "paid"]
        assert order("references") == ["overdue", "paid", "part_paid", "due"]
        assert order("due_on")[0] == "overdue"

    def test_empty_says_so(self, as_finance):
        assert "No invoice fits these filters" in as_finance.get(LIST).text

    def test_the_number_of_queries_does_not_grow(self, as_finance, django_assert_max_num_queries, subtests):
        school = make_school()
        as_finance.get(LIST)
        for more in (3, 27):
            for _ in range(more):
                make_invoice(school)
            with subtests.test(more), django_assert_max_num_queries(7):
                as_finance.get(LIST)

    def test_it_goes_on_after_fifty(self, as_finance):
        school = make_school()
        by = make_person(Role.HEADTEACHER, school)
        for _ in range(51):
            make_invoice(school, by=by)
        assert len(shown(as_finance.get(LIST))) == 50
        assert len(shown(as_finance.get(LIST, {"page": 2}))) == 1


class TestWhoMay:
    @pytest.mark.parametrize("role", [Role.HEADTEACHER, Role.TRAINING_OFFICE, Role.ADMINISTRATOR])
    def test_other_roles_are_refused(self, client, role):
        invoice = make_invoice()
        sign_in(client, make_person(role, make_school() if role == Role.HEADTEACHER else None))
        for address in (LIST, page(invoice), pay_page(invoice), PAY_SEVERAL, f"{LIST}csv/", f"{LIST}xlsx/"):
            assert client.get(address).status_code == 403
        assert client.post(f"{LIST}zip/").status_code == 403

    def test_signed_out_people_sign_in(self, client):
        assert client.get(LIST).status_code == 302
        assert "/accounts/login/" in client.get(page(make_invoice())).url

    def test_the_director_reads_and_changes_nothing(self, client):
        invoice = make_invoice()
        sign_in(client, make_person(Role.DIRECTOR))
        listed = client.get(LIST)
        assert invoice.number in listed.text
        assert 'name="selected"' not in listed.text
        assert f"{LIST}csv/" not in listed.text
        assert "Mark as paid" not in client.get(page(invoice)).text
        assert client.get(pay_page(invoice)).status_code == 403
        assert client.get(f"{LIST}csv/").status_code == 403

    def test_no_such_invoice_is_not_found(self, as_finance):
        assert as_finance.get(f"{LIST}INV-2021-999999/").status_code == 404

    def test_the_service_asks_too(self):
        invoice = make_invoice()
        with pytest.raises(PermissionDenied):
            pay(invoice, placed_by(invoice))
        assert not Payment.objects.exists()


class TestOneInvoice:
    def test_the_page_says_all_of_it(self, as_finance, four):
        response = as_finance.get(page(four["part_paid"]))
        for words in ("Part paid", "Rowan School", "£80.00", "£30.00", "BACS 1", "Issued", "Payment recorded"):
            assert words in response.text, words
        assert "£50.00 is outstanding" in response.text
        assert four["part_paid"].lines.get().rule in response.text.replace("&#x27;", "'")

    def test_a_paid_one_offers_no_more_payment(self, as_finance, four):
        shown = as_finance.get(page(four["paid"])).text
        assert "Mark as paid" not in shown
        assert "Record another payment" in shown  # should they pay twice

    def test_the_number_of_queries_does_not_grow(self, as_finance, finance, django_assert_max_num_queries, subtests):
        for lines in (1, 30):
            invoice = make_invoice(nets=[60] * lines)
            pay(invoice, finance, Decimal(1))
            as_finance.get(page(invoice))
            with subtests.test(lines), django_assert_max_num_queries(15):
                as_finance.get(page(invoice))


class TestMarkingAsPaid:
    def test_in_full(self, as_finance, finance):
        invoice = make_invoice(nets=[60])
        form = as_finance.get(pay_page(invoice))
        assert 'value="60"' in form.text
        answers = {**RECEIVED, "amount": "60", "reference": " BACS 4711 "}
        response = as_finance.post(pay_page(invoice), answers, follow=True)
        assert "£60 recorded for" in response.text
        invoice.refresh_from_db()
        payment = invoice.payments.get()
        assert (payment.amount, payment.received_on, payment.reference) == (60, date(2021, 11, 23), "BACS 4711")
        assert payment.recorded_by == finance
        assert invoice.status_on(TODAY) == InvoiceStatus.PAID
        event = AuditEvent.objects.get(event="invoice.payment_recorded")
        assert (event.target_label, event.before, event.after["outstanding"]) == (
            invoice.number, {"outstanding": "60.00"}, "0.00",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("answers", "words"),
        [
            ({"amount": "60.01"}, "Amount must be £60 or less: that is what is owed"),
            ({"amount": "0"}, "Amount must be £0.01 or more"),
            ({"amount": "six"}, "Amount must be an amount of money"),
            ({"received_on_day": "25"}, "Date received must be today, 24 November 2021, or earlier"),
            ({"received_on_day": "31"}, "Date received must be a real date"),
            ({"reference": ""}, "Enter reference"),
        ],
    )
    def test_wrong_answers_are_said_beside_the_field_and_kept(self, as_finance, answers, words):
        invoice = make_invoice(nets=[60])
        response = as_finance.post(pay_page(invoice), {**RECEIVED, "amount": "60", "reference": "R-9"} | answers)
        assert response.status_code == 200
        assert response.text.count(words) == 2  # in the summary and beside the field
        assert 'value="2021"' in response.text
        assert not Payment.objects.exists()

    def test_paid_already(self, as_finance, finance):
        invoice = make_invoice(nets=[60])
        pay(invoice, finance)
        response = as_finance.post(pay_page(invoice), {**RECEIVED, "amount": "60", "reference": "again"})
        assert f"{invoice.number} is paid already. Nothing was recorded." in response.text
        assert Payment.objects.count() == 1

    def test_a_reference_twice_is_most_likely_a_double_click(self, as_finance, finance):
        invoice = make_invoice(nets=[60])
        pay(invoice, finance, Decimal(10), "R-9")
        response = as_finance.post(pay_page(invoice), {**RECEIVED, "amount": "10", "reference": "R-9"})
        assert "A payment with this reference is recorded" in response.text
        assert Payment.objects.count() == 1


class TestMarkingSeveral:
    def test_all_in_full_under_one_reference(self, as_finance, four):
        chosen = [four["due"].pk, four["part_paid"].pk]
        form = as_finance.get(PAY_SEVERAL, {"selected": chosen})
        assert "2 invoices, £170.00" in form.text
        answers = {**RECEIVED, "reference": "BACS run 5", "selected": chosen}
        response = as_finance.post(PAY_SEVERAL, answers, follow=True)
        assert "£170 recorded for 2 invoices" in response.text
        assert shown(as_finance.get(LIST, {"status": "paid"})) == [
            four["due"].number, four["part_paid"].number, four["paid"].number,
        ]  # fmt: skip

    def test_one_paid_already_stops_all(self, as_finance, four):
        before = Payment.objects.count()
        answers = {**RECEIVED, "reference": "BACS run 5", "selected": [four["due"].pk, four["paid"].pk]}
        response = as_finance.post(PAY_SEVERAL, answers)
        assert f"{four['paid'].number} is paid already" in response.text
        assert Payment.objects.count() == before

    @pytest.mark.parametrize("selected", [[], ["abc"], ["-1"], ["9" * 30]])
    def test_none_chosen(self, as_finance, selected):
        assert "No invoices are selected" in as_finance.get(PAY_SEVERAL, {"selected": selected}).text
        response = as_finance.post(PAY_SEVERAL, {**RECEIVED, "reference": "x", "selected": selected})
        assert response.status_code == 200
        assert "Select the invoices that are paid" in response.text


def test_two_at_once_cannot_pay_more_than_is_owed(finance):
    """The second waits for the first's lock and then sees nothing owed: tried one after the other here."""
    invoice = make_invoice(nets=[60])
    stale = type(invoice).objects.get(pk=invoice.pk)
    pay(invoice, finance)
    with pytest.raises(payments.AlreadyPaid):
        pay(stale, finance, Decimal(60), "BACS 2")


def test_nonsense_in_the_address_is_no_error(as_finance):
    make_invoice()
    for query in ({"page": "99"}, {"page": "x"}, {"sort": "nonsense"}, {"q": "\0"}, {"q": "%"}, {"status": "x"}):
        assert as_finance.get(LIST, query).status_code == 200, query


def test_due_in_exactly_thirty_days_is_not_overdue(as_finance):
    invoice = make_invoice(on=TODAY - timedelta(days=30))
    assert shown(as_finance.get(LIST, {"status": "due"})) == [invoice.number]
