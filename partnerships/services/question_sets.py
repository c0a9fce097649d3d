"""Keeping question sets: a new version as a copy of the last, changed as a draft, published for good.

Source: domain.md P4; ADR 0021.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from essex_portal.audit.services import record
from partnerships.models import Dimension, Item, QuestionSet, QuestionSetVersion, Round, ScaleStep, Statement
from partnerships.states import Link, RoundState, VersionState

LEVELS = ("Starting", "Developing", "Established", "Leading")


class QuestionsRefused(Exception):
    """Nothing was changed; `str()` is for the person, `field` the form's field at fault or empty."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def add_question_set(*, name: str, purpose: str, by: Any, now: datetime) -> QuestionSetVersion:
    """A set with an empty draft of its first version. Raises QuestionsRefused for a name that is taken."""
    if QuestionSet.objects.filter(name__iexact=name).exists():
        raise QuestionsRefused("There is a question set of this name. Choose another name.", "name")
    added = QuestionSet.objects.create(name=name, purpose=purpose)
    draft = QuestionSetVersion.objects.create(question_set=added, number=1, made_at=now, made_by=by)
    ScaleStep.objects.bulk_create(
        ScaleStep(version=draft, level=level, label=label) for level, label in enumerate(LEVELS, start=1)
    )
    record(event="question_set.added", target=added, by=by, after={"name": name, "purpose": purpose})
    return draft


@transaction.atomic
def begin_version(*, question_set: QuestionSet, by: Any, now: datetime) -> QuestionSetVersion:
    """A draft that is a copy of the newest version, every statement linked as the same. A draft at hand is returned."""
    locked = QuestionSet.objects.select_for_update().get(pk=question_set.pk)
    newest = locked.versions.order_by("-number")[0]
    if newest.is_draft:
        return newest
    draft = QuestionSetVersion.objects.create(
        question_set=locked, number=newest.number + 1, dont_know=newest.dont_know, made_at=now, made_by=by
    )
    for step in newest.steps.all():
        ScaleStep.objects.create(version=draft, level=step.level, label=step.label, meaning=step.meaning)
    for dimension in newest.dimensions.prefetch_related("statements"):
        _copy_dimension(dimension, draft)
    record(event="question_set_version.begun", target=draft, by=by, after={"number": draft.number})
    return draft


def _copy_dimension(old: Dimension, draft: QuestionSetVersion) -> None:
    words = {field: getattr(old, field) for field in ("key", "name", "introduction", "position")}
    new = Dimension.objects.create(version=draft, **words)
    Statement.objects.bulk_create(
        Statement(
            dimension=new,
            item_id=one.item_id,
            wording=one.wording,
            guidance=one.guidance,
            position=one.position,
            follows=one,
            link=Link.SAME,
        )
        for one in old.statements.all()
    )


@transaction.atomic
def change_scale(*, version: QuestionSetVersion, words: dict[int, tuple[str, str]], dont_know: str, by: Any) -> None:
    """Other words for the four steps, as (label, meaning) by level, and for "don't know". Raises QuestionsRefused."""
    draft = _draft(version)
    before = {"steps": [str(step) for step in draft.steps.all()], "dont_know": draft.dont_know}
    for level, (label, meaning) in words.items():
        draft.steps.filter(level=level).update(label=label, meaning=meaning)
    draft.dont_know = dont_know
    draft.save(update_fields=["dont_know"])
    after = {"steps": [str(step) for step in draft.steps.all()], "dont_know": dont_know}
    record(event="question_set_version.scale_changed", target=draft, by=by, before=before, after=after)


@transaction.atomic
def save_dimension(
    *, version: QuestionSetVersion, dimension: Dimension | None, name: str, introduction: str, by: Any
) -> Dimension:
    """Add a dimension at the end, or give one other words; its key stays. Raises QuestionsRefused."""
    draft = _draft(version)
    if draft.dimensions.filter(name__iexact=name).exclude(pk__in=_ids(dimension)).exists():
        raise QuestionsRefused("This version has a dimension of that name. Choose another name.", "name")
    before = {"name": dimension.name, "introduction": dimension.introduction} if dimension else None
    if dimension is None:
        dimension = Dimension(version=draft, key=_free_key(draft, name), position=_after_last(draft.dimensions))
    dimension.name, dimension.introduction = name, introduction
    dimension.save()
    after = {"name": name, "introduction": introduction}
    record(event="dimension.saved", target=dimension, by=by, before=before, after=after)
    return dimension


@transaction.atomic
def save_statement(
    *, dimension: Dimension, statement: Statement | None, wording: str, guidance: str, link: str = "", by: Any
) -> Statement:
    """Add a statement at the end of a dimension, or word one otherwise.

    `link` says how it relates to the one it follows in the version before; needed when the wording differs from that.
    Raises QuestionsRefused.
    """
    draft = _draft(dimension.version)
    others = Statement.objects.filter(dimension__version=draft).exclude(pk__in=_ids(statement))
    if others.filter(wording__iexact=wording).exists():
        raise QuestionsRefused("This version has that statement. Each statement needs its own words.", "wording")
    before = (
        {"wording": statement.wording, "guidance": statement.guidance, "link": statement.link} if statement else None
    )
    if statement is None:
        statement = Statement(
            dimension=dimension, item=Item.objects.create(), position=_after_last(dimension.statements)
        )
    statement.wording, statement.guidance = wording, guidance
    relink(statement, link)
    statement.save()
    record(event="statement.saved", target=statement, by=by, before=before, after=_words_of(statement))
    return statement


