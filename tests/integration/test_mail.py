import pytest
from django.core import mail

from essex_portal.jobs.states import JobState
from essex_portal.mail.models import Message
from essex_portal.mail.services import Attachment, deliver, queue_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(tmp_path, settings):
    (tmp_path / "note.txt").write_text("Dear {{ name }}, see {{ site_url }}/training/")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    return "note.txt"


def queue(template, **changes):
    values = {
        "to": "office@school.example",
        "subject": "Your place",
        "template": template,
        "context": {"name": "Training office"},
        "key": "note:1",
    }
    return queue_message(**(values | changes))


def test_a_message_is_sent_with_its_calendar_file(template, settings):
    message = queue(template, attachments=(Attachment("place.ics", "text/calendar", b"BEGIN:VCALENDAR"),))
    deliver(message.pk)
    [sent] = mail.outbox
    assert sent.to == ["office@school.example"]
    assert sent.body == f"Dear Training office, see {settings.SITE_URL}/training/"
    assert sent.attachments[0][:2] == ("place.ics", "BEGIN:VCALENDAR")
    message.refresh_from_db()
    assert message.state == JobState.READY


def test_the_same_key_never_sends_twice(template):
    first, second = queue(template), queue(template, subject="Another subject")
    assert first.pk == second.pk
    deliver(first.pk)
    deliver(first.pk)
    assert [sent.subject for sent in mail.outbox] == ["Your place"]


def test_a_mail_server_that_refuses_leaves_the_message_waiting(template, monkeypatch):
    message = queue(template)

    def refuse(self, fail_silently=False):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (JobState.PENDING, 1)
    monkeypatch.undo()
    deliver(message.pk)
    assert len(mail.outbox) == 1


def test_each_attempt_carries_the_same_message_id(template):
    message = queue(template)
    deliver(message.pk)
    Message.objects.filter(pk=message.pk).update(state=JobState.PENDING, finished_at=None)
    deliver(message.pk)
    assert mail.outbox[0].extra_headers["Message-ID"] == mail.outbox[1].extra_headers["Message-ID"]


def test_a_text_with_a_secret_is_forgotten_once_it_is_sent(template):
    file = Attachment("place.ics", "text/calendar", b"BEGIN:VCALENDAR")
    message = queue(template, holds_secret=True, attachments=(file,))
    deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.text, message.attachments.count()) == (JobState.READY, "", 0)
    assert len(mail.outbox[0].attachments) == 1
