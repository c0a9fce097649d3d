"""A certificate as a printed page. It shows what was frozen: the same certificate makes the same bytes."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from traded_assessment.models import Certificate

ROOM = 300
"""So many letters fit at the usual sizes; more are set smaller, so that it stays one page."""
STYLE = Path(__file__).with_name("certificate.css")


def certificate_pdf(certificate: Certificate) -> bytes:
    """The PDF/UA-1 file of an issued certificate."""
    from essex_portal.documents.typesetting import typeset  # WeasyPrint, which web processes never need

    address = settings.SITE_URL + reverse("traded_assessment:certificate", args=[certificate.code])
    context = {"certificate": certificate, "address": address, "crowded": _letters(certificate) > ROOM}
    html = render_to_string("traded_assessment/certificates/pdf.html", context)
    return typeset(html, style=STYLE, identifier=certificate.code)


def _letters(certificate: Certificate) -> int:
    words = (certificate.name, certificate.school_name, certificate.course_title, *certificate.duties)
    return sum(map(len, words))
