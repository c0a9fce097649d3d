"""Keeping the board's meetings."""

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction

from essex_portal.audit.changes import write
from essex_portal.audit.services import record
from essex_portal.documents.uploads import store_upload
from essex_portal.taskforce.models import ArisenAction, BoardDecision, BoardMeeting, BoardPaper
from essex_portal.tracker.models import Action


class MeetingRefused(Exception):
    """What is asked is not possible; `str()` tells the person why, `field` names the field at fault."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def save_meeting(*, meeting: BoardMeeting | None, values: dict[str, Any], by: Any) -> BoardMeeting:
    """Plan a meeting or change one. Raises MeetingRefused for a day that has one, and for an agenda that lost an item
    which papers or decisions name."""
    meeting = meeting or BoardMeeting()
    if BoardMeeting.objects.filter(held_on=values["held_on"]).exclude(pk=meeting.pk).exists():
        raise MeetingRefused("The board meets on this day already. Change that meeting.", field="held_on")
    if meeting.pk and len(values["agenda"]) < _last_named_item(meeting):
        raise MeetingRefused("Papers or decisions name an item that is gone. Keep as many items.", field="agenda")
    write(meeting, values, noun="board_meeting", by=by)
    return meeting


@transaction.atomic
def add_paper(
    *, meeting: BoardMeeting, title: str, item: int | None, upload: File, by: Any, now: datetime
) -> BoardPaper:
    """Lay a file before a meeting; `item` is a number on its agenda, or None."""
    file = store_upload(upload, by=by, now=now)
    paper = BoardPaper.objects.create(meeting=meeting, title=title, item=item, file=file, added_at=now, added_by=by)
    record(event="board_paper.added", target=paper, by=by, after={"title": title, "file": file.filename})
    return paper


@transaction.atomic
def withdraw_paper(*, paper: BoardPaper, by: Any, now: datetime) -> None:
    """Take a paper back. One that is taken back already stays so."""
    if BoardPaper.objects.filter(pk=paper.pk, withdrawn_at=None).update(withdrawn_at=now):
        record(event="board_paper.withdrawn", target=paper, by=by)


@transaction.atomic
def save_decision(
    *, meeting: BoardMeeting, decision: BoardDecision | None, text: str, item: int | None, by: Any
) -> BoardDecision:
    """Write down what was decided, with the next number of the meeting, or correct it."""
    if decision is None:
        BoardMeeting.objects.select_for_update().get(pk=meeting.pk)
        decision = BoardDecision(meeting=meeting, number=meeting.decisions.count() + 1)
    write(decision, {"text": text, "item": item}, noun="board_decision", by=by)
    return decision


@transaction.atomic
def add_arisen(*, meeting: BoardMeeting, action: Action, by: Any) -> ArisenAction:
    """Note that an action of the tracker arose in the meeting. Raises MeetingRefused when that is noted already."""
    arisen, created = ArisenAction.objects.get_or_create(meeting=meeting, action=action)
    if not created:
        raise MeetingRefused(f"{action.reference} is noted for this meeting already.", field="reference")
    record(event="board_meeting.action_arose", target=meeting, by=by, after={"action": action.reference})
    return arisen


@transaction.atomic
def remove_arisen(*, arisen: ArisenAction, by: Any) -> None:
    """Take back that an action arose in the meeting; the action itself stays."""
    record(event="board_meeting.action_removed", target=arisen.meeting, by=by, before={"action": str(arisen.action)})
    arisen.delete()


def _last_named_item(meeting: BoardMeeting) -> int:
    papers = meeting.papers.filter(withdrawn_at=None).values_list("item", flat=True)
    decisions = meeting.decisions.values_list("item", flat=True)
    return max((item or 0 for item in (*papers, *decisions)), default=0)
