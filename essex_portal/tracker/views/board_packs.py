"""Board packs: made in one press, read, sent; and read by who got the link."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_tables2 import RequestConfig

from essex_portal.accounts.access import public, requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.documents.pages import status_of
from essex_portal.documents.views import file_response
from essex_portal.tracker.access import pack_by_link, pack_for, programmes_for
from essex_portal.tracker.forms.board import BoardPackForm, SendPackForm
from essex_portal.tracker.models import BoardPack
from essex_portal.tracker.services.board_packs import KINDS, is_ready, make_pack, send_pack
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.tracker.states import ProgrammeState
from essex_portal.tracker.tables.board_packs import BoardPackTable

PER_PAGE = 30

sends_packs = requires(Permission.SEND_BOARD_PACKS)


@sends_packs
def packs(request: HttpRequest) -> HttpResponse:
    """The packs that were made, the latest first."""
    table = BoardPackTable(BoardPack.objects.all())
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(request, "tracker/board/packs.html", {"table": table})


@sends_packs
def new_pack(request: HttpRequest) -> HttpResponse:
    """Ask for a pack; a worker makes it."""
    now = timezone.now()
    form = BoardPackForm(posted(request), programmes=programmes_for(request.user), initial=_usual(request, now))
    if request.method == "POST" and form.is_valid():
        as_at, since = form.moments(now)
        given = form.cleaned_data
        try:
            pack = make_pack(
                title=given["title"], programmes=given["programmes"], as_at=as_at, since=since, by=request.user, now=now
            )
        except TrackerRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("tracker:board_pack", pack.pk)
    return render(request, "tracker/board/new_pack.html", {"form": form})


@sends_packs
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """One pack: its files, whom it went to, and sending it."""
    found = pack_for(request.user, pk)
    form = SendPackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            send_pack(pack=found, to=given["to"], note=given["note"], by=request.user, now=timezone.now())
        except TrackerRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The pack is on its way. It stays what it is from now on.")
            return redirect("tracker:board_pack", found.pk)
    files = [status_of(document) for document in (found.pdf, found.spreadsheet) if document]
    context = {"pack": found, "form": form, "files": files, "is_ready": is_ready(found)}
    return render(request, "tracker/board/pack.html", context)


@public
def pack_link(request: HttpRequest, token: str) -> HttpResponse:
    """A sent pack, for who got its link."""
    found = pack_by_link(token)
    if found is None:
        return render(request, "tracker/board/link_ended.html", status=404)
    return render(request, "tracker/board/pack_link.html", {"pack": found, "token": token})


@public
def pack_link_file(request: HttpRequest, token: str, ending: str) -> HttpResponse:
    """One file of a sent pack, for who got its link."""
    found = pack_by_link(token)
    if found is None:
        return render(request, "tracker/board/link_ended.html", status=404)
    documents = dict(zip(KINDS, (found.pdf, found.spreadsheet), strict=True))
    document = documents.get(ending)
    if document is None:
        raise Http404
    return file_response(document) or render(request, "tracker/board/link_ended.html", {"lost": True}, status=404)


def _usual(request: HttpRequest, now: Any) -> dict[str, Any]:
    """All programmes that are under way, as at today, since the last pack that was sent."""
    last = BoardPack.objects.filter(sent_at__isnull=False).order_by("-as_at").first()
    return {
        "programmes": programmes_for(request.user).filter(state=ProgrammeState.ACTIVE),
        "as_at": timezone.localdate(now),
        "since": timezone.localdate(last.as_at) if last and last.as_at.date() < now.date() else None,
    }
