"""The prices of 2021/22 as the pure rules take them, schools of each tier, and what they may want."""

from datetime import date
from decimal import Decimal

from traded_assessment.pricing import (
    Customer,
    EventRow,
    PackageRow,
    PackageTerms,
    PriceTable,
    Quote,
    Use,
    VatRuleFacts,
    Wanted,
    quote,
)
from traded_assessment.states import Area, Product, Tier, VatCategory

ON = date(2021, 11, 10)
PACKAGE = PackageTerms(id=1, title="Assessment Package 2021/22", staff_per_session=2, sessions_included=10)
TABLE = PriceTable(
    id=1,
    title="Price list 2021/22, version 1",
    valid_from=date(2021, 9, 1),
    staff_per_block=2,
    package={
        Tier.ESSEX_MAINTAINED: PackageRow(Decimal(315), Decimal(55)),
        Tier.ESSEX_ACADEMY: PackageRow(Decimal(395), Decimal(65)),
        Tier.OUTSIDE_ESSEX: PackageRow(Decimal(495), Decimal(75)),
    },
    events={
        (Area.ESSEX, True): EventRow(Decimal(40), Decimal(10)),
        (Area.ESSEX, False): EventRow(Decimal(60), Decimal(15)),
        (Area.OUTSIDE_ESSEX, True): EventRow(Decimal(50), Decimal(20)),
        (Area.OUTSIDE_ESSEX, False): EventRow(Decimal(70), Decimal(25)),
    },
)
OUTSIDE_SCOPE = VatRuleFacts(
    product=None, tier=None, valid_from=date(2021, 9, 1), valid_to=None,
    category=VatCategory.OUTSIDE_SCOPE, rate=Decimal(0), reason="Outside the scope of VAT", provisional=True,
)  # fmt: skip


def school(la: int = 881, type_code: int = 1) -> Customer:
    names = {881: "Essex", 882: "Southend-on-Sea", 883: "Thurrock", 935: "Suffolk"}
    return Customer(100001, "Example School", la, names[la], type_code, "a type of school")


ESSEX_COMMUNITY = school(881, 1)
ESSEX_ACADEMY = school(881, 34)
THURROCK_ACADEMY = school(883, 34)
SUFFOLK_PRIMARY = school(935, 1)
ESSEX_INDEPENDENT = school(881, 11)


def session(staff: int = 2, number: int | None = 10) -> Wanted:
    return Wanted(Product.SINGLE_SESSION, "Phonics check, 14 March 2022", staff, number, PACKAGE)


def event(staff: int = 1, number: int | None = 20, *, first_already_paid: bool = False) -> Wanted:
    return Wanted(
        Product.EVENT, "New to Year 2, 3 February 2022", staff, number, PACKAGE, first_already_paid=first_already_paid
    )


SUBSCRIPTION = Wanted(Product.SUBSCRIPTION, "Subscription 2021/22", package=PACKAGE)


def priced(
    customer: Customer, *wanted: Wanted, subscriber: bool = False, used: Use | None = None, **more: object
) -> Quote:
    arguments = {"on": ON, "held": {PACKAGE.id: used or {}} if subscriber else {}, **more}
    return quote(customer, wanted, TABLE, [OUTSIDE_SCOPE], **arguments)  # type: ignore[arg-type]
