"""Single sessions turned into a subscription: by the service, through its pages, twice, and at once."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation, SchoolLink
from essex_portal.organisations.queries import lineage_ids
from tests.factories.accounts import make_account, sign_in
from tests.factories.calendar import make_half_terms
from tests.factories.cancellations import make_policies
from tests.factories.invoices import invoice_of
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import PackageFactory, TrainingSessionFactory
from traded_assessment.models import (
    Booking,
    CoveredPlace,
    CreditNote,
    Invoice,
    LineCredit,
    Order,
    Payment,
    Subscription,
    TrainingSession,
)
from traded_assessment.queries.advice import Conversion, best_conversion
from traded_assessment.queries.baskets import BasketLine
from traded_assessment.queries.booking_invariants import broken_booking_invariants
from traded_assessment.queries.invariants import broken_invoice_invariants
from traded_assessment.queries.passports import passports_of
from traded_assessment.services.cancelling import Shown, Wish, cancel, preview
from traded_assessment.services.converting import CreditChanged, convert_singles
from traded_assessment.services.crediting import Off, credit_lines
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.payments import record_payment
from traded_assessment.services.quotes import facts_for
from traded_assessment.services.refusals import PriceChanged
from traded_assessment.states import BookingState, CreditKind, PaymentKind, Product

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
CONVERT, CHECK = reverse("traded_assessment:convert_singles"), reverse("traded_assessment:check_order")
BOOKINGS = reverse("traded_assessment:bookings")


@pytest.fixture(autouse=True)
def briefing_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def line(session: TrainingSession, people: int = 2) -> OrderLineRequest:
    named = tuple(Person(f"Colleague {n}") for n in range(people))
    return OrderLineRequest(Product(session.course.product), session.pk, named)


def buy(school: Organisation, by: User, *lines: OrderLineRequest) -> Order:
    key = f"{school.pk}-{Order.objects.count()}"
    return place_order(school=school, lines=lines, idempotency_key=key, by=by, now=NOW)


def buy_singles(school: Organisation, by: User, number: int, people: int = 2) -> list[Order]:
    """So many single sessions, an order each."""
    return [buy(school, by, line(TrainingSessionFactory(), people)) for _ in range(number)]


def convert(school: Organisation, by: User, *lines: OrderLineRequest, **more: Any) -> Order:
    asked = {"package": PackageFactory(), "lines": lines, "idempotency_key": "convert", "by": by, "now": NOW} | more
    return convert_singles(school=school, **asked)


def advised(school: Organisation, *lines: tuple[TrainingSession, int]) -> Conversion | None:
    wanted = [
        BasketLine(training_session=session, people=tuple(Person(f"P{n}") for n in range(people))).wanted
        for session, people in lines
    ]
    return best_conversion(facts_for(school=school, lines=wanted, on=NOW.date()))


def pay(order: Order) -> Invoice:
    invoice = invoice_of(order)
    finance = make_person(Role.FINANCE)
    record_payment(
        invoice=invoice, received_on=NOW.date(), amount=invoice.gross, reference="BACS", by=finance, today=NOW.date()
    )
    return invoice


class TestAdvice:
    @pytest.mark.parametrize(
        ("la", "type_code", "bought", "saving"),
        [(881, 1, 4, -40), (881, 1, 5, 15), (881, 34, 5, -5), (881, 34, 6, 60), (883, 34, 5, -45), (883, 34, 6, 30)],
    )
    def test_the_next_single_tips_the_scale(self, open_for_business, la, type_code, bought, saving):
        school = make_school(la=la, type_code=type_code)
        buy_singles(school, make_account(organisation=school), bought)
        found = advised(school, (TrainingSessionFactory(), 2))
        assert found.advice.saving == saving
        assert found.advice.pays is (saving > 0)

    def test_six_singles_in_one_basket_are_advised_too(self, school):
        found = advised(school, *((TrainingSessionFactory(), 2) for _ in range(6)))
        assert (found.advice.without, found.advice.with_it, found.advice.credit) == (330, 315, 0)

    def test_events_count_at_the_subscribers_price(self, school, head):
        buy_singles(school, head, 5)
        event = TrainingSessionFactory(course__product=Product.EVENT)
        found = advised(school, (event, 1))
        assert (found.advice.without, found.advice.with_it, found.advice.pays) == (335, 355, False)

    def test_a_third_persons_block_stays_paid(self, school, head):
        buy_singles(school, head, 6, people=3)
        found = advised(school)
        assert (found.advice.charged, found.advice.credit, found.advice.kept) == (660, 330, 330)
        assert found.advice.saving == 15

    def test_what_is_credited_already_or_cancelled_is_left_out(self, school, head):
        [credited, cancelled, *_] = buy_singles(school, head, 7)
        off = [Off(credited.lines.get(), Decimal(55), "Goodwill")]
        credit_lines(off=off, kind=CreditKind.GOODWILL, reason="Goodwill", by=head, now=NOW)
        Booking.objects.filter(order=cancelled).update(state=BookingState.CANCELLED)
        assert advised(school).advice.charged == 275

    def test_singles_of_the_school_that_an_academy_was_count(self, school, head):
        buy_singles(school, head, 5)
        academy = make_school(type_code=34)
        SchoolLink.objects.create(earlier=school.school, later=academy.school, kind="Result of conversion")
        found = advised(academy, (TrainingSessionFactory(), 2))
        assert (found.advice.without, found.advice.with_it) == (275 + 65, 395)

    def test_a_subscriber_and_a_school_without_singles_get_none(self, school, head):
        assert advised(school) is None
        buy(school, head, OrderLineRequest(Product.SUBSCRIPTION))
        assert advised(school, (TrainingSessionFactory(), 3)) is None

    def test_it_takes_few_queries(self, school, head):
        buy_singles(school, head, 2)
        with CaptureQueriesContext(connection) as few:
            advised(school)
        buy_singles(school, head, 4)
        with CaptureQueriesContext(connection) as many:
            advised(school)
        assert len(few) == len(many) <= 7


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


class TestPages:
    @pytest.fixture
    def as_head(self, client: Client, head: User) -> Client:
        return sign_in(client, head)

    def put_in_basket(self, client: Client, session: TrainingSession) -> None:
        client.post(
            reverse("traded_assessment:book_session", args=[session.pk]),
            {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0", "people-0-name": "Year 6 teacher"},
        )

    def form(self, page: Any) -> dict[str, str]:
        advice = page.context["advice"]
        return {
            "key": page.context["key"],
            "package": str(page.context["conversion"].package.pk),
            "shown": str(advice.invoice),
            "credit": str(advice.credit),
            "purchase_order": "PO-1",
        }

    def test_the_check_page_says_so_before_confirming(self, as_head, school, head):
        buy_singles(school, head, 5)
        self.put_in_basket(as_head, TrainingSessionFactory())
        page = as_head.get(CHECK).content.decode()
        assert "The subscription would save you £15" in page
        assert CONVERT in page

    def test_it_says_nothing_where_it_does_not_pay(self, as_head, school, head):
        buy_singles(school, head, 4)
        self.put_in_basket(as_head, TrainingSessionFactory())
        assert "would save you" not in as_head.get(CHECK).content.decode()
        assert as_head.get(CONVERT).url == CHECK
        page = as_head.get(BOOKINGS).content.decode()
        assert "You have bought 4 single sessions of 2021/22 for £220. The subscription costs £315." in page

    def test_a_member_is_told_whom_to_ask(self, client, school, head, teacher):
        buy_singles(school, head, 6)
        page = sign_in(client, teacher).get(BOOKINGS).content.decode()
        assert "Only your headteacher can buy the subscription" in page
        assert CONVERT not in page
        assert client.get(CONVERT).status_code == 403

    def test_every_line_is_shown_and_one_press_converts(self, as_head, school, head):
        singles = buy_singles(school, head, 5)
        self.put_in_basket(as_head, TrainingSessionFactory())
        page = as_head.get(CONVERT)
        text = page.content.decode()
        for single in singles:
            assert single.reference in text
            assert invoice_of(single).number in text
        assert "£275" in text
        assert "£40" in text
        answer = as_head.post(CONVERT, self.form(page))
        order = Order.objects.latest("pk")
        assert answer.url == reverse("traded_assessment:order", args=[order.reference])
        assert (order.purchase_order, order.lines.count(), CreditNote.objects.count()) == ("PO-1", 2, 5)
        assert as_head.post(CONVERT, self.form(page)).url == answer.url
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            single = as_head.get(reverse("traded_assessment:order", args=[singles[0].reference])).content.decode()
        assert "Turned into a subscription on 10 November 2021" in single
        assert f"2 of 2 places covered by the subscription to the {PackageFactory()}, order {order.reference}" in single
        assert CreditNote.objects.count() == 5
        assert not as_head.get(CHECK).context["lines"]

    def test_from_the_bookings_page_with_nothing_in_the_basket(self, as_head, school, head):
        buy_singles(school, head, 6)
        assert CONVERT in as_head.get(BOOKINGS).content.decode()
        as_head.post(CONVERT, self.form(as_head.get(CONVERT)))
        assert Subscription.objects.get().school == school

    def test_the_office_converts_for_a_school_that_telephones(self, client, school, head, officer):
        buy_singles(school, head, 6)
        sign_in(client, officer)
        assert client.get(CONVERT).status_code == 403
        client.post(reverse("traded_assessment:begin_booking_for", args=[school.pk]))
        page = client.get(CONVERT)
        answers = self.form(page) | {"asked_by": "School business manager", "told": head.email}
        assert "How the headteacher agreed" in client.post(CONVERT, answers).content.decode()
        assert not Subscription.objects.exists()
        client.post(CONVERT, answers | {"headteacher_says": "Told us by telephone"})
        order = Subscription.objects.get().order
        assert (order.placed_by, order.asked_by, order.confirm_to) == (officer, "School business manager", head.email)
        assert CreditNote.objects.count() == 6

    def test_a_basket_that_changed_meanwhile_is_shown_again(self, as_head, school, head):
        buy_singles(school, head, 6)
        answers = self.form(as_head.get(CONVERT))
        self.put_in_basket(as_head, TrainingSessionFactory())
        assert "has changed since you opened this page" in as_head.post(CONVERT, answers).content.decode()
        assert not Subscription.objects.exists()

    def test_what_goes_back_changed_meanwhile(self, as_head, school, head):
        buy_singles(school, head, 6)
        answers = self.form(as_head.get(CONVERT)) | {"credit": "55.00"}
        assert "What we give back has changed" in as_head.post(CONVERT, answers).content.decode()

    @pytest.mark.parametrize("wrong", [{"package": "0"}, {"package": "x"}, {"key": ""}, {"credit": "much"}])
    def test_a_form_made_by_hand_is_refused(self, as_head, school, head, wrong):
        buy_singles(school, head, 6)
        answers = self.form(as_head.get(CONVERT)) | wrong
        assert as_head.post(CONVERT, answers).status_code == 200
        assert not Subscription.objects.exists()

    @pytest.mark.parametrize("page", [CONVERT, CHECK, BOOKINGS])
    def test_the_number_of_queries_does_not_grow(self, as_head, school, head, page):
        buy_singles(school, head, 5)
        self.put_in_basket(as_head, TrainingSessionFactory())
        as_head.get(page)
        with CaptureQueriesContext(connection) as few:
            as_head.get(page)
        buy_singles(school, head, 4)
        with CaptureQueriesContext(connection) as many:
            as_head.get(page)
        assert len(few) == len(many) <= 15
