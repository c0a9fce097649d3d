"""What an uploaded list would change: pure, so that what is shown and what is done are the same plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from essex_portal.ui.table_files import day_of
from partnerships.membership.conflicts import Clash, ClashKind, Held, Wanted, clash_of
from partnerships.membership.files import MemberRow
from partnerships.membership.kinds import KindRule
from partnerships.membership.spans import Span


@dataclass(frozen=True)
class KnownPartnership:
    """A partnership as a list can name it, and its first day where it has one. `closed_to` says why the person cannot
    change its members; it is empty when they can.
    """

    pk: int
    name: str
    kind: KindRule
    closed_to: str = ""
    since: date | None = None


@dataclass(frozen=True)
class KnownSchool:
    """A school as a list can name it. `closed_on`: its last day, when it is closed."""

    pk: int
    name: str
    urn: int
    closed_on: date | None = None
    in_county: bool = True


@dataclass(frozen=True)
class Known:
    """What names mean. Names are looked up in lower case; a name that two have is in neither."""

    partnerships: Mapping[str, KnownPartnership]
    schools: Mapping[str, KnownSchool]
    urns: Mapping[int, KnownSchool]
    held: Mapping[int, Sequence[Held]]


@dataclass(frozen=True)
class Add:
    line: int
    partnership: KnownPartnership
    school: KnownSchool
    span: Span


@dataclass(frozen=True)
class End:
    line: int | None
    partnership: KnownPartnership
    school: KnownSchool
    until: date
    reason: str
    key: int


@dataclass(frozen=True)
class Unknown:
    """A name that means nobody; `what` is `partnership` or `school`."""

    what: str
    name: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Conflict:
    line: int
    row: MemberRow
    words: str


@dataclass
class Plan:
    adds: list[Add] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    same: list[MemberRow] = field(default_factory=list)
    left_out: list[MemberRow] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


MISSING = "Not in the list that was uploaded"


class Planner:
    """Goes through the rows one by one; what an earlier row adds or ends counts for the later ones."""

    def __init__(self, known: Known, *, from_on: date, choices: Mapping[str, int]) -> None:
        self.known, self.from_on, self.choices = known, from_on, choices
        self.plan = Plan()
        self.held = {school: list(held) for school, held in known.held.items()}
        self.by_pk = {one.pk: one for one in known.partnerships.values()}
        self.schools_by_pk = {one.pk: one for one in known.urns.values()}
        self.unknown: dict[tuple[str, str], list[int]] = {}
        self.named: dict[int, set[int]] = {}

    def take(self, row: MemberRow) -> None:
        """Decide about one row."""
        partnership, school = self._partnership(row), self._school(row)
        if self._is_left_out(row):
            self.plan.left_out.append(row)
        elif partnership is not None and school is not None:
            self.named.setdefault(partnership.pk, set()).add(school.pk)
            words = partnership.closed_to or self._decide(row, partnership, school)
            if words:
                self.plan.conflicts.append(Conflict(row.line, row, words))

    def end_missing(self, held: Mapping[int, Sequence[Held]]) -> None:
        """End the memberships of the listed partnerships whose schools the list lacks."""
        for school_pk, memberships in held.items():
            school = self.schools_by_pk.get(school_pk)
            for one in memberships:
                partnership = self.by_pk.get(one.partnership)
                listed = self.named.get(one.partnership)
                if school is None or partnership is None or listed is None or school_pk in listed:
                    continue
                if one.span.until is None and one.span.first < self.from_on and not partnership.closed_to:
                    self.plan.ends.append(End(None, partnership, school, self.from_on, MISSING, one.key))

    def finished(self) -> Plan:
        """The plan, with the unknown names by name."""
        self.plan.unknown = [Unknown(what, name, tuple(lines)) for (what, name), lines in self.unknown.items()]
        return self.plan

    def _is_left_out(self, row: MemberRow) -> bool:
        names = (key_of("partnership", row.partnership), key_of("school", row.school or row.urn))
        return any(self.choices.get(name) == 0 for name in names)

    def _partnership(self, row: MemberRow) -> KnownPartnership | None:
        found = self.known.partnerships.get(plain(row.partnership))
        found = found or self.by_pk.get(self.choices.get(key_of("partnership", row.partnership), -1))
        return found or self._unknown("partnership", row.partnership, row.line)

    def _school(self, row: MemberRow) -> KnownSchool | None:
        if row.urn.isascii() and row.urn.isdigit() and (by_urn := self.known.urns.get(int(row.urn))):
            return by_urn
        found = self.known.schools.get(plain(row.school))
        found = found or self.schools_by_pk.get(self.choices.get(key_of("school", row.school or row.urn), -1))
        return found or self._unknown("school", row.school or row.urn, row.line)

    def _unknown(self, what: str, name: str, line: int) -> None:
        if self.choices.get(key_of(what, name)) != 0:
            self.unknown.setdefault((what, name), []).append(line)

    def _decide(self, row: MemberRow, partnership: KnownPartnership, school: KnownSchool) -> str:
        """What a row means. Returns why it cannot be done, in words; empty when it can."""
        try:
            first, last = day_of(row.from_on) or self.from_on, day_of(row.last_on)
        except ValueError as error:
            return str(error)
        until = last + timedelta(days=1) if last else None
        if until and until <= first:
            if not row.from_on:
                return self._end(row, partnership, school, until)
            return "The last day is before the first."
        held = self.held.setdefault(school.pk, [])
        there = next((one for one in held if one.partnership == partnership.pk and first in one.span), None)
        if there is not None:
            return self._there(row, partnership, school, there, until)
        if until and not row.from_on:
            return self._end(row, partnership, school, until)
        return self._add(row, partnership, school, Span(first, until))

    def _there(
        self, row: MemberRow, partnership: KnownPartnership, school: KnownSchool, there: Held, until: date | None
    ) -> str:
        """The school is a member on its first day already: nothing to do, or the row says when it leaves."""
        if until is None or until == there.span.until:
            self.plan.same.append(row)
            return ""
        return self._end(row, partnership, school, until)

    def _end(self, row: MemberRow, partnership: KnownPartnership, school: KnownSchool, until: date) -> str:
        held = self.held.get(school.pk, [])
        there = next(
            (one for one in held if one.partnership == partnership.pk and until - timedelta(days=1) in one.span), None
        )
        if there is None:
            return f"{school.name} is not in {partnership.name} on its last day, so it cannot leave."
        if not there.key:
            return f"The list names {school.name} in {partnership.name} twice."
        held.remove(there)
        held.append(Held(there.partnership, there.name, there.kind, there.only_one_of, Span(there.span.first, until)))
        reason = row.reason or "Left, by the list that was uploaded"
        self.plan.ends.append(End(row.line, partnership, school, until, reason, there.key))
        return ""

    def _add(self, row: MemberRow, partnership: KnownPartnership, school: KnownSchool, span: Span) -> str:
        if school.closed_on and school.closed_on < span.first:
            return f"{school.name} has closed. Add the school that took over from it."
        if partnership.since and span.first < partnership.since:
            return f"{partnership.name} is in the directory from {partnership.since:%-d %B %Y} on."
        wanted = Wanted(partnership.pk, partnership.kind.only_one_of(span), span)
        held = self.held[school.pk]
        if clash := clash_of(wanted, held):
            return words_of_clash(clash, school.name)
        held.append(Held(partnership.pk, partnership.name, "", wanted.only_one_of, span))
        self.plan.adds.append(Add(row.line, partnership, school, span))
        return ""


def plan_of(
    rows: Sequence[MemberRow], known: Known, *, from_on: date, complete: bool, choices: Mapping[str, int]
) -> Plan:
    """What the list would change.

    `from_on` is the first day of rows that name none. `complete`: schools that a listed partnership has and the list
    lacks leave it on that day. `choices`: what an unknown name means, by `key_of`; 0 leaves its rows out.
    """
    planner = Planner(known, from_on=from_on, choices=choices)
    for row in rows:
        planner.take(row)
    if complete:
        planner.end_missing(known.held)
    return planner.finished()


def plain(name: str) -> str:
    """A name as names are compared: in lower case, spaces and apostrophes alike."""
    return " ".join(name.replace("’", "'").casefold().split())


def key_of(what: str, name: str) -> str:
    """How a choice about a name is kept."""
    return f"{what}:{plain(name)}"


def words_of_clash(clash: Clash, school: str) -> str:
    """Why a row cannot be done."""
    since = f"{clash.held.span.first:%-d %B %Y}"
    if clash.kind == ClashKind.SAME:
        return f"{school} is in {clash.held.name} on other days of this time, from {since}."
    return f"{school} is in {clash.held.name} from {since}, and a school belongs to one partnership of this kind."
