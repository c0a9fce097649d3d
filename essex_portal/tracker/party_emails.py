"""Mails to partners about their part in an action."""

from essex_portal.mail.services import queue_message
from essex_portal.tracker.models import PartyLink, PartyVersion
from essex_portal.tracker.party_link_tokens import party_address


def email_party_asked(link: PartyLink, version: PartyVersion, title: str) -> None:
    """Ask a partner whether the action is theirs. The link acts without an account: the text is forgotten once sent."""
    action = link.party.action
    queue_message(
        to=link.to,
        subject=f"Your part in {action.reference}: please accept, change or decline",
        template="tracker/email/party_asked.txt",
        context={"action": action, "title": title, "party": version, "link": link, "path": party_address(link)},
        key=f"party_link:{link.pk}",
        holds_secret=True,
    )
