"""What the tracker writes to people."""

from datetime import date

from essex_portal.accounts.models import User
from essex_portal.mail.services import queue_message
from essex_portal.tracker.queries.digests import Digest


def email_digest(user: User, digest: Digest, today: date) -> None:
    """The day's summary; the same day never writes twice."""
    queue_message(
        to=user.email,
        subject=_subject(digest),
        template="tracker/email/digest.txt",
        context={"digest": digest},
        key=f"tracker_digest:{user.pk}:{today}",
    )


def _subject(digest: Digest) -> str:
    counts = (
        (digest.due.count, "action waits for your update", "actions wait for your update"),
        (digest.waiting.count, "update waits for your decision", "updates wait for your decision"),
        (digest.sent_back.count, "update came back to you", "updates came back to you"),
    )
    said = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    return f"Tracker: {', '.join(said) or 'what changes and what is coming'}"
