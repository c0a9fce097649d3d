"""The link that a school passes on, by which people put themselves down for places of one booking.

It holds the booking's number and the key of its `NamingLink`: a renewed link ends the former one.
"""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from traded_assessment.models import NamingLink

SIGNER = Signer(salt="traded_assessment.naming", sep="~")


def naming_address(link: NamingLink) -> str:
    """The path of the page that anybody with the link may open."""
    return reverse("traded_assessment:name_by_link", args=[SIGNER.sign(f"{link.pk}-{link.key}")])


def read_naming_token(token: str) -> tuple[int, str] | None:
    """Number of the booking and key; None for a token that the portal did not sign."""
    try:
        number, _, key = SIGNER.unsign(token).partition("-")
    except BadSignature:
        return None
    return int(number), key
