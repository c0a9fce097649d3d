"""From a planned bill to one that can be issued."""

from collections.abc import Mapping, Sequence
from datetime import date

from traded_assessment.billing import PlannedBill
from traded_assessment.models import BillingTerms, OrderLine, SupplierDetails
from traded_assessment.queries.unbilled import Lacking, Unbilled
from traded_assessment.services.einvoicing import lacking_before_issue
from traded_assessment.services.invoicing import Bill, BillLine
from traded_assessment.states import InvoiceKind


def bill_of(planned: PlannedBill, lines: Mapping[int, OrderLine], terms: Mapping[int, BillingTerms]) -> Bill:
    """The rows of a planned bill; `lines` know what was credited, `terms` stand by school."""
    of_first = terms[planned.lines[0].school_id]
    rows = [lines[line.id] for line in planned.lines]
    return Bill(
        payer=of_first.payer or of_first.school,
        school=None if planned.school_id is None else of_first.school,
        kind=planned.kind,
        tier=planned.tier,
        purchase_order=planned.purchase_order,
        lines=tuple(
            BillLine(row, row.net - line.net, row.vat - line.vat) for row, line in zip(rows, planned.lines, strict=True)
        ),
        payer_address=of_first.payer_address,
        cost_centre=of_first.cost_centre,
    )


def lacking_on(on: date) -> Lacking:
    """What the e-invoice of a bill would lack with the council's details of a day. One query, for all bills."""
    supplier = SupplierDetails.objects.filter(valid_from__lte=on).first()

    def lacking(planned: PlannedBill, unbilled: Unbilled) -> Sequence[str]:
        if supplier is None or planned.kind == InvoiceKind.RECHARGE:
            return ()
        lacks = lacking_before_issue(
            supplier=supplier,
            terms=unbilled.terms[planned.lines[0].school_id],
            categories={line.category for line in planned.lines},
            purchase_order=planned.purchase_order,
        )
        return [lack.words for lack in lacks]

    return lacking
