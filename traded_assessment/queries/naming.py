"""The link by which people name themselves."""

from traded_assessment.models import Booking, NamingLink


def naming_link_of(booking: Booking) -> NamingLink | None:
    """The link to pass on, if one was made."""
    return NamingLink.objects.filter(booking=booking).first()
