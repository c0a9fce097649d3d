"""The link in the mail that asks whether a contact's details are right: signed, and good until they change."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from partnerships.models import OfficeHolder

SIGNER = Signer(salt="partnerships.contact", sep="~")


def contact_address(holder: OfficeHolder) -> str:
    """The path of the page that shows the details and asks."""
    return reverse("partnerships:confirm_contact", args=[SIGNER.sign(f"{holder.pk}-{holder.link_key.hex}")])


def holder_of_link(token: str) -> OfficeHolder | None:
    """Whom a link is about; None for one that was not signed here, or whose details have changed since."""
    try:
        pk, _, key = SIGNER.unsign(token).partition("-")
    except BadSignature:
        return None
    rows = OfficeHolder.objects.select_related("office", "place")
    return rows.filter(pk=int(pk), link_key=key).first()
