"""A list of members is sent, looked at, and confirmed or thrown away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.ui.sheets import sheet_response
from essex_portal.ui.table_files import TableRefused
from essex_portal.ui.words import counted
from partnerships import queries
from partnerships.access import quadrants_kept_by, upload_of
from partnerships.forms.uploads import NamesForm, UploadForm
from partnerships.models import MembershipUpload, PartnershipMember
from partnerships.queries.uploads import suggestions_for
from partnerships.services import uploads as services
from partnerships.services.refusals import DirectoryRefused
from partnerships.states import UploadState

keeps = requires(Permission.KEEP_PARTNERSHIPS)
MOST_NAMES = 40
"""So many unknown names are asked about at a time: a list with more is most likely of another shape."""

HEADINGS = {"Partnership": 40, "School": 40, "URN": 10, "First day": 12, "Last day": 12, "Reason": 40}


@keeps
def upload(request: HttpRequest) -> HttpResponse:
    """Send a list; those sent before stand below."""
    sent = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = UploadForm(**sent, initial={"from_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        file, given = form.cleaned_data["file"], form.cleaned_data
        try:
            taken = services.take_upload(
                content=file.read(), filename=file.name, from_on=given["from_on"], complete=given["complete"],
                by=request.user, now=timezone.now(),
            )  # fmt: skip
        except TableRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("partnerships:upload_preview", taken.pk)
    uploads = MembershipUpload.objects.filter(sent_by=request.user).defer("rows")[:20]
    return render(request, "partnerships/uploads/upload.html", {"form": form, "uploads": uploads})


@keeps
def template(request: HttpRequest) -> HttpResponse:
    """The list as the directory has it today, of the quadrants that the person keeps: to fill in and send back."""
    today = timezone.localdate()
    facts = queries.partnerships_on(today).filter(quadrant__in=quadrants_kept_by(request.user))
    names = {one.partnership_id: one.name for one in facts.order_by("name")}
    members = PartnershipMember.objects.filter(partnership__in=names, valid__contains=today)
    rows = [
        (names[one.partnership_id], one.school.name, one.school.school.urn, one.valid.lower, "", "")
        for one in members.select_related("school__school").order_by("partnership__name", "school__name")
    ]
    filled = {row[0] for row in rows}
    empty = [(name, "", "", "", "", "") for name in names.values() if name not in filled]
    return sheet_response("csv", f"members-{today}", HEADINGS, [*rows, *empty])


@keeps
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the list would change, and what its unknown names mean. Nothing changes here."""
    found = upload_of(request.user, pk)
    if found.state != UploadState.OPEN:
        return render(request, "partnerships/uploads/done.html", {"upload": found})
    shown = services.preview_of(found)
    asked = shown.plan.unknown[:MOST_NAMES]
    suggestions = suggestions_for(asked, shown.known.partnerships)
    form = NamesForm(posted(request), unknown=asked, suggestions=suggestions)
    if request.method == "POST" and form.is_valid():
        services.choose(upload=found, choices=form.choices(), by=request.user)
        return redirect("partnerships:upload_preview", pk)
    context = {"upload": found, "plan": shown.plan, "digest": shown.digest, "form": form, "asked": asked}
    return render(request, "partnerships/uploads/preview.html", context)


@keeps
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what was shown."""
    found = upload_of(request.user, pk)
    try:
        done = services.confirm(
            upload=found, digest=request.POST.get("digest", ""), by=request.user, now=timezone.now()
        )
    except DirectoryRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("partnerships:upload_preview", pk)
    added, ended = done.outcome["added"], done.outcome["ended"]
    words = f"{counted(added, 'school,schools')} added, {counted(ended, 'membership,memberships')} ended."
    messages.success(request, words)
    return redirect("partnerships:upload_preview", pk)


@keeps
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the list away."""
    try:
        services.discard(upload=upload_of(request.user, pk), by=request.user)
    except DirectoryRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The list is thrown away. Nothing has changed.")
    return redirect("partnerships:upload")
