"""What is paid too much on one invoice moves to another of the same payer, and no further."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from tests.factories.invoices import ISSUED, make_invoice
from tests.factories.people import make_person
from tests.factories.schools import make_school
from traded_assessment.models import Invoice, OrderLine, Payment
from traded_assessment.services.balances import move_balance
from traded_assessment.services.crediting import Off, credit_lines
from traded_assessment.services.payments import record_payment
from traded_assessment.states import CreditKind, PaymentKind

pytestmark = pytest.mark.django_db
NOW = datetime(2021, 11, 12, 9, tzinfo=UTC)


@pytest.fixture
def finance() -> User:
    return make_person(Role.FINANCE)


def paid_then_credited(invoice: Invoice, by: User, *, paid: int, credited: int) -> Invoice:
    if paid:
        record_payment(
            invoice=invoice, received_on=ISSUED, amount=Decimal(paid), reference="BACS 1", by=by, today=NOW.date()
        )
    line = OrderLine.objects.get(invoice_line__invoice=invoice)
    off = [Off(line, Decimal(credited), "Booking cancelled")]
    credit_lines(off=off, kind=CreditKind.CANCELLED, reason="Booking cancelled", by=by, now=NOW)
    return invoice


@pytest.mark.parametrize(
    ("paid", "credited", "owed", "moved"),
    [(60, 60, 100, 60), (60, 20, 100, 20), (60, 60, 40, 40), (30, 60, 100, 30), (0, 60, 100, 0)],
)
def test_what_is_paid_too_much_moves(finance: User, paid: int, credited: int, owed: int, moved: int) -> None:
    school = make_school()
    source = paid_then_credited(make_invoice(school), finance, paid=paid, credited=credited)
    target = make_invoice(school, nets=(owed,))
    assert move_balance(source=source, target=target, by=finance, now=NOW) == moved
    source.refresh_from_db()
    target.refresh_from_db()
    assert (source.outstanding, target.outstanding) == (60 - paid - credited + moved, owed - moved)
    assert [(one.kind, one.amount) for one in Payment.objects.exclude(kind=PaymentKind.RECEIVED).order_by("pk")] == (
        [(PaymentKind.MOVED_OUT, -moved), (PaymentKind.MOVED_IN, moved)] if moved else []
    )


def test_a_second_time_moves_nothing(finance: User) -> None:
    school = make_school()
    source = paid_then_credited(make_invoice(school), finance, paid=60, credited=60)
    target = make_invoice(school, nets=(100,))
    move_balance(source=source, target=target, by=finance, now=NOW)
    assert move_balance(source=source, target=target, by=finance, now=NOW) == 0


def test_money_never_moves_to_somebody_elses_invoice(finance: User) -> None:
    source = paid_then_credited(make_invoice(), finance, paid=60, credited=60)
    assert move_balance(source=source, target=make_invoice(), by=finance, now=NOW) == 0


def test_money_is_moved_on_once_only(finance: User) -> None:
    """The database itself refuses a second `moved in` for one `moved out`."""
    school = make_school()
    source = paid_then_credited(make_invoice(school), finance, paid=60, credited=60)
    target = make_invoice(school, nets=(100,))
    move_balance(source=source, target=target, by=finance, now=NOW)
    moved = Payment.objects.get(kind=PaymentKind.MOVED_IN)
    moved.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        moved.save(force_insert=True)
