"""Evidence: bring it, open it, accept it, withdraw it."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import action_to_update_for, evidence_for
from essex_portal.tracker.forms.actions import ReasonForm
from essex_portal.tracker.forms.parts import EvidenceForm
from essex_portal.tracker.services.evidence import accept_evidence, add_file, add_link, withdraw_evidence
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.tracker.states import EvidenceKind
from essex_portal.tracker.views.editing import refuse

sees_tracker = requires(Permission.VIEW_TRACKER)


@sees_tracker
def add(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """A link or a file that shows it."""
    action = action_to_update_for(request.user, slug, reference)
    form = EvidenceForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said, usual = form.cleaned_data, {"action": action, "by": request.user, "now": timezone.now()}
        try:
            if file := said["file"]:
                add_file(title=said["title"], filename=file.name, size=file.size, stream=file.file, **usual)
            else:
                add_link(title=said["title"], url=said["url"], **usual)
        except TrackerRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "The evidence is added. It counts once somebody else has accepted it.")
            return redirect("tracker:action", slug, reference)
    context = {"action": action, "programme": action.programme, "form": form, "has_file": True}
    return render(request, "tracker/asked.html", context | {"title": "Add evidence", "button": "Add evidence"})


@sees_tracker
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file, always to be kept and never shown in the page: whoever brought it, it stays a file."""
    evidence = evidence_for(request.user, pk)
    if evidence.kind != EvidenceKind.FILE or not default_storage.exists(evidence.storage_key):
        raise Http404
    stream = default_storage.open(evidence.storage_key, "rb")
    return FileResponse(stream, as_attachment=True, filename=evidence.filename, content_type=evidence.content_type)


@require_POST
@sees_tracker
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    evidence = evidence_for(request.user, pk)
    try:
        accept_evidence(evidence=evidence, by=request.user, now=timezone.now())
    except TrackerRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{evidence.title}” is accepted.")
    return redirect("tracker:action", evidence.action.programme.slug, evidence.action.reference)


@sees_tracker
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """It no longer counts, with the reason."""
    evidence = evidence_for(request.user, pk)
    action = action_to_update_for(request.user, evidence.action.programme.slug, evidence.action.reference)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_evidence(evidence=evidence, by=request.user, now=timezone.now(), **form.cleaned_data)
        except TrackerRefused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"“{evidence.title}” is withdrawn.")
            return redirect("tracker:action", action.programme.slug, action.reference)
    context = {"action": action, "programme": action.programme, "form": form, "what": evidence.title}
    return render(request, "tracker/asked.html", context | {"title": "Withdraw evidence", "button": "Withdraw"})
