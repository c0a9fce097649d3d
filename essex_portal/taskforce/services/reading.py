"""Keeping what is done for the Year of Reading."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction

from essex_portal.audit.changes import write
from essex_portal.audit.services import record
from essex_portal.documents.uploads import store_upload
from essex_portal.organisations.models import District, Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.taskforce.models import Audience, IdeaBook, ReadingActivity, ReadingYear

PLAIN = ("title", "about", "year_groups", "held_on", "until_on", "link", "done_by", "district")


class ReadingRefused(Exception):
    """What is asked is not possible; `str()` tells the person why, `field` names the field at fault."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class ActivityFacts:
    """What a person says of an activity. `done_by` and `reached` count where no school does it itself."""

    title: str
    about: str
    year_groups: list[int]
    audiences: list[Audience]
    held_on: date | None
    until_on: date | None
    link: str
    done_by: str = ""
    district: District | None = None
    reached: tuple[Organisation, ...] = ()


@transaction.atomic
def add_activity(
    *, reading_year: ReadingYear, organisation: Organisation | None, facts: ActivityFacts, by: Any, now: datetime
) -> ReadingActivity:
    """Enter what a school or partnership does, or, without an organisation, what `facts.done_by` does.

    A school's activity lies in the school's district. Raises ReadingRefused when nobody is named or it is entered
    already: same title, same year, same doer.
    """
    activity = ReadingActivity(reading_year=reading_year, organisation=organisation, entered_by=by, entered_at=now)
    _save(activity, facts, by)
    return activity


@transaction.atomic
def change_activity(*, activity: ReadingActivity, facts: ActivityFacts, by: Any) -> None:
    """Correct an activity. Raises ReadingRefused as `add_activity`, and for one that was taken off the map."""
    activity = _kept(activity)
    _save(activity, facts, by)


@transaction.atomic
def withdraw_activity(*, activity: ReadingActivity, by: Any, now: datetime) -> None:
    """Take an activity off the map; it is kept with when and by whom. Raises ReadingRefused when it is off already."""
    activity = _kept(activity)
    activity.withdrawn_at, activity.withdrawn_by = now, by
    activity.save()
    record(event="reading_activity.withdrawn", target=activity, by=by)


@transaction.atomic
def save_reading_year(*, reading_year: ReadingYear, values: dict[str, Any], by: Any) -> None:
    write(reading_year, values, noun="reading_year", by=by)


@transaction.atomic
def save_audience(*, audience: Audience | None, values: dict[str, Any], by: Any) -> Audience:
    """Add an audience or change one. Raises ReadingRefused for a name that is taken."""
    audience = audience or Audience()
    if Audience.objects.filter(name__iexact=values["name"]).exclude(pk=audience.pk).exists():
        raise ReadingRefused("There is an audience of this name already.", field="name")
    write(audience, values, noun="audience", by=by)
    return audience


@transaction.atomic
def add_book(*, title: str, about: str, link: str, upload: File | None, by: Any, now: datetime) -> IdeaBook:
    """Add a book of ideas: a link or a file. Raises ReadingRefused for neither or both."""
    if bool(link) == bool(upload):
        raise ReadingRefused("Give either a link or a file, not both and not neither.", field="link")
    file = store_upload(upload, by=by, now=now) if upload else None
    book = IdeaBook.objects.create(title=title, about=about, link=link, file=file, added_at=now, added_by=by)
    record(event="idea_book.added", target=book, by=by, after={"title": title, "about": about, "link": link})
    return book


@transaction.atomic
def withdraw_book(*, book: IdeaBook, by: Any, now: datetime) -> None:
    """Take a book of ideas off the page. One that is off already stays so."""
    if IdeaBook.objects.filter(pk=book.pk, withdrawn_at=None).update(withdrawn_at=now):
        record(event="idea_book.withdrawn", target=book, by=by)


def _kept(activity: ReadingActivity) -> ReadingActivity:
    """The activity, locked. Raises ReadingRefused when it was taken off the map meanwhile."""
    activity = ReadingActivity.objects.select_for_update().get(pk=activity.pk)
    if activity.withdrawn_at:
        raise ReadingRefused("This was taken off the map meanwhile. Nothing was changed; you can enter it anew.")
    return activity


def _save(activity: ReadingActivity, facts: ActivityFacts, by: Any) -> None:
    _check(activity, facts)
    values = {name: getattr(facts, name) for name in PLAIN}
    if activity.organisation and activity.organisation.kind == OrganisationKind.SCHOOL:
        values["district"] = activity.organisation.school.district
    write(activity, values, noun="reading_activity", by=by)
    before, after = _many(activity), {"audiences": _names(facts.audiences), "reached": _names(facts.reached)}
    if before != after:
        activity.audiences.set(facts.audiences)
        activity.reached.set(facts.reached)
        record(event="reading_activity.aimed", target=activity, by=by, before=before, after=after)


def _check(activity: ReadingActivity, facts: ActivityFacts) -> None:
    if activity.organisation is None and not facts.done_by:
        raise ReadingRefused("Enter who does it.", field="done_by")
    if facts.until_on and (facts.held_on is None or facts.until_on < facts.held_on):
        raise ReadingRefused("The last day must be the first day or after it.", field="until_on")
    same = ReadingActivity.objects.filter(
        reading_year=activity.reading_year,
        organisation=activity.organisation,
        done_by__iexact=facts.done_by,
        title__iexact=facts.title,
        withdrawn_at=None,
    )
    if same.exclude(pk=activity.pk).exists():
        raise ReadingRefused("This is on the map already. Change that entry, or give this one another name.", "title")


def _many(activity: ReadingActivity) -> dict[str, list[str]]:
    return {"audiences": _names(activity.audiences.all()), "reached": _names(activity.reached.all())}


def _names(rows: Iterable[Any]) -> list[str]:
    return sorted(str(row) for row in rows)
