"""The link of a sent pack, for readers without an account: signed for one address, and good for some weeks."""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from essex_portal.tracker.models import BoardPack

SIGNER = TimestampSigner(salt="tracker.board_pack", sep="~")
GOOD_FOR = timedelta(days=90)


def pack_address(pack: BoardPack, number: int) -> str:
    """The path by which the recipient of that number in `sent_to` reads the pack."""
    return reverse("tracker:board_pack_by_link", args=[SIGNER.sign(f"{pack.pk}-{number}")])


def read_pack_token(token: str) -> int | None:
    """The pack's id; None for a link that was not signed here or is too old."""
    try:
        pack, _, _ = SIGNER.unsign(token, max_age=GOOD_FOR).partition("-")
    except BadSignature:
        return None
    return int(pack)
