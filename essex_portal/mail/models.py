from django.db import models

from essex_portal.jobs.models import Job


class Message(Job):
    """An e-mail to send. Its key makes it one message, however often the service is asked."""

    task_name = "mail.deliver"

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    reply_to = models.EmailField(blank=True, help_text="who gets the answers; empty: the sender")
    holds_secret = models.BooleanField(
        default=False, help_text="the text holds a personal link, so it is not kept once it is sent"
    )

    class Meta(Job.Meta):
        pass

    def __str__(self) -> str:
        return self.subject


class MessageAttachment(models.Model):
    """A small file sent along, such as a calendar entry."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    filename = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.filename
