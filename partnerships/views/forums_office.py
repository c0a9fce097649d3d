"""Forums and drop-ins for those who keep them: dates, lists, minutes, reports."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires, signed_in
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.ui.forms import PortalForm
from partnerships.forms.forums import DateForm, ForumForm, MinutesForm, MoveForm
from partnerships.forms.offers import ReasonForm
from partnerships.forum_access import forum_kept_by, forum_or_404, list_entry_for, may_keep_forum, may_read_notes
from partnerships.forum_charts import attendance_chart
from partnerships.forum_report import quarter_of, quarters_between
from partnerships.models import Forum
from partnerships.queries.forums import feedback_report, first_recorded, list_of
from partnerships.services import forum_lists, forums
from partnerships.services.forum_reports import request_report
from partnerships.services.refusals import ForumRefused
from partnerships.states import ForumKind, ListState
from partnerships.views.forums import meeting_named

keeps = requires(Permission.KEEP_PARTNERSHIPS)


@keeps
def new_forum(request: PersonRequest) -> HttpResponse:
    return _save(request, ForumForm(posted(request), user=request.user), None)


@keeps
def edit_forum(request: PersonRequest, pk: int) -> HttpResponse:
    found = forum_kept_by(request.user, pk)
    return _save(request, ForumForm(posted(request), user=request.user, initial=ForumForm.facts_of(found)), found)


def _save(request: PersonRequest, form: ForumForm, found: Forum | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        districts = form.cleaned_data["districts"]
        try:
            saved = forums.save_forum(forum=found, facts=form.facts, districts=districts, by=request.user)
        except ForumRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("partnerships:forum", saved.pk)
    return render(request, "partnerships/forums/edit.html", {"form": form, "forum": found})


@keeps
def add_forum_date(request: PersonRequest, pk: int) -> HttpResponse:
    """One more date beside the rule's."""
    found = forum_kept_by(request.user, pk)
    form = DateForm(posted(request), initial={"starts": found.starts, "ends": found.ends})
    if request.method == "POST" and form.is_valid():
        try:
            row = forums.add_date(forum=found, by=request.user, today=timezone.localdate(), **form.cleaned_data)
        except ForumRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The date is added.")
            return redirect("partnerships:forum_meeting", pk, row.planned_on)
    return _ask(request, form, "Add a date", found.name, "Add", reverse("partnerships:forum", args=[pk]))


@keeps
def move_forum_date(request: PersonRequest, pk: int, day: str) -> HttpResponse:
    """Another day or time; the list is told."""
    meeting = meeting_named(forum_kept_by(request.user, pk), day)
    one = meeting.date
    form = MoveForm(posted(request), initial={"on": one.on, "starts": one.starts, "ends": one.ends})
    back = reverse("partnerships:forum_meeting", args=[pk, day])
    if request.method == "POST" and form.is_valid():
        try:
            forums.move_meeting(meeting=meeting, by=request.user, today=timezone.localdate(), **form.cleaned_data)
        except ForumRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The date has moved, and the list has been told.")
            return redirect(back)
    return _ask(request, form, "Move this date", meeting.forum.name, "Move", back)


@keeps
def cancel_forum_date(request: PersonRequest, pk: int, day: str) -> HttpResponse:
    meeting = meeting_named(forum_kept_by(request.user, pk), day)
    form = ReasonForm(posted(request), hint="The schools on the list read this in their email", most=300)
    back = reverse("partnerships:forum_meeting", args=[pk, day])
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            forums.cancel_meeting(
                meeting=meeting, by=request.user, today=timezone.localdate(now), now=now, **form.cleaned_data
            )
        except ForumRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The date is cancelled, and the list has been told.")
            return redirect(back)
    return _ask(request, form, "Cancel this date?", meeting.forum.name, "Cancel the date", back, warning=True)


