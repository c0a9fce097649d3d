"""What a partnership asks besides the county's questions: up to ten statements of its own. Source: ADR 0021."""

from datetime import datetime
from typing import Any

from django.db import transaction

from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from partnerships.models import Item, RoundOwnStatement, Statement
from partnerships.models.question_sets import MOST_OWN_STATEMENTS
from partnerships.services.question_sets import QuestionsRefused, relink
from partnerships.states import RoundState


@transaction.atomic
def add_own_statement(*, partnership: Organisation, wording: str, guidance: str, by: Any) -> Statement:
    """A further one, at the end. Raises QuestionsRefused for the eleventh and for words that are there."""
    current = _current(partnership)
    _check_words(current, wording)
    taken = {one.position for one in current}
    free = next((number for number in range(1, MOST_OWN_STATEMENTS + 1) if number not in taken), None)
    if free is None:
        raise QuestionsRefused(
            f"A partnership has at most {MOST_OWN_STATEMENTS} statements of its own. Remove one first."
        )
    added = Statement.objects.create(
        partnership=partnership, item=Item.objects.create(), wording=wording, guidance=guidance, position=free
    )
    record(event="own_statement.added", target=added, by=by, after={"wording": wording, "guidance": guidance})
    return added


@transaction.atomic
def reword_own_statement(
    *, statement: Statement, wording: str, guidance: str, link: str = "", by: Any, now: datetime
) -> Statement:
    """Word it otherwise. One that a round asks stays for that round; another takes its place from now on.

    `link` says how the new words relate to the old. Raises QuestionsRefused.
    """
    current = _current(statement.partnership)
    _check_words([one for one in current if one.pk != statement.pk], wording)
    before = {"wording": statement.wording, "guidance": statement.guidance}
    if (statement.wording, statement.guidance) == (wording, guidance):
        return statement
    if _is_asked(statement):
        statement = _take_its_place(statement, wording, guidance, link, now)
    else:
        statement.wording, statement.guidance = wording, guidance
        relink(statement, link or statement.link)
        statement.save()
    after = {"wording": wording, "guidance": guidance, "link": statement.link}
    record(event="own_statement.changed", target=statement, by=by, before=before, after=after)
    return statement


@transaction.atomic
def remove_own_statement(*, statement: Statement, by: Any, now: datetime) -> None:
    """Ask it no more. Rounds that asked it keep it, drafts do not."""
    _current(statement.partnership)
    record(event="own_statement.removed", target=statement, by=by, before={"wording": statement.wording})
    _in_drafts(statement).delete()
    if statement.asked_by.exists():
        _retire(statement, now)
    else:
        statement.delete()


@transaction.atomic
def move_own_statement(*, statement: Statement, step: int, by: Any, now: datetime) -> None:
    """Change places with the one before (`step` -1) or after it (1). At the end of the list it stays where it is.

    Rounds keep the order in which they ask. A place is one statement's at any moment, so this one stands aside.
    """
    current = _current(statement.partnership)
    at = [one.pk for one in current].index(statement.pk)
    if not 0 <= at + step < len(current):
        return
    moved, other = current[at], current[at + step]
    rows = Statement.objects
    rows.filter(pk=moved.pk).update(retired_at=now)
    rows.filter(pk=other.pk).update(position=moved.position)
    rows.filter(pk=moved.pk).update(position=other.position, retired_at=None)
    before, after = {"position": moved.position}, {"position": other.position}
    record(event="own_statement.moved", target=moved, by=by, before=before, after=after)


def _take_its_place(old: Statement, wording: str, guidance: str, link: str, now: datetime) -> Statement:
    new = Statement(
        partnership=old.partnership,
        item=old.item,
        wording=wording,
        guidance=guidance,
        position=old.position,
        follows=old,
    )
    relink(new, link)
    _retire(old, now)
    new.save()
    for pinned in _in_drafts(old):
        place = (pinned.round, pinned.position)
        pinned.delete()
        RoundOwnStatement.objects.create(round=place[0], statement=new, position=place[1])
    return new


def _retire(statement: Statement, now: datetime) -> None:
    statement.retired_at = now
    statement.save(update_fields=["retired_at"])


def _is_asked(statement: Statement) -> bool:
    return statement.asked_by.exists()


def _in_drafts(statement: Statement) -> Any:
    return RoundOwnStatement.objects.filter(statement=statement, round__state=RoundState.DRAFT).select_related("round")


def _current(partnership: Any) -> list[Statement]:
    """Those in use, the partnership locked, so that two people do not take one place."""
    locked = Organisation.objects.select_for_update().get(pk=partnership.pk)
    return list(locked.own_statements.filter(retired_at=None).order_by("position"))


def _check_words(others: list[Statement], wording: str) -> None:
    if any(one.wording.casefold() == wording.casefold() for one in others):
        raise QuestionsRefused("The partnership asks that already. Each statement needs its own words.", "wording")
