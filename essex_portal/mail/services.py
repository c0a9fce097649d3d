"""Queuing and sending e-mail. Other apps call `queue_message` inside their own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone

from essex_portal.jobs import services as jobs
from essex_portal.mail.models import Message, MessageAttachment


@dataclass(frozen=True)
class Attachment:
    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Draft:
    """A message to be; the fields are the arguments of `queue_message`."""

    to: str
    subject: str
    template: str
    context: dict[str, Any]
    key: str
    attachments: tuple[Attachment, ...] = ()
    holds_secret: bool = False
    reply_to: str = ""


def queue_message(
    *,
    to: str,
    subject: str,
    template: str,
    context: dict[str, Any],
    key: str,
    attachments: tuple[Attachment, ...] = (),
    holds_secret: bool = False,
    reply_to: str = "",
) -> Message:
    """Write a message now and send it by a worker after the commit; the same key never sends twice.

    `template` is a plain-text template; absolute links in it begin with `{{ site_url }}`. A text that holds a
    secret, such as a link that signs somebody in, is forgotten once it is sent. Answers go to `reply_to`.
    """
    message, created = Message.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": subject,
            "text": _text(template, context),
            "holds_secret": holds_secret,
            "reply_to": reply_to,
        },
    )
    if created:
        MessageAttachment.objects.bulk_create(_attachment(message, one) for one in attachments)
        jobs.enqueue(message)
    return message


def queue_messages(drafts: Sequence[Draft]) -> list[Message]:
    """Queue several messages with new keys in two statements, and return them in the same order.

    For rows that the caller's own transaction has just made: a key that exists already is an IntegrityError.
    """
    messages = Message.objects.bulk_create(
        Message(
            key=draft.key,
            to=draft.to,
            subject=draft.subject,
            text=_text(draft.template, draft.context),
            holds_secret=draft.holds_secret,
            reply_to=draft.reply_to,
        )
        for draft in drafts
    )
    MessageAttachment.objects.bulk_create(
        _attachment(message, one) for message, draft in zip(messages, drafts, strict=True) for one in draft.attachments
    )
    for message in messages:
        jobs.enqueue(message)
    return messages


def queue_new_messages(drafts: Sequence[Draft]) -> int:
    """Queue those messages whose keys are new, and return how many; for tasks that look again and again."""
    keys = Message.objects.filter(key__in=[draft.key for draft in drafts]).values_list("key", flat=True)
    known = set(keys)
    new = [draft for draft in drafts if draft.key not in known]
    for draft in new:
        queue_message(**vars(draft))
    return len(new)


def _text(template: str, context: dict[str, Any]) -> str:
    return render_to_string(template, {**context, "site_url": settings.SITE_URL})


def _attachment(message: Message, one: Attachment) -> MessageAttachment:
    return MessageAttachment(message=message, filename=one.filename, content_type=one.content_type, content=one.content)


def deliver(message_id: int) -> None:
    """Send one message. A message already sent is left alone."""
    jobs.run(Message, message_id, _send)


def _send(message: Message, progress: jobs.Progress) -> jobs.Result:
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else None,
        # The same id at each attempt lets a mail server drop the second copy after a killed worker.
        headers={"Message-ID": f"<message-{message.pk}@{_host()}>", "Date": _date(message)},
    )
    for one in message.attachments.all():
        email.attach(one.filename, bytes(one.content), one.content_type)
    email.send()
    return _forget(message) if message.holds_secret else None


def _forget(message: Message) -> jobs.Result:
    """A personal link stands in the text and in the calendar file: neither is kept once it is sent."""
    message.attachments.all().delete()
    return {"text": ""}


def _host() -> str:
    return settings.SITE_URL.split("//", 1)[-1].split(":", 1)[0].split("/", 1)[0]


def _date(message: Message) -> str:
    return timezone.localtime(message.created_at).strftime("%a, %d %b %Y %H:%M:%S %z")
