"""What a school's people are told by e-mail about bookings that wait for approval."""

from django.urls import reverse

from essex_portal.mail.services import queue_message
from traded_assessment.approval_links import approval_token
from traded_assessment.models import ApprovalRequest
from traded_assessment.queries.approvals import approvers_of, basket_lines_asked


def email_asked(approval: ApprovalRequest) -> None:
    """Ask each approver, with a link of their own by which they can decide without signing in."""
    for approver in approvers_of(approval.school):
        queue_message(
            to=approver.email,
            subject=f"Approve a booking by {approval.asked_by}?",
            template="traded_assessment/email/approval_asked.txt",
            context={
                "approval": approval,
                "lines": basket_lines_asked(approval),
                "address": reverse("traded_assessment:decide_by_link", args=[approval_token(approval, approver.pk)]),
            },
            key=f"approval:{approval.pk}:asked:{approver.pk}",
            holds_secret=True,
        )


def email_not_approved(approval: ApprovalRequest) -> None:
    """Tell the asker that it was refused or that the time ran out, and how to send it again."""
    queue_message(
        to=approval.asked_by.email,
        subject="Your booking was not approved",
        template="traded_assessment/email/approval_not_given.txt",
        context={
            "approval": approval,
            "lines": basket_lines_asked(approval),
            "address": reverse("traded_assessment:approval", args=[approval.pk]),
        },
        key=f"approval:{approval.pk}:{approval.state}",
    )