def relink(statement: Statement, link: str) -> None:
    """Let the item fit the link: the same one while the meaning lasts, else one of its own. Saves nothing of it.

    Raises QuestionsRefused when the words differ from those it follows and no link is given.
    """
    followed = statement.follows
    if followed is None:
        return
    if statement.wording == followed.wording:
        link = Link.SAME
    if not link:
        raise QuestionsRefused("Say how the new words relate to the old ones.", "link")
    statement.link = link
    if link != Link.NEW:
        statement.item_id = followed.item_id
    elif statement.item_id == followed.item_id:
        statement.item = Item.objects.create()


@transaction.atomic
def move(*, part: Dimension | Statement, up: bool, by: Any) -> None:
    """Change places with the neighbour above or below; at the end nothing happens. Raises QuestionsRefused."""
    _draft(_version_of(part))
    beside = _siblings(part)
    near = beside.filter(position__lt=part.position).last() if up else beside.filter(position__gt=part.position).first()
    if near is None:
        return
    here, there = part.position, near.position
    type(part).objects.filter(pk=part.pk).update(position=there)
    type(part).objects.filter(pk=near.pk).update(position=here)
    event = f"{part._meta.model_name}.moved"
    record(event=event, target=part, by=by, before={"position": here}, after={"position": there})


@transaction.atomic
def remove(*, part: Dimension | Statement, by: Any) -> None:
    """Take a dimension with its statements, or a statement, out of a draft. Raises QuestionsRefused."""
    _draft(_version_of(part))
    record(event=f"{part._meta.model_name}.removed", target=part, by=by, before={"words": str(part)})
    part.delete()


@transaction.atomic
def discard_version(*, version: QuestionSetVersion, by: Any) -> None:
    """Throw a draft away. Raises QuestionsRefused for a published version and for a set's only one."""
    draft = _draft(version)
    if not draft.question_set.versions.exclude(pk=draft.pk).exists():
        raise QuestionsRefused("This is the set’s only version, so it stays.")
    record(event="question_set_version.discarded", target=draft, by=by, before={"number": draft.number})
    draft.delete()


@transaction.atomic
def publish_version(*, version: QuestionSetVersion, by: Any, now: datetime) -> list[Round]:
    """Let new rounds ask this version, which never changes from now on. Raises QuestionsRefused.

    Returns the rounds that are open at this moment: they keep the version that they were opened with.
    """
    draft = _draft(version)
    _check_complete(draft)
    draft.state, draft.published_at = VersionState.PUBLISHED, now
    draft.save(update_fields=["state", "published_at"])
    record(event="question_set_version.published", target=draft, by=by, after={"number": draft.number})
    return list(open_rounds_of(draft.question_set))


def open_rounds_of(question_set: QuestionSet) -> Any:
    """Rounds that ask some version of the set and are not over yet."""
    running = (RoundState.OPEN, RoundState.REOPENED, RoundState.CLOSED)
    return Round.objects.filter(version__question_set=question_set, state__in=running).select_related("partnership")


def _draft(version: QuestionSetVersion) -> QuestionSetVersion:
    found = QuestionSetVersion.objects.select_for_update(of=("self",)).select_related("question_set").get(pk=version.pk)
    if not found.is_draft:
        raise QuestionsRefused(
            f"Version {found.number} is published: rounds may be asking it, so it stays as it is. Nothing was changed. "
            "Begin a new version to change the questions."
        )
    return found


def _check_complete(draft: QuestionSetVersion) -> None:
    dimensions = list(draft.dimensions.prefetch_related("statements"))
    if not dimensions:
        raise QuestionsRefused("There is no dimension yet, so there is nothing to ask.")
    if empty := next((one for one in dimensions if not one.statements.all()), None):
        raise QuestionsRefused(f"“{empty}” has no statement. Add one, or remove the dimension.")


def _ids(row: Dimension | Statement | None) -> list[int]:
    return [row.pk] if row is not None else []


def _words_of(statement: Statement) -> dict[str, str]:
    return {"wording": statement.wording, "guidance": statement.guidance, "link": statement.link}


def _version_of(part: Dimension | Statement) -> QuestionSetVersion:
    return part.version if isinstance(part, Dimension) else part.dimension.version  # type: ignore[union-attr]


def _siblings(part: Dimension | Statement) -> Any:
    if isinstance(part, Dimension):
        return part.version.dimensions.order_by("position")
    return Statement.objects.filter(dimension=part.dimension_id).order_by("position")


def _after_last(rows: Any) -> int:
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def _free_key(draft: QuestionSetVersion, name: str) -> str:
    """Of the name, and not one that another dimension of the set ever had."""
    taken = set(Dimension.objects.filter(version__question_set=draft.question_set).values_list("key", flat=True))
    base = slugify(name)[:50] or "dimension"
    candidates = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(key for key in candidates if key not in taken)
