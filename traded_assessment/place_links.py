"""The personal link of a place: signed, and good for one person in one place.

It holds the attendee's number and `link_key`. The database changes the key when somebody else is put in the place
(`models.attendees`), so the former person's link opens nothing any more. Nobody can make one without the secret key.
"""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from traded_assessment.models import Attendee

SIGNER = Signer(salt="traded_assessment.place", sep="~")


def place_token(attendee: Attendee) -> str:
    """The part of the link that opens the place."""
    return SIGNER.sign(f"{attendee.pk}-{attendee.link_key}")


def place_address(attendee: Attendee, route: str = "place") -> str:
    """The path of the person's own page: `place`, `place_evaluation`, `place_certificate` or `place_calendar`."""
    return reverse(f"traded_assessment:{route}", args=[place_token(attendee)])


def read_place_token(token: str) -> tuple[int, str] | None:
    """Number and key of the attendee, or None for a token that the portal did not sign."""
    try:
        number, _, key = SIGNER.unsign(token).partition("-")
    except BadSignature:
        return None
    return int(number), key
