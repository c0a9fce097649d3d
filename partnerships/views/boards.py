"""Boards, as at a day, and keeping who has a seat."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds, holds_for_county
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.ui.access import signed_in
from partnerships.access import quadrants_kept_by
from partnerships.bodies import body_named
from partnerships.forms.county import BoardForm, EndSeatForm, SeatForm
from partnerships.forms.directory import day_asked
from partnerships.models import Board, BoardSeat
from partnerships.queries.boards import boards_on, seats_on
from partnerships.services import boards as services
from partnerships.services.refusals import DirectoryRefused
from partnerships.states import SeatKind

keeps = requires(Permission.KEEP_PARTNERSHIPS)


@signed_in
def boards(request: HttpRequest) -> HttpResponse:
    """Every board with its area and seats."""
    context = {"boards": boards_on(timezone.localdate()), "may_add": holds(request.user, Permission.KEEP_PARTNERSHIPS)}
    return render(request, "partnerships/boards/list.html", context)


@signed_in
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is represented on the board: organisations, partnerships and schools, as at a day."""
    found = get_object_or_404(Board.objects.select_related("quadrant"), pk=pk)
    today = timezone.localdate()
    form, on = day_asked(request.GET, today)
    seats = seats_on(found, on)
    context = {
        "board": found,
        "day_form": form,
        "form": form if form.errors else None,
        "on": on,
        "is_past": on != today,
        "groups": [(SeatKind(kind).label, list(rows)) for kind, rows in groupby(seats, key=lambda seat: seat.kind)],
        "may_keep": services.may_keep_board(request.user, found.quadrant),
    }
    return render(request, "partnerships/boards/board.html", context)


@keeps
def keep_board(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new board, or a change of one."""
    found = _kept(request, pk) if pk is not None else None
    places: list[Organisation | None] = list(quadrants_kept_by(request.user))
    if holds_for_county(request.user, Permission.KEEP_PARTNERSHIPS):
        places.insert(0, None)
    form = BoardForm(posted(request), places=places, initial=BoardForm.initial_of(found) if found else None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.keep_board(board=found, facts=form.facts(), by=request.user)
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{kept} is saved.")
            return redirect("partnerships:board", kept.pk)
    back = reverse("partnerships:board", args=[pk]) if pk else reverse("partnerships:boards")
    context = {"title": f"Change {found}" if found else "New board", "form": form, "confirm_text": "Save the board"}
    return render(request, "ui/confirm.html", context | {"cancel_url": back})


@keeps
def add_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is represented from a day on."""
    found = _kept(request, pk)
    form = SeatForm(posted(request), initial={"from_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        kind, given = SeatKind(form.cleaned_data["kind"]), form.cleaned_data
        body = body_named(kind, given["name"])
        try:
            services.add_seat(
                board=found, kind=kind, name=body.name if body else given["name"], body=body,
                from_on=given["from_on"], by=request.user, now=timezone.now(),
            )  # fmt: skip
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The seat is on the board.")
            return redirect("partnerships:board", pk)
    context = {"title": f"Add a seat to {found}", "form": form, "confirm_text": "Add the seat"}
    return render(request, "ui/confirm.html", context | {"cancel_url": reverse("partnerships:board", args=[pk])})


@keeps
def end_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """The seat's last day."""
    seat = get_object_or_404(BoardSeat.objects.select_related("board__quadrant"), pk=pk)
    _kept(request, seat.board_id)
    form = EndSeatForm(posted(request), initial={"last_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_seat(seat=seat, **form.cleaned_data, by=request.user)
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The last day is written down.")
            return redirect("partnerships:board", seat.board_id)
    context = {"title": f"End the seat of {seat.name}", "form": form, "confirm_text": "End the seat"}
    back = reverse("partnerships:board", args=[seat.board_id])
    return render(request, "ui/confirm.html", context | {"cancel_url": back})


def _kept(request: HttpRequest, pk: int) -> Board:
    found = get_object_or_404(Board.objects.select_related("quadrant"), pk=pk)
    if not services.may_keep_board(request.user, found.quadrant):
        raise PermissionDenied("This board is kept by others.")
    return found
