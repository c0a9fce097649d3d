"""Certificates by code and by person."""

from traded_assessment.certificate_codes import read_code
from traded_assessment.models import Attendee, Certificate


def certificate_of(attendee: Attendee) -> Certificate | None:
    """The person's certificate with its document, if they have one. One query."""
    return Certificate.objects.select_related("document", "attendee").filter(attendee=attendee).first()


def certificate_by_code(text: str) -> Certificate | None:
    """The certificate with this code, however it was typed, with its person. One query."""
    return Certificate.objects.select_related("attendee").filter(code=read_code(text)).first()
