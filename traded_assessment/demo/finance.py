"""What finance has done with the demonstration's invoices."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from essex_portal.accounts.models import User
from traded_assessment.matching import guess_columns
from traded_assessment.models import Invoice, Order
from traded_assessment.queries.bank_files import sheet_of
from traded_assessment.queries.invoices import invoices_by_order
from traded_assessment.services.bank_files import read_rows, take_file
from traded_assessment.services.billing_terms import NewTerms, change_billing_terms
from traded_assessment.services.disputes import open_dispute
from traded_assessment.services.finance_credits import credit_invoice
from traded_assessment.services.payments import record_payment
from traded_assessment.services.write_offs import propose_write_off
from traded_assessment.states import Billing


def load(finance: User, orders: Sequence[Order], *, now: datetime) -> None:
    """Paid, paid in part and disputed, credited after payment, proposed to be written off; and a bank’s file."""
    invoices = _invoices(orders)
    overdue, credited, open_one, paid, disputed, *_ = invoices
    _pay(paid, paid.gross, finance, now)
    _pay(disputed, disputed.gross / 2, finance, now)
    open_dispute(invoice=disputed, reason="The school says that one person could not join.", by=finance, now=now)
    line = credited.lines.latest("net")
    credit_invoice(
        invoice=credited,
        nets={line.position: line.net},
        reason="Booked twice by mistake",
        credited_before=Decimal(0),
        by=finance,
        now=now,
    )
    _pay(credited, credited.gross, finance, now)
    propose_write_off(
        invoice=overdue, amount=Decimal(5), reason="A bank fee kept back; not worth asking for", by=finance, now=now
    )
    _send_bank_file(finance, [open_one, overdue], now)
    change_billing_terms(school=orders[-1].school, terms=NewTerms(Billing.MONTHLY), by=finance)


def _invoices(orders: Sequence[Order]) -> list[Invoice]:
    billed = invoices_by_order(orders)
    return [invoice for order in orders for invoice in billed.get(order.pk, [])]


def _pay(invoice: Invoice, amount: Decimal, by: User, now: datetime) -> None:
    today = timezone.localdate(now)
    record_payment(
        invoice=invoice,
        received_on=today - timedelta(days=1),
        amount=amount.quantize(Decimal("0.01")),
        reference=f"BACS {invoice.number}",
        by=by,
        today=today,
        into_credit=True,
    )


def _send_bank_file(by: User, invoices: Sequence[Invoice], now: datetime) -> None:
    """A row that fits an invoice, one that pays another in part, and one that nobody can know."""
    day = f"{timezone.localdate(now):%d/%m/%Y}"
    exact, part = invoices
    rows = [
        f"{day},{exact.outstanding},{exact.number}",
        f"{day},{part.outstanding / 2:.2f},Training {part.number}",
        f"{day},120.00,School fund",
    ]
    content = "\r\n".join(["Date,Amount,Text", *rows, ""]).encode()
    file, _ = take_file(content=content, filename="bank.csv", by=by, now=now)
    sheet = sheet_of(file)
    read_rows(file=file, sheet=sheet, columns=guess_columns(sheet), save_as="", by=by)
