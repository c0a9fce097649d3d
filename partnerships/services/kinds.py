"""Keeping the kinds of partnership: their names, and whether a school can be in two of them at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.text import slugify
from django.utils.timezone import localdate

from essex_portal.accounts.permissions import holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.ui.words import counted, date_words
from partnerships.membership import Span, exclusive_days
from partnerships.models import PartnershipFacts, PartnershipKind, PartnershipMember
from partnerships.queries.kind_members import InTwo, members_of_kind, schools_in_two
from partnerships.services.membership_rows import FURTHEST
from partnerships.services.refusals import DirectoryRefused

CODE_LENGTH = 30


@dataclass(frozen=True)
class KindFacts:
    """What a kind is. `exclusive` holds, or no longer does, from `from_on`; the name holds from today."""

    name: str
    exclusive: bool
    from_on: date
    follows_register: bool = False


class SchoolsInTwo(DirectoryRefused):
    """The kind cannot exclude: `schools` are in two of it, each with both memberships."""

    def __init__(self, schools: Sequence[InTwo]) -> None:
        words = counted(len(schools), "school is,schools are")
        super().__init__(
            f"{words} in two partnerships of this kind from that day on. Nothing was changed. End one of the "
            "memberships in the table on this page, or choose a later day, then save again.",
            field="exclusive",
        )
        self.schools = schools


@transaction.atomic
def keep_kind(*, kind: PartnershipKind | None, facts: KindFacts, by: Any, now: datetime) -> PartnershipKind:
    """Add a kind (None) or change one; what it was is kept in the audit trail.

    The kind's row is held meanwhile, as everybody does who writes a membership of it (`members.lock_kind`).
    Raises PermissionDenied; DirectoryRefused for a name that there is, a day that is too far ahead, partnerships that
    follow a trust when the kind no longer may; SchoolsInTwo. Source: domain.md 0.3, issue "Bad input".
    """
    if not holds_for_county(by, Permission.KEEP_PARTNERSHIPS):
        raise PermissionDenied
    _refuse_far_day(facts, now)
    _refuse_same_name(facts.name, but=kind)
    kept = PartnershipKind.objects.select_for_update(no_key=True).get(pk=kind.pk) if kind else _new(facts.name)
    if kept.follows_register and not facts.follows_register:
        _refuse_followed(kept, localdate(now))
    days = exclusive_days(kept.rule.exclusive, exclusive=facts.exclusive, from_on=facts.from_on)
    members = members_of_kind(kept)
    if days and (schools := schools_in_two(members, days)):
        raise SchoolsInTwo(schools)
    before = _in_words(kept) if kind else {}
    if before:
        _keep_name(kept, facts.name, localdate(now))
    kept.name, kept.exclusive_on, kept.follows_register = facts.name, _range(days), facts.follows_register
    kept.save(force_insert=kind is None)
    _mark(members, kept)
    _record(kept, before, by)
    return kept


def _keep_name(kind: PartnershipKind, name: str, today: date) -> None:
    """The directory of earlier days keeps what the kind was called; a name of part of a day no day has."""
    until = today.isoformat()
    if name != kind.name and until not in [day for day, _ in kind.former_names]:
        kind.former_names = [*kind.former_names, [until, kind.name]]


def _record(kind: PartnershipKind, before: dict[str, str], by: Any) -> None:
    """What differs, in the words of the page; nothing when nothing does."""
    after = _in_words(kind)
    changed = [name for name in after if before.get(name) != after[name]]
    if changed:
        event = "partnership_kind.changed" if before else "partnership_kind.added"
        was = {name: before[name] for name in changed if name in before}
        record(event=event, target=kind, by=by, before=was, after={name: after[name] for name in changed})


def _in_words(kind: PartnershipKind) -> dict[str, str]:
    follows = "yes" if kind.follows_register else "no"
    return {"name": kind.name, "one_at_a_time": days_words(kind.rule.exclusive), "follows_register": follows}


def days_words(days: Span | None) -> str:
    """`no`, `always`, `from 1 September 2022`, `until 31 August 2022`, or both."""
    if days is None:
        return "no"
    since = f"from {date_words(days.first)}" if days.first != date.min else ""
    until = f"until {date_words(days.last)}" if days.last else ""
    return " ".join(filter(None, (since, until))) or "always"


def _new(name: str) -> PartnershipKind:
    """A kind whose code comes of its name, with a number where another kind has it."""
    code = slugify(name).replace("-", "_")[:CODE_LENGTH] or "kind"
    taken = set(PartnershipKind.objects.values_list("code", flat=True))
    free = (code, *(f"{code[: CODE_LENGTH - 3]}_{number}" for number in range(2, 100)))
    return PartnershipKind(code=next(one for one in free if one not in taken))


def _range(days: Span | None) -> DateRange | None:
    return DateRange(None if days.first == date.min else days.first, days.until) if days else None


def _mark(members: Sequence[PartnershipMember], kind: PartnershipKind) -> None:
    """Write the kind's code on the memberships that exclude others, and take it off the rest: two statements."""
    due: dict[str, list[int]] = {}
    for one in members:
        code = kind.rule.only_one_of(Span(one.valid.lower, one.valid.upper))
        if code != one.only_one_of:
            due.setdefault(code, []).append(one.pk)
    for code, keys in due.items():
        PartnershipMember.objects.filter(pk__in=keys).update(only_one_of=code)


def _refuse_far_day(facts: KindFacts, now: datetime) -> None:
    if facts.from_on > localdate(now) + FURTHEST:
        raise DirectoryRefused("The day is more than three years ahead. Check the year.", field="from_on")


def _refuse_same_name(name: str, *, but: PartnershipKind | None) -> None:
    same = PartnershipKind.objects.filter(name__iexact=name)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise DirectoryRefused(f"There is a kind called {name} already. Choose another name.", field="name")


def _refuse_followed(kind: PartnershipKind, today: date) -> None:
    following = PartnershipFacts.objects.filter(kind=kind, trust__isnull=False, valid__endswith=None)
    names = list(following.union(following.filter(valid__contains=today)).values_list("name", flat=True))
    if names:
        raise DirectoryRefused(
            f"{' and '.join(sorted(names))} follow a trust of the school register. Say first that their schools are "
            "kept by hand.",
            field="follows_register",
        )
