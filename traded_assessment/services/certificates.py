"""Issuing certificates of attendance."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from essex_portal.audit.services import record
from essex_portal.documents.services import request_document
from traded_assessment.certificate_codes import new_code
from traded_assessment.models import Attendee, Certificate, SupplierDetails


def issue_certificate(*, attendee: Attendee, now: datetime) -> Certificate:
    """The certificate of a person who attended and evaluated, frozen as things are now; a worker makes its PDF.

    Call it in the transaction that wrote the evaluation. `attendee` comes with session, course and school.
    """
    session = attendee.booking.training_session
    code = new_code()
    document = request_document(
        kind="certificate_pdf",
        key=f"certificate:{code}",
        parameters={"code": code},
        filename=f"certificate-{code}.pdf",
        by=None,
    )
    certificate = Certificate.objects.create(
        attendee=attendee,
        code=code,
        issued_on=timezone.localdate(now),
        issuer=_issuer(now),
        name=attendee.name,
        school_name=attendee.booking.school.name,
        course_title=session.course.title,
        held_on=timezone.localdate(session.starts_at),
        minutes=round((session.ends_at - session.starts_at).total_seconds() / 60),
        duties=session.course.duties,
        document=document,
    )
    record(event="certificate.issued", target=certificate, by=None, after={"code": code})
    return certificate


def _issuer(now: datetime) -> str:
    """The council as its invoices of the day name it."""
    details = SupplierDetails.objects.filter(valid_from__lte=timezone.localdate(now)).first()
    return details.name if details else settings.PORTAL_NAME
