"""The partnership's lead and the quadrant's officers keep which schools belong to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.requests import posted
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import SchoolSearch
from essex_portal.organisations.queries.search import SchoolFilters
from essex_portal.ui.access import signed_in
from essex_portal.ui.words import date_words
from partnerships.access import keeps_partnerships_on, member_kept_by, partnership_kept_by
from partnerships.forms.members import AddSchoolForm, EndMembershipForm, FindSchoolForm, MoveSchoolForm
from partnerships.services import members as services
from partnerships.services.refusals import DirectoryRefused

MOST_FOUND = 20


@signed_in
def add_school(request: HttpRequest, pk: int) -> HttpResponse:
    """Find a school, then say from which day it belongs to the partnership."""
    today = timezone.localdate()
    partnership = partnership_kept_by(request.user, pk, today)
    find = FindSchoolForm(request.GET or None)
    q = find.cleaned_data["q"] if request.GET and find.is_valid() else ""
    schools = list(SchoolSearch(SchoolFilters(q=q)).schools()[:MOST_FOUND]) if q else []
    form = AddSchoolForm(posted(request), schools=schools, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            member = services.add_school(
                partnership=partnership,
                school=form.chosen(),
                from_on=form.cleaned_data["from_on"],
                by=request.user,
                now=timezone.now(),
            )
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{member.school} is in {partnership} from {date_words(member.valid.lower)}.")
            return redirect("partnerships:partnership", pk)
    context = {"partnership": partnership, "find_form": find, "q": q, "schools": schools, "form": form}
    return render(request, "partnerships/keeping/add_school.html", context)


@signed_in
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """The school's last day, and why it leaves."""
    today = timezone.localdate()
    member = member_kept_by(request.user, pk, today)
    form = EndMembershipForm(posted(request), initial={"last_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_membership(member=member, **form.cleaned_data, by=request.user, now=timezone.now())
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            last = date_words(form.cleaned_data["last_on"])
            messages.success(request, f"{last} is the last day of {member.school} in {member.partnership}.")
            return redirect("partnerships:partnership", member.partnership_id)
    context = {
        "title": f"End the membership of {member.school}",
        "text": f"It has been in {member.partnership} since {date_words(member.valid.lower)}. What was true until the "
        "last day stays in the directory.",
        "form": form,
        "confirm_text": "End the membership",
        "cancel_url": _page_of(member.partnership),
    }
    return render(request, "ui/confirm.html", context)


@signed_in
def move_school(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of one partnership and into another, on one day."""
    today = timezone.localdate()
    member = member_kept_by(request.user, pk, today)
    others = keeps_partnerships_on(request.user, today).exclude(partnership=member.partnership)
    form = MoveSchoolForm(posted(request), partnerships=list(others), initial={"from_on": today})
    if request.method == "POST" and form.is_valid():
        to, given = form.chosen(), form.cleaned_data
        try:
            services.move_school(
                member=member, to=to, from_on=given["from_on"], reason=given["reason"], by=request.user,
                now=timezone.now(),
            )  # fmt: skip
        except DirectoryRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, f"{member.school} is in {to} from {date_words(given['from_on'])}.")
            return redirect("partnerships:partnership", to.pk)
    context = {
        "title": f"Move {member.school}",
        "text": f"It has been in {member.partnership} since {date_words(member.valid.lower)}.",
        "form": form,
        "confirm_text": "Move the school",
        "cancel_url": _page_of(member.partnership),
    }
    return render(request, "ui/confirm.html", context)


def _page_of(partnership: Organisation) -> str:
    return reverse("partnerships:partnership", args=[partnership.pk])
