"""The pages from the file of a bank to the payment."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from essex_portal.accounts.roles import Role
from tests.factories.accounts import sign_in
from tests.factories.bank_files import csv_of, make_bank_file
from tests.factories.people import make_person
from tests.integration.invoices.bank.conftest import DAY, outstanding
from traded_assessment.models import BankFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]
LIST = reverse("traded_assessment:bank_files")


class TestPages:
    def send(self, client, content, name="bank.csv"):
        return client.post(LIST, {"file": SimpleUploadedFile(name, content, "text/csv")}, follow=True)

    def test_from_the_file_to_the_payment(self, as_finance, maple):
        page = self.send(as_finance, csv_of([(DAY, "110.00", maple.number), (DAY, "-1.00", "fee")]))
        assert "UTF-8, separated by comma" in page.text
        file = BankFile.objects.get()
        answers = {"day": "Date", "amount": "Amount", "words": ["Text"], "date_order": "day_first", "save_as": "Bank"}
        page = as_finance.post(reverse("traded_assessment:bank_columns", args=[file.pk]), answers, follow=True)
        assert "Ready to record (1)" in page.text
        assert "Left out (1)" in page.text
        page = as_finance.post(
            reverse("traded_assessment:record_bank_file", args=[file.pk]), {"all": "yes"}, follow=True
        )
        assert "1 payment recorded, £110" in page.text
        assert "Decided (1)" in page.text
        assert (
            "sent before" in self.send(as_finance, csv_of([(DAY, "110.00", maple.number), (DAY, "-1.00", "fee")])).text
        )

    def test_the_next_file_is_filled_in_as_remembered(self, as_finance):
        self.send(as_finance, csv_of([(DAY, "1.00", "a")]))
        answers = {"day": "Date", "amount": "Amount", "words": ["Text"], "date_order": "month_first", "save_as": "Bank"}
        as_finance.post(reverse("traded_assessment:bank_columns", args=[BankFile.objects.get().pk]), answers)
        page = self.send(as_finance, csv_of([(DAY, "2.00", "b")]))
        assert "as remembered for “Bank”" in page.text
        assert page.context["form"].initial["date_order"] == "month_first"

    @pytest.mark.parametrize(
        ("content", "words"),
        [(b"", "empty"), (b"Dear Sir", "no table"), (b"x" * (5 * 1024 * 1024 + 1), "smaller than 5 MB")],
    )
    def test_a_wrong_file_is_said_beside_the_field(self, as_finance, content, words):
        page = self.send(as_finance, content)
        assert words in page.text
        assert not BankFile.objects.exists()

    def test_columns_that_cannot_be_are_said(self, as_finance, finance):
        file = make_bank_file([(DAY, "1.00", "a")], by=finance)
        answers = {"day": "Date", "amount": "Date", "paid_out": "Date", "date_order": "day_first"}
        page = as_finance.post(reverse("traded_assessment:bank_columns", args=[file.pk]), answers).text
        assert "Select another column than the one of the date" in page
        assert "Select at least one column" in page

    def test_a_doubtful_row_is_decided(self, as_finance, finance, maple):
        file = make_bank_file([(DAY, "100.00", maple.number), (DAY, "7.00", "rent")], by=finance)
        row = reverse("traded_assessment:bank_row", args=[file.rows.get(line=2).pk])
        page = as_finance.get(row).text
        assert "Less than the invoice asks for" in page
        assert f"{maple.number}, Maple Primary School: £100, of £110 owed" in page
        assert "Enter the number of an invoice" in as_finance.post(row, {"choice": "other", "numbers": "soon"}).text
        assert "£100 of line 2 recorded" in as_finance.post(row, {"choice": maple.number}, follow=True).text
        assert outstanding(maple) == 10
        assert "Recorded" in as_finance.get(row).text
        other = file.rows.get(line=3)
        leave = reverse("traded_assessment:set_bank_row_aside", args=[other.pk])
        assert "Enter why it is set aside" in as_finance.post(leave, {"reason": ""}).text
        assert "Line 3 is set aside" in as_finance.post(leave, {"reason": "Rent"}, follow=True).text
        back = reverse("traded_assessment:put_bank_row_back", args=[other.pk])
        assert "No invoice number" in as_finance.post(back, follow=True).text

    def test_other_invoices_may_be_named(self, as_finance, finance, maple, oak):
        file = make_bank_file([(DAY, "170.00", "x")], by=finance)
        row = reverse("traded_assessment:bank_row", args=[file.rows.get().pk])
        assert "There is no invoice" in as_finance.post(row, {"choice": "other", "numbers": "INV-2021-000099"}).text
        as_finance.post(row, {"choice": "other", "numbers": f"{maple.number}, {oak.number}"})
        assert (outstanding(maple), outstanding(oak)) == (0, 0)

    def test_nothing_selected_is_said(self, as_finance, finance, maple):
        file = make_bank_file([(DAY, "110.00", maple.number)], by=finance)
        record = reverse("traded_assessment:record_bank_file", args=[file.pk])
        assert "Select the payments to record" in as_finance.post(record, {}, follow=True).text
        chosen = {"selected": [file.rows.get().pk]}
        assert "1 payment recorded" in as_finance.post(record, chosen, follow=True).text
        assert "1 row is no longer ready" in as_finance.post(record, chosen, follow=True).text

    def test_as_many_queries_for_30_rows_as_for_3(self, as_finance, finance, django_assert_max_num_queries):
        for count in (3, 30):
            file = make_bank_file([(DAY, f"{pence}.00", f"x{count}") for pence in range(1, count + 1)], by=finance)
            page = reverse("traded_assessment:bank_file", args=[file.pk])
            as_finance.get(page)
            with django_assert_max_num_queries(11):
                as_finance.get(page)

    def test_they_are_finances_alone(self, client, finance):
        file = make_bank_file([(DAY, "1.00", "a")], by=finance)
        pages = [
            LIST,
            reverse("traded_assessment:bank_file", args=[file.pk]),
            reverse("traded_assessment:bank_columns", args=[file.pk]),
            reverse("traded_assessment:bank_row", args=[file.rows.get().pk]),
            reverse("traded_assessment:set_bank_row_aside", args=[file.rows.get().pk]),
        ]
        assert {client.get(page).status_code for page in pages} == {302}
        sign_in(client, make_person(Role.DIRECTOR))
        assert {client.get(page).status_code for page in pages} == {403}
        sign_in(client, finance)
        assert {client.get(page).status_code for page in pages} == {200}
        assert client.get(reverse("traded_assessment:bank_file", args=[0])).status_code == 404
