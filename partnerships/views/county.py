"""Beyond one partnership: whom to call, boards, meetings, schools that nobody works with, and the stated figure."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds_for_county
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import school_by_urn
from essex_portal.ui.access import signed_in
from essex_portal.ui.sheets import sheet_response
from partnerships import queries
from partnerships.access import meeting_kept_by, partnership_kept_by, quadrants_kept_by
from partnerships.county_tables import IsolatedTable
from partnerships.forms.county import MeetingForm
from partnerships.forms.facts import StatedCountForm
from partnerships.models import StatedCount
from partnerships.queries.isolation import Isolated, isolated_schools
from partnerships.queries.offices import contacts_for
from partnerships.services import meetings
from partnerships.services.refusals import DirectoryRefused
from partnerships.services.stated import state_count

keeps = requires(Permission.KEEP_PARTNERSHIPS)
ISOLATED = {"School": 44, "URN": 10, "District": 18, "Phase": 16, "Why": 40, "Partnerships": 50, "Last met": 12}


@signed_in
def who_to_call(request: HttpRequest, urn: int | None = None) -> HttpResponse:
    """For a school: the offices for its quadrant, SEND, admissions, early help and training."""
    today = timezone.localdate()
    school = school_by_urn(urn) if urn is not None else getattr(request, "acting_for", None)
    if urn is not None and school is None:
        raise Http404
    if school is None:
        return render(request, "partnerships/contacts/which_school.html")
    school = school_by_urn(school.school.urn) or school
    facts = queries.facts_of_schools([school.pk], today)[school.pk]
    district = school.school.district
    quadrant = district.quadrant if district else None
    places = [*(one.partnership for one in facts), *([quadrant] if quadrant else [])]
    context = {"school": school, "quadrant": quadrant, "facts": facts, "contacts": contacts_for(places, today)}
    return render(request, "partnerships/contacts/who_to_call.html", context)


@keeps
def isolation(request: HttpRequest, form: str = "") -> HttpResponse:
    """Schools in no partnership, or only in ones that have not met for a year: on the page, as CSV or xlsx."""
    quadrants = list(quadrants_kept_by(request.user))
    asked = request.GET.get("quadrant", "")
    quadrant = next((one for one in quadrants if str(one.pk) == asked), quadrants[0] if quadrants else None)
    if quadrant is None or form not in ("", "csv", "xlsx"):
        raise Http404
    found = isolated_schools(quadrant, timezone.localdate())
    if form:
        return sheet_response(form, f"schools-alone-{timezone.localdate()}", ISOLATED, map(_isolated_row, found))
    table = IsolatedTable(found)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {
        "quadrant": quadrant,
        "quadrants": quadrants,
        "table": table,
        "count": len(found),
        "alone": sum(not one.partnerships for one in found),
    }
    return render(request, "partnerships/quadrants/isolation.html", context)


def _isolated_row(one: Isolated) -> tuple[object, ...]:
    details = one.school.school
    district = details.district.name if details.district else ""
    return one.school.name, details.urn, district, details.phase, one.why, one.partnerships, one.last_met or ""


@signed_in
def record_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The partnership's lead or an officer writes down that it has met."""
    partnership = partnership_kept_by(request.user, pk, timezone.localdate())
    form = MeetingForm(posted(request), initial={"held_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            meetings.record_meeting(partnership=partnership, **form.cleaned_data, by=request.user, now=timezone.now())
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The meeting is written down.")
            return redirect("partnerships:partnership", pk)
    context = {"title": f"Meeting of {partnership}", "form": form, "confirm_text": "Save the meeting"}
    return render(request, "ui/confirm.html", context | {"cancel_url": _page_of(partnership)})


@signed_in
@require_POST
def remove_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a meeting that was written down by mistake."""
    meeting = meeting_kept_by(request.user, pk, timezone.localdate())
    meetings.remove_meeting(meeting=meeting, by=request.user, now=timezone.now())
    messages.success(request, "The meeting is taken back.")
    return redirect("partnerships:partnership", meeting.partnership_id)


@keeps
def stated_counts(request: HttpRequest) -> HttpResponse:
    """The figures that the county has stated, and a new one."""
    if not holds_for_county(request.user, Permission.KEEP_PARTNERSHIPS):
        raise PermissionDenied("Only administrators keep the county’s figure.")
    today = timezone.localdate()
    form = StatedCountForm(posted(request), initial={"stated_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            state_count(**form.cleaned_data, today=today, by=request.user)
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The figure is in the directory.")
            return redirect("partnerships:stated_counts")
    context = {"form": form, "stated": StatedCount.objects.all()}
    return render(request, "partnerships/directory/stated.html", context)


def _page_of(partnership: Organisation) -> str:
    return reverse("partnerships:partnership", args=[partnership.pk])
