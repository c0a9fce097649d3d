"""The secret part of a partner's link: signed, so that nobody can make one; whether it still holds its row says."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from essex_portal.tracker.models import PartyLink

SIGNER = Signer(salt="tracker.party_link", sep="~")


def party_address(link: PartyLink, route: str = "answer_by_link") -> str:
    """The path that the link's mail names: `answer_by_link` or `update_by_link`."""
    return reverse(f"tracker:{route}", args=[SIGNER.sign(str(link.pk))])


def read_party_token(token: str) -> int | None:
    """The link's id; None for a token that the portal did not sign."""
    try:
        return int(SIGNER.unsign(token))
    except BadSignature:
        return None
