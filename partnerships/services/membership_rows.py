"""Rows of memberships with their audit events, many at once: of what `services.members` and others have checked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.timezone import localdate

from essex_portal.audit.models import AuditEvent
from essex_portal.audit.services import event_of, record_all
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import date_words
from partnerships.membership import Span
from partnerships.models import PartnershipFacts, PartnershipMember
from partnerships.queries.directory import facts_among
from partnerships.services.refusals import DirectoryRefused
from partnerships.states import MemberSource

FURTHEST = timedelta(days=3 * 365)
"""So far ahead a membership may begin or end: later is a slip of the pen."""
BATCH = 500
ENDED = ["valid", "only_one_of", "end_reason", "ended_by", "ended_at"]
"""The fields that say how a membership ended."""


def write_member(
    facts: PartnershipFacts,
    school: Organisation,
    from_on: date,
    *,
    until: date | None = None,
    source: MemberSource,
    by: Any,
    now: datetime,
) -> PartnershipMember:
    """The row and its audit event, of what has been checked."""
    member = new_member(facts, school, from_on, until=until, source=source, by=by, now=now)
    write_members([member], by=by)
    return member


def write_members(members: Sequence[PartnershipMember], *, by: Any) -> None:
    """These rows and an audit event for each, of what has been checked: two statements for every 500."""
    PartnershipMember.objects.bulk_create(members, batch_size=BATCH)
    record_all(
        event_of(
            event="partnership_member.added",
            target=one,
            by=by,
            after={"from_on": one.valid.lower, "until": one.valid.upper, "source": str(one.source)},
        )
        for one in members
    )


def new_member(
    facts: PartnershipFacts,
    school: Organisation,
    from_on: date,
    *,
    until: date | None = None,
    source: MemberSource,
    by: Any,
    now: datetime,
) -> PartnershipMember:
    """The row, not yet written."""
    return PartnershipMember(
        partnership=facts.partnership,
        school=school,
        valid=DateRange(from_on, until),
        only_one_of=facts.kind.rule.only_one_of(Span(from_on, until)),
        source=source,
        added_by=by,
        added_at=now,
    )


@dataclass(frozen=True)
class Ending:
    """A membership, the first day out of it, and why."""

    member: PartnershipMember
    until: date
    reason: str

    @property
    def is_later(self) -> bool:
        """Whether it moves a last day that was known to a later one."""
        return self.member.valid.upper is not None and self.until > self.member.valid.upper


def close_member(member: PartnershipMember, until: date, *, reason: str, by: Any, now: datetime) -> None:
    """End a locked membership; `until` is the first day out of it. Raises DirectoryRefused."""
    close_members([Ending(member, until, reason)], by=by, now=now)


def close_members(endings: Sequence[Ending], *, by: Any, now: datetime) -> None:
    """End locked memberships, in three statements for every 500. Raises DirectoryRefused: then none is ended."""
    codes = codes_until(endings)
    events = [_ended(one, codes[one.member.pk], by=by, now=now) for one in endings]
    PartnershipMember.objects.bulk_update([one.member for one in endings], ENDED, batch_size=BATCH)
    record_all(events)


def _ended(ending: Ending, code: str, *, by: Any, now: datetime) -> AuditEvent:
    """Says on the row, which is not yet written, that it ended. Raises DirectoryRefused."""
    _refuse_end(ending, now)
    member, before = ending.member, {"until": ending.member.valid.upper}
    member.valid, member.only_one_of = DateRange(member.valid.lower, ending.until), code
    member.end_reason, member.ended_by, member.ended_at = ending.reason.strip(), by, now
    after = {"until": ending.until}
    return event_of(
        event="partnership_member.ended", target=member, by=by, before=before, after=after, reason=ending.reason
    )


def _refuse_end(ending: Ending, now: datetime) -> None:
    member = ending.member
    if ending.until <= member.valid.lower:
        first = date_words(member.valid.lower)
        raise DirectoryRefused(
            f"{member.school} has been a member since {first}. Its last day must be {first} or later.", field="last_on"
        )
    if ending.until > localdate(now) + FURTHEST:
        raise DirectoryRefused("The last day is more than three years ahead. Check the year.", field="last_on")
    if not ending.reason.strip():
        raise DirectoryRefused("Enter why the school leaves.", field="reason")


def codes_until(endings: Sequence[Ending]) -> dict[int, str]:
    """What each membership carries once it ends, by the kind that its partnership is on the last day. One query."""
    history: dict[int, list[PartnershipFacts]] = defaultdict(list)
    partnerships = {one.member.partnership_id for one in endings}
    for facts in PartnershipFacts.objects.filter(partnership__in=partnerships).select_related("kind"):
        history[facts.partnership_id].append(facts)
    return {one.member.pk: _code_until(one, history[one.member.partnership_id]) for one in endings}


def _code_until(ending: Ending, history: Sequence[PartnershipFacts]) -> str:
    member, facts = ending.member, facts_among(history, ending.until - timedelta(days=1))
    if facts is None or ending.until <= member.valid.lower:
        return member.only_one_of
    return facts.kind.rule.only_one_of(Span(member.valid.lower, ending.until))
