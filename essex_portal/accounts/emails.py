"""The e-mails that the portal's own services send about people. allauth's leave through `adapter`."""

from django.conf import settings
from django.urls import reverse

from essex_portal.accounts.models import Invitation
from essex_portal.mail.models import Message
from essex_portal.mail.services import queue_message

LONGEST_SUBJECT = Message._meta.get_field("subject").max_length


def email_invitation(invitation: Invitation, secret: str) -> Message:
    """The invitation with its single-use link; each renewal is another message."""
    return queue_message(
        to=invitation.email,
        subject=f"Join {invitation.organisation} on the {settings.PORTAL_NAME}"[:LONGEST_SUBJECT],
        template="accounts/email/invitation.txt",
        context={
            "invitation": invitation,
            "link": f"{settings.SITE_URL}{reverse('accounts:invitation', args=[secret])}",
            "portal_name": settings.PORTAL_NAME,
            "contact_email": settings.CONTACT_EMAIL,
        },
        key=f"invitation:{invitation.pk}:{invitation.token_hash[:16]}",
        holds_secret=True,
    )
