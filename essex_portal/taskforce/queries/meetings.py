"""Reads about the board's meetings."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from essex_portal.taskforce.models import ArisenAction, BoardDecision, BoardMeeting, BoardPaper
from essex_portal.tracker.models import ActionVersion
from essex_portal.tracker.queries import versions_as_at


@dataclass
class AgendaItem:
    """An item with what belongs to it. Number 0: belongs to the meeting as a whole."""

    number: int
    title: str
    papers: list[BoardPaper] = field(default_factory=list)
    decisions: list[BoardDecision] = field(default_factory=list)


def meetings() -> QuerySet[BoardMeeting]:
    """The newest first, each with its number of `papers_laid` and `decided`."""
    laid = Count("papers", filter=Q(papers__withdrawn_at=None), distinct=True)
    return BoardMeeting.objects.annotate(papers_laid=laid, decided=Count("decisions", distinct=True))


def agenda_of(meeting: BoardMeeting) -> list[AgendaItem]:
    """The agenda in order, each item with its papers and decisions; what names no item comes first, as number 0."""
    items = [AgendaItem(0, ""), *(AgendaItem(n, title) for n, title in enumerate(meeting.agenda, start=1))]
    for paper in meeting.papers.filter(withdrawn_at=None).select_related("file"):
        items[paper.item or 0].papers.append(paper)
    for decision in meeting.decisions.all():
        items[decision.item or 0].decisions.append(decision)
    return items


def arisen_of(meeting: BoardMeeting, moment: datetime) -> list[tuple[ArisenAction, ActionVersion]]:
    """The actions that arose in the meeting, each as the tracker knows it at that moment. Two queries."""
    arisen = {row.action_id: row for row in meeting.arisen.all()}
    versions = versions_as_at(moment).filter(of__in=arisen)
    return [(arisen[version.of_id], version) for version in versions]


def next_meeting(on: date) -> BoardMeeting | None:
    """The first one on that day or after it."""
    return BoardMeeting.objects.filter(held_on__gte=on).order_by("held_on").first()
