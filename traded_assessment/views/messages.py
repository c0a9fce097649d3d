"""Writing to attendees and schools: write, preview with the count, send; and what was sent."""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from essex_portal.ui.words import counted
from traded_assessment.forms.messages import AttendeeLetterForm, LetterForm
from traded_assessment.message_tables import MessageTable, RecipientTable
from traded_assessment.models import OfficeMessage, TrainingSession
from traded_assessment.queries.audiences import Audience, audience_of_sessions, messages_sent, recipients_of
from traded_assessment.services.messages import MessageRefused, write_to
from traded_assessment.states import RecipientPart

manages_training = requires(Permission.MANAGE_TRAINING)

CHANGED = "The people who would get it have changed since you opened this page. Check the count and send it again."


@manages_training
def write_to_attendees(request: HttpRequest) -> HttpResponse:
    """A message to the people of the sessions that the address names."""
    numbers = [int(one) for one in request.GET.getlist("selected") if one.isascii() and one.isdigit()]
    sessions = list(TrainingSession.objects.select_related("course").filter(pk__in=numbers[:200]))
    if not sessions:
        messages.error(request, "Select at least one session to write to its people.")
        return redirect("traded_assessment:office_sessions")
    form = AttendeeLetterForm(
        request.POST or None, initial=first_words() | {"parts": [RecipientPart.ATTENDEE, RecipientPart.BOOKER]}
    )
    return compose(
        request,
        form,
        lambda: audience_of_sessions(sessions, form.cleaned_data["parts"]),
        {"title": "Write to attendees", "about": audience_of_sessions(sessions, ()).about},
    )


def first_words() -> dict[str, Any]:
    """What a new message begins with: a key of its own, and the office's address for answers."""
    return {"key": str(uuid.uuid4()), "reply_to": settings.CONTACT_EMAIL}


def compose(
    request: HttpRequest, form: LetterForm, audience_of: Callable[[], Audience], context: dict[str, Any]
) -> HttpResponse:
    """The page to write on; after Continue the preview; after Send the message as it was sent."""
    context = {**context, "form": form}
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return render(request, "traded_assessment/messages/write.html", context)
    audience = audience_of()
    if "send" in request.POST and request.POST.get("people") != audience.digest:
        context["errors"] = [{"text": CHANGED, "href": "#people"}]
    elif "send" in request.POST:
        return _send(request, form, audience)
    context |= {"audience": audience, "letter": form.letter()}
    return render(request, "traded_assessment/messages/preview.html", context)


def _send(request: HttpRequest, form: LetterForm, audience: Audience) -> HttpResponse:
    key = form.cleaned_data["key"]
    try:
        sent = write_to(audience=audience, letter=form.letter(), key=key, now=timezone.now(), by=request.user)
    except MessageRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    people = counted(len(audience.recipients), "person,people")
    messages.success(request, f"The message is on its way to {people}.")
    return redirect("traded_assessment:office_message", sent.pk)


@manages_training
def office_messages(request: HttpRequest) -> HttpResponse:
    """Everything that was sent, the latest first."""
    table = MessageTable(messages_sent())
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "traded_assessment/messages/list.html", {"table": table})


@manages_training
def office_message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: what it said, who got it, and how far each mail is."""
    sent = get_object_or_404(OfficeMessage.objects.select_related("sent_by"), pk=pk)
    table = RecipientTable(recipients_of(sent))
    RequestConfig(request, paginate={"per_page": 100}).configure(table)
    return render(request, "traded_assessment/messages/message.html", {"message": sent, "table": table})
