"""Writing to schools and attendees."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from essex_portal.audit.services import record
from essex_portal.mail.services import queue_messages
from traded_assessment.models import OfficeMessage, OfficeMessageRecipient
from traded_assessment.office_emails import office_message_draft
from traded_assessment.queries.audiences import Audience


class MessageRefused(Exception):
    """The message cannot be sent; `str()` is for the person."""


@dataclass(frozen=True)
class Letter:
    """What is written, and where answers go."""

    subject: str
    text: str
    reply_to: str


def write_to(*, audience: Audience, letter: Letter, key: str, now: datetime, by: Any) -> OfficeMessage:
    """Send a letter to everybody of an audience, by a mail each. The same key again is the same message.

    Raises MessageRefused when nobody would get it.
    """
    if not audience.recipients:
        raise MessageRefused("Nobody would get this message. Choose other people.")
    try:
        with transaction.atomic():
            return OfficeMessage.objects.filter(key=key).first() or _write(audience, letter, key, now, by)
    except IntegrityError:  # the button was pressed twice at once
        return OfficeMessage.objects.get(key=key)


def _write(audience: Audience, letter: Letter, key: str, now: datetime, by: Any) -> OfficeMessage:
    message = OfficeMessage.objects.create(key=key, about=audience.about, sent_by=by, sent_at=now, **vars(letter))
    message.sessions.set(audience.sessions)
    OfficeMessageRecipient.objects.bulk_create(_recipients(message, audience))
    after = {"about": audience.about, "recipients": len(audience.recipients)}
    record(event="office_message.sent", target=message, by=by, after=after)
    return message


def _recipients(message: OfficeMessage, audience: Audience) -> Iterator[OfficeMessageRecipient]:
    drafts = [
        office_message_draft(message, to=one.address, number=number)
        for number, one in enumerate(audience.recipients, start=1)
    ]
    for one, mail in zip(audience.recipients, queue_messages(drafts), strict=True):
        yield OfficeMessageRecipient(message=message, address=one.address, part=one.part, school=one.school, mail=mail)