@keeps
def record_forum_date(request: PersonRequest, pk: int, day: str) -> HttpResponse:
    """Who came and what was said."""
    meeting = meeting_named(forum_kept_by(request.user, pk), day)
    members = _schools_to_tick(meeting.forum, meeting.row)
    form = MinutesForm(posted(request), members=members, initial=MinutesForm.minutes_of(meeting.row))
    if request.method == "POST" and form.is_valid():
        try:
            forums.record_meeting(meeting=meeting, minutes=form.minutes, by=request.user, now=timezone.now())
        except ForumRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The meeting is recorded.")
            return redirect("partnerships:forum_meeting", pk, day)
    return render(request, "partnerships/forums/record.html", {"form": form, "meeting": meeting})


def _schools_to_tick(found: Forum, row: Any) -> list[Organisation]:
    """Schools on the list now, and those that came although they have left it since."""
    now = [entry.school for entry in list_of(found) if entry.state == ListState.MEMBER]
    return [*now, *(row.schools.all() if row else ())]


@keeps
def forum_members(request: PersonRequest, pk: int) -> HttpResponse:
    """Requests to decide, and the schools on the list."""
    found = forum_kept_by(request.user, pk)
    if found.kind != ForumKind.FORUM:
        raise Http404
    rows = list(list_of(found))
    context = {
        "forum": found,
        "requests": [row for row in rows if row.state == ListState.ASKED],
        "members": [row for row in rows if row.state == ListState.MEMBER],
    }
    return render(request, "partnerships/forums/members.html", context)


@keeps
@require_POST
def accept_forum_request(request: PersonRequest, pk: int) -> HttpResponse:
    entry, now = list_entry_for(request.user, pk), timezone.now()
    forum_lists.accept_request(entry=entry, by=request.user, now=now, today=timezone.localdate(now))
    messages.success(request, f"{entry.school} is on the list.")
    return redirect("partnerships:forum_members", entry.forum_id)


@keeps
def refuse_forum_request(request: PersonRequest, pk: int) -> HttpResponse:
    """Not onto the list, or off it: in both cases the school reads why."""
    entry = list_entry_for(request.user, pk)
    asked = entry.state == ListState.ASKED
    form = ReasonForm(posted(request), hint="The school reads this in its email", most=300)
    back = reverse("partnerships:forum_members", args=[entry.forum_id])
    if request.method == "POST" and form.is_valid():
        change = forum_lists.refuse_request if asked else forum_lists.remove_from_list
        change(entry=entry, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{entry.school} has been told.")
        return redirect(back)
    title = f"Do not add {entry.school}?" if asked else f"Take {entry.school} off the list?"
    return _ask(request, form, title, entry.forum.name, "Do not add" if asked else "Take off", back, warning=True)


@signed_in
def forum_report(request: PersonRequest, pk: int) -> HttpResponse:
    """A quarter's meetings, attendance and themes, for the list and those who keep the forum; the PDF by a press."""
    found = forum_or_404(pk)
    if not may_read_notes(request.user, found):
        raise Http404
    first_on, last_on = _quarter(request)
    report = feedback_report(found, first_on, last_on)
    if request.method == "POST":
        document = request_report(forum=found, first_on=first_on, last_on=last_on, report=report, by=request.user)
        return redirect("documents:status", document.pk)
    context = {
        "forum": found,
        "first_on": first_on,
        "last_on": last_on,
        "report": report,
        "chart": attendance_chart(report.held),
        "quarters": quarters_between(first_recorded(found) or timezone.localdate(), timezone.localdate()),
        "keeps": may_keep_forum(request.user, found),
    }
    return render(request, "partnerships/forums/report.html", context)


def _quarter(request: HttpRequest) -> tuple[date, date]:
    """The quarter of the day that the address names; this one when it names none."""
    try:
        return quarter_of(date.fromisoformat(request.GET.get("of", "")))
    except (ValueError, OverflowError):
        return quarter_of(timezone.localdate())


def _ask(
    request: HttpRequest, form: PortalForm, title: str, text: str, button: str, back: str, *, warning: bool = False
) -> HttpResponse:
    context = {"form": form, "title": title, "text": text, "confirm_text": button, "warning": warning}
    return render(request, "ui/confirm.html", context | {"cancel_url": back})
