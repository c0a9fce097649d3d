"""What the database never lets go wrong after a session, looked for after a restore or a repair by hand."""

from collections.abc import Iterator

from traded_assessment.models import Certificate, Evaluation


def broken_delivery_invariants() -> list[str]:
    """A sentence for each thing that is wrong; none when all is well. Two statements."""
    return [*_evaluations_without_certificate(), *_certificates_without_evaluation()]


def _evaluations_without_certificate() -> Iterator[str]:
    rows = Evaluation.objects.filter(attendee__certificate__isnull=True)
    for pk in rows.values_list("attendee_id", flat=True):
        yield f"Attendee {pk} handed in an evaluation and has no certificate"


def _certificates_without_evaluation() -> Iterator[str]:
    for code in Certificate.objects.filter(attendee__evaluation__isnull=True).values_list("code", flat=True):
        yield f"Certificate {code} was issued without an evaluation"
