"""Single sessions turned into a subscription by the service: the money, twice, and at once."""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from essex_portal.accounts.roles import Role
from essex_portal.organisations.queries import lineage_ids
from tests.factories.calendar import make_half_terms
from tests.factories.cancellations import make_policies
from tests.factories.invoices import invoice_of
from tests.factories.people import make_person
from tests.factories.training import TrainingSessionFactory
from tests.integration.training.converting.conftest import NOW, buy, buy_singles, convert, line
from traded_assessment.models import (
    Booking,
    CoveredPlace,
    CreditNote,
    Invoice,
    LineCredit,
    Order,
    Payment,
    Subscription,
)
from traded_assessment.queries.booking_invariants import broken_booking_invariants
from traded_assessment.queries.invariants import broken_invoice_invariants
from traded_assessment.queries.passports import passports_of
from traded_assessment.services.cancelling import Shown, Wish, cancel, preview
from traded_assessment.services.converting import CreditChanged
from traded_assessment.services.payments import record_payment
from traded_assessment.services.refusals import PriceChanged
from traded_assessment.states import BookingState, CreditKind, PaymentKind


def pay(order: Order) -> Invoice:
    invoice = invoice_of(order)
    finance = make_person(Role.FINANCE)
    record_payment(
        invoice=invoice, received_on=NOW.date(), amount=invoice.gross, reference="BACS", by=finance, today=NOW.date()
    )
    return invoice


class TestService:
    def test_the_subscription_is_invoiced_and_the_singles_are_credited(self, school, head):
        orders = buy_singles(school, head, 5)
        new = TrainingSessionFactory()
        order = convert(school, head, line(new))
        assert (order.net, [one.net for one in order.lines.all()]) == (315, [315, 0])
        assert [(note.invoice.references, note.gross) for note in CreditNote.objects.order_by("pk")] == [
            ([single.reference], 55) for single in orders
        ]
        assert {credit.kind for credit in LineCredit.objects.all()} == {CreditKind.CONVERTED}
        assert not Booking.objects.exclude(state=BookingState.BOOKED).exists()
        [passport] = passports_of(lineage_ids(school), NOW)
        assert (passport.taken, passport.open) == (12, 0)
        assert sum(invoice.outstanding for invoice in Invoice.objects.all()) == 315
        assert [*broken_booking_invariants(), *broken_invoice_invariants()] == []

    def test_what_was_paid_moves_to_the_new_invoice(self, school, head):
        first, second, *_ = buy_singles(school, head, 6)
        paid = [pay(first), pay(second)]
        order = convert(school, head)
        new = invoice_of(order)
        assert (new.paid, new.outstanding) == (110, 205)
        for invoice in paid:
            invoice.refresh_from_db()
            assert (invoice.paid, invoice.credited, invoice.outstanding) == (0, 55, 0)
        assert Payment.objects.filter(kind=PaymentKind.MOVED_IN, invoice=new).count() == 2

    def test_more_paid_than_the_subscription_costs_stays_in_credit(self, school, head):
        orders = [buy(school, head, line(TrainingSessionFactory(), 2)) for _ in range(7)]
        for order in orders:
            pay(order)
        new = invoice_of(convert(school, head))
        assert (new.paid, new.outstanding) == (315, 0)
        assert sum(invoice.outstanding for invoice in Invoice.objects.all()) == -70

    def test_a_third_persons_block_stays_paid(self, school, head):
        [single] = buy_singles(school, head, 1, people=3)
        convert(school, head)
        invoice = invoice_of(single)
        assert (invoice.gross, invoice.credited, invoice.outstanding) == (110, 55, 55)
        assert CoveredPlace.objects.filter(booking__order=single).count() == 2

    def test_a_place_taken_over_counts_for_what_is_ordered_beside_it(self, school, head):
        session = TrainingSessionFactory()
        buy(school, head, line(session, 1))
        order = convert(school, head, line(session, 2))
        assert [(one.part, one.quantity, one.net) for one in order.lines.all()] == [
            ("subscription", 1, 315), ("covered", 1, 0), ("blocks", 1, 55),
        ]  # fmt: skip
        assert sorted(CoveredPlace.objects.values_list("number", flat=True)) == [1, 2]

    def test_a_converted_booking_cancelled_later_gives_nothing_back_twice(self, school, head):
        make_half_terms()
        make_policies()
        buy_singles(school, head, 6)
        convert(school, head)
        booking = Booking.objects.earliest("pk")
        giving_up = preview(booking=booking, wish=Wish(), by=head, now=NOW)
        shown = Shown(giving_up.gross, giving_up.terms.band.charge_percent)
        assert (shown.gross, shown.charge_percent) == (0, 0)
        cancel(booking=booking, wish=Wish(), shown=shown, key="cancel", by=head, now=NOW)
        assert CreditNote.objects.count() == 6
        assert CoveredPlace.objects.count() == 10
        assert [*broken_booking_invariants(), *broken_invoice_invariants()] == []

    def test_the_same_key_again_changes_nothing(self, school, head):
        buy_singles(school, head, 6)
        first = convert(school, head)
        assert convert(school, head) == first
        assert (CreditNote.objects.count(), Subscription.objects.count()) == (6, 1)

    def test_an_amount_that_changed_meanwhile_is_shown_again(self, school, head):
        buy_singles(school, head, 6)
        with pytest.raises(CreditChanged, match="from £275 to £330"):
            convert(school, head, expected_credit=Decimal(275))
        with pytest.raises(PriceChanged):
            convert(school, head, expected_gross=Decimal(300), expected_credit=Decimal(330))
        assert not Subscription.objects.exists()
        assert not CreditNote.objects.exists()

    def test_only_who_may_buy_the_subscription_converts(self, school, head, teacher):
        buy_singles(school, head, 6)
        with pytest.raises(PermissionDenied):
            convert(school, teacher)

    @pytest.mark.django_db(transaction=True)
    def test_two_presses_at_once_convert_once(self, school, head):
        buy_singles(school, head, 6)
        results: list[str] = []

        def press(key: str) -> None:
            try:
                results.append(convert(school, head, idempotency_key=key).reference)
            except Exception as error:
                results.append(type(error).__name__)
            finally:
                connection.close()

        threads = [threading.Thread(target=press, args=(key,)) for key in ("one", "one", "two")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert Subscription.objects.count() == 1
        assert CreditNote.objects.count() == 6
        assert sum(invoice.outstanding for invoice in Invoice.objects.all()) == 315
        assert [*broken_booking_invariants(), *broken_invoice_invariants()] == []
        assert [one for one in results if not one.startswith("TB-")] in (
            ["AlreadySubscribed"],
            ["AlreadySubscribed"] * 2,
        )
