"""The county keeps which kinds of partnership there are."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds_for_county
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.queries import history_of
from essex_portal.organisations.views.summaries import history_rows
from partnerships.forms.kinds import KindForm
from partnerships.models import PartnershipKind
from partnerships.queries.kind_members import kinds_counted
from partnerships.services.kinds import SchoolsInTwo, keep_kind
from partnerships.services.refusals import DirectoryRefused

CHANGES = {"name": "Name", "one_at_a_time": "One at a time", "follows_register": "Can follow the register"}
keeps = requires(Permission.KEEP_PARTNERSHIPS)


@keeps
def kinds(request: HttpRequest) -> HttpResponse:
    """The kinds, with how many partnerships there are of each today."""
    context = {
        "kinds": kinds_counted(timezone.localdate()),
        "keeps_county": holds_for_county(request.user, Permission.KEEP_PARTNERSHIPS),
    }
    return render(request, "partnerships/kinds/list.html", context)


@keeps
def kind(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """A new kind, or a change of one; where schools would be in two of it, they are listed."""
    if not holds_for_county(request.user, Permission.KEEP_PARTNERSHIPS):
        raise PermissionDenied("Only administrators keep the kinds of partnership.")
    found = get_object_or_404(PartnershipKind, pk=code) if code is not None else None
    form = KindForm(posted(request), initial=KindForm.initial_of(found, timezone.localdate()))
    clashes = None
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_kind(kind=found, facts=form.facts(), by=request.user, now=timezone.now())
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
            clashes = refusal.schools if isinstance(refusal, SchoolsInTwo) else None
        else:
            messages.success(request, f"{kept} is saved.")
            return redirect("partnerships:kinds")
    context = {"kind": found, "form": form, "clashes": clashes}
    if found:
        context["history"] = history_rows(history_of(found), CHANGES)
    return render(request, "partnerships/kinds/kind.html", context)
