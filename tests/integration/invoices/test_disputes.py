"""A school says that an invoice is wrong; finance answers."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.mail.models import Message
from tests.factories.accounts import sign_in
from tests.factories.credits import make_credit_note
from tests.factories.invoices import make_invoice
from tests.factories.people import make_person
from tests.factories.schools import make_school
from traded_assessment.models import Dispute
from traded_assessment.services.disputes import (
    AlreadyClosed,
    AlreadyDisputed,
    NothingOwed,
    close_dispute,
    open_dispute,
)
from traded_assessment.states import DisputeOutcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]

NOW = datetime(2021, 11, 24, 9, 30, tzinfo=UTC)
LIST = reverse("traded_assessment:disputes")


@pytest.fixture
def invoice(school, head):
    return make_invoice(school, by=head)


def dispute(invoice, by):
    return open_dispute(invoice=invoice, reason="Nobody of ours was there", by=by, now=NOW)


def close(row, by, outcome=DisputeOutcome.STANDS):
    return close_dispute(dispute=row, outcome=outcome, answer="The register has two", by=by, now=NOW)


class TestTheService:
    def test_by_the_school_and_by_finance_for_it(self, invoice, head, finance):
        assert dispute(invoice, head).by_school
        assert not dispute(make_invoice(), finance).by_school

    def test_one_at_a_time_and_again_after_the_answer(self, invoice, head, finance):
        first = dispute(invoice, head)
        with pytest.raises(AlreadyDisputed):
            dispute(invoice, finance)
        close(first, finance)
        with pytest.raises(AlreadyClosed):
            close(first, finance)
        dispute(invoice, head)
        assert invoice.disputes.count() == 2

    def test_where_nothing_is_owed_there_is_none(self, invoice, head):
        make_credit_note(invoice)
        with pytest.raises(NothingOwed):
            dispute(invoice, head)

    def test_not_by_others(self, invoice, school, finance):
        elsewhere = make_person(Role.HEADTEACHER, make_school())
        for person in (elsewhere, make_person(Role.SCHOOL_MEMBER, school), make_person(Role.DIRECTOR)):
            with pytest.raises(PermissionDenied):
                dispute(invoice, person)
        with pytest.raises(PermissionDenied):
            close(dispute(invoice, finance), elsewhere)

    def test_the_school_gets_the_answer(self, invoice, head, finance):
        close(dispute(invoice, head), finance)
        message = Message.objects.get()
        assert (message.to, message.subject) == (head.email, f"Our answer about invoice {invoice.number}")
        assert "The register has two" in message.text

    def test_the_database_keeps_it_whole(self, invoice, head):
        row = dispute(invoice, head)

        def refused(change):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

        refused(
            lambda: Dispute.objects.create(invoice=invoice, reason="x", by_school=True, opened_at=NOW, opened_by=head)
        )
        refused(lambda: Dispute.objects.filter(pk=row.pk).update(closed_at=NOW))
        refused(lambda: Dispute.objects.filter(pk=row.pk).update(outcome="stands", answer="x"))
        refused(lambda: Dispute.objects.filter(pk=row.pk).update(reason=""))


class TestThePages:
    def test_the_school_asks_and_reads_the_answer(self, client, invoice, head, finance):
        page = reverse("traded_assessment:school_invoice", args=[invoice.number])
        address = reverse("traded_assessment:dispute_invoice", args=[invoice.number])
        sign_in(client, head)
        assert address in client.get(page).text
        assert "Enter" in client.post(address, {"reason": ""}).text
        shown = client.post(address, {"reason": "Nobody of ours was there"}, follow=True).text
        assert "Nobody of ours was there" in shown
        assert "already" in client.post(address, {"reason": "Again"}).text
        close(Dispute.objects.get(), finance)
        assert "The register has two" in client.get(page).text

    def test_finance_answers_and_goes_on_to_the_credit(self, as_finance, invoice, head):
        row = dispute(invoice, head)
        answer = reverse("traded_assessment:answer_dispute", args=[row.pk])
        assert answer in as_finance.get(LIST).text
        assert "In dispute" in as_finance.get(reverse("traded_assessment:invoice", args=[invoice.number])).text
        response = as_finance.post(answer, {"outcome": "credited", "answer": "You are right"})
        assert response.url == reverse("traded_assessment:credit_invoice", args=[invoice.number])
        assert "You are right" in as_finance.get(LIST).text
        assert "closed already" in as_finance.post(answer, {"outcome": "stands", "answer": "x"}).text

    def test_the_director_reads_them_without_a_way_to_answer(self, client, invoice, head):
        row = dispute(invoice, head)
        sign_in(client, make_person(Role.DIRECTOR))
        page = client.get(LIST).text
        assert "Waits for finance" in page
        assert reverse("traded_assessment:answer_dispute", args=[row.pk]) not in page
        school_page = client.get(reverse("traded_assessment:school_invoice", args=[invoice.number])).text
        assert reverse("traded_assessment:school_invoices") not in school_page

    def test_finance_notes_one_for_the_school(self, as_finance, invoice):
        address = reverse("traded_assessment:dispute_invoice", args=[invoice.number])
        as_finance.post(address, {"reason": "They rang"})
        assert not Dispute.objects.get().by_school

    def test_not_for_another_school(self, client, invoice):
        sign_in(client, make_person(Role.HEADTEACHER, make_school()))
        assert client.get(reverse("traded_assessment:dispute_invoice", args=[invoice.number])).status_code == 404

    def test_the_list_asks_as_often_for_30_as_for_3(self, as_finance, finance, django_assert_max_num_queries):
        for more in (3, 27):
            for _ in range(more):
                dispute(make_invoice(), finance)
            as_finance.get(LIST)
            with django_assert_max_num_queries(6):
                assert as_finance.get(LIST).text.count("Nobody of ours") >= more
