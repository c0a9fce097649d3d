"""The link in an approver's mail: signed, for one request and one person, and good for deciding that alone.

It stops when the request is decided or its time is over. See docs/adr.
"""

from django.core.signing import BadSignature, Signer

from traded_assessment.models import ApprovalRequest

SIGNER = Signer(salt="traded_assessment.approval", sep="~")


def approval_token(approval: ApprovalRequest, approver_id: int) -> str:
    """The part of the link that opens the request for this approver."""
    return SIGNER.sign(f"{approval.pk}-{approver_id}")


def read_approval_token(token: str) -> tuple[int, int] | None:
    """The numbers of request and approver; None for a token that the portal did not sign."""
    try:
        request, _, approver = SIGNER.unsign(token).partition("-")
    except BadSignature:
        return None
    return int(request), int(approver)
