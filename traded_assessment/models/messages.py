"""What the training office wrote to schools and attendees, and to whom: it is sent once and stays."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from essex_portal.mail.models import Message
from essex_portal.organisations.models import Organisation
from traded_assessment.models.catalogue import TrainingSession
from traded_assessment.states import RecipientPart


class OfficeMessage(models.Model):
    """One text to many people. The key makes it one message, however often the button is pressed."""

    key = models.CharField(max_length=60, unique=True)
    subject = models.CharField(max_length=150)
    text = models.TextField()
    reply_to = models.EmailField()
    about = models.CharField(max_length=300, help_text="whom it was written to, in words")
    sessions = models.ManyToManyField(TrainingSession, related_name="office_messages", blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("-sent_at", "-pk")
        triggers = (pgtrigger.Protect(name="office_messages_stay", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return self.subject


class OfficeMessageRecipient(models.Model):
    """Somebody who gets the message; each address once. `mail` says how far it is."""

    message = models.ForeignKey(OfficeMessage, on_delete=models.PROTECT, related_name="recipients")
    address = models.EmailField()
    part = models.CharField(max_length=20, choices=RecipientPart)
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    mail = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("school__name", "address")
        constraints = (models.UniqueConstraint("message", Lower("address"), name="one_office_message_an_address"),)
        triggers = (pgtrigger.Protect(name="office_recipients_stay", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return self.address
