"""Everything that must never be wrong with training, looked for at once."""

from traded_assessment.queries.booking_invariants import broken_booking_invariants
from traded_assessment.queries.cancellation_invariants import broken_cancellation_invariants
from traded_assessment.queries.delivery_invariants import broken_delivery_invariants
from traded_assessment.queries.invariants import broken_invoice_invariants
from traded_assessment.queries.ledger_invariants import broken_ledger_invariants


def broken_invariants() -> list[str]:
    """A sentence for each thing that is wrong in the database; none when all is well."""
    return [
        *broken_booking_invariants(),
        *broken_cancellation_invariants(),
        *broken_invoice_invariants(),
        *broken_delivery_invariants(),
        *broken_ledger_invariants(),
    ]
