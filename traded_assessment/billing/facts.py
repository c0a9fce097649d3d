"""What a plan of bills is made from and of. Amounts in pounds, days in Essex and inclusive."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices

from essex_portal.money import ZERO, Money
from traded_assessment.states import Billing, InvoiceKind, Tier, VatCategory


class Problem(TextChoices):
    """Why something is not billed yet."""

    NO_PRICE = "no_price", "A line has no price"
    NO_VAT_RULE = "no_vat_rule", "No VAT rule is in force on the day of the invoice"
    NO_SUPPLIER = "no_supplier", "The council’s details for invoices are not entered"
    NO_PURCHASE_ORDER = "no_purchase_order", "The school needs a purchase order number, and the order has none"
    NO_ADDRESS = "no_address", "Who pays has no address"
    NO_CONTACT = "no_contact", "Nobody is there to receive the invoice"
    E_INVOICE = "e_invoice", "The e-invoice lacks something"


@dataclass(frozen=True)
class Fault:
    """A problem, and what exactly it is about where the problem's own words do not say."""

    problem: Problem
    words: str = ""


@dataclass(frozen=True)
class UnbilledLine:
    """A line of an order that no invoice has billed; `net` and `vat` are what is left after credits."""

    id: int
    order: str
    school_id: int
    ordered_on: date
    tier: Tier
    category: VatCategory
    net: Money
    vat: Money
    purchase_order: str = ""
    session_ends_at: datetime | None = None
    """Of the session that it pays for; None for a subscription."""
    priced: bool = True
    ruled: bool = True
    """Whether a VAT rule is in force for it on the day of the invoice."""


@dataclass(frozen=True)
class Terms:
    """How a school is billed."""

    school_name: str
    payer_id: int
    payer_name: str
    billing: Billing = Billing.BY_ORDER
    together: bool = False
    journal: bool = False
    purchase_order_needed: bool = False
    addressed: bool = True
    reachable: bool = True


@dataclass(frozen=True)
class PlannedBill:
    """One document to be: `school_id` None bills several schools to their payer. Its lines are of one VAT family."""

    payer_id: int
    school_id: int | None
    kind: InvoiceKind
    tier: Tier
    outside_scope: bool
    purchase_order: str
    lines: tuple[UnbilledLine, ...]

    @property
    def net(self) -> Money:
        return sum((line.net for line in self.lines), ZERO)

    @property
    def vat(self) -> Money:
        return sum((line.vat for line in self.lines), ZERO)

    @property
    def gross(self) -> Money:
        return self.net + self.vat

    @property
    def orders(self) -> tuple[str, ...]:
        """Their references, each once, in the order of the lines."""
        return tuple(dict.fromkeys(line.order for line in self.lines))

    @property
    def school_ids(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(line.school_id for line in self.lines))


@dataclass(frozen=True)
class HeldBack:
    """A bill that cannot be issued yet, with every reason."""

    bill: PlannedBill
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Plan:
    """Each line that was given is in exactly one bill, or in exactly one that is held back."""

    bills: tuple[PlannedBill, ...]
    held_back: tuple[HeldBack, ...]
