"""The first page of finance's list of 5,000 invoices, with its totals."""

from essex_portal.accounts.roles import Role
from tests.benchmarks import pages, seeding
from tests.benchmarks.parts import signed_in
from tests.benchmarks.report import note

INVOICES = 5_000


def main() -> None:
    note(f"making {INVOICES:,} invoices…")
    seeding.invoices(INVOICES)
    finance = seeding.person(Role.FINANCE)
    visitors = [signed_in(finance) for _ in range(8)]
    pages.measure("/training/finance/invoices/", visitors, pages=1_500, aim=150, what="pages of the list")
