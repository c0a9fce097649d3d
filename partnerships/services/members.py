"""Schools join a partnership, leave it and move between two, each from a day on.

The school's row is locked before its memberships are read, so that two officers take turns; the database's exclusion
constraints hold what is checked here (`models.directory`).
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import facts_on, successors
from essex_portal.organisations.states import EstablishmentStatus
from essex_portal.ui.words import date_words
from partnerships.access import may_change_members
from partnerships.membership import Clash, ClashKind, Held, Span, Wanted, clash_of
from partnerships.models import PartnershipFacts, PartnershipKind, PartnershipMember
from partnerships.queries import facts_of
from partnerships.queries.members import held_of
from partnerships.services.membership_rows import FURTHEST, Ending, close_members, codes_until, write_member
from partnerships.services.refusals import DirectoryRefused
from partnerships.states import MemberSource


@transaction.atomic
def add_school(
    *,
    partnership: Organisation,
    school: Organisation,
    from_on: date,
    by: Any,
    now: datetime,
    until: date | None = None,
    source: MemberSource = MemberSource.OFFICER,
) -> PartnershipMember:
    """Make the school a member from that day on, inclusive; `until` is the day after the last.

    Raises PermissionDenied, or DirectoryRefused: the partnership or the school is not there on that day, the school is
    a member already or in another partnership of a kind of which it can have one, or the members follow the register.
    """
    facts = _facts_to_change(partnership, from_on, by, now, field="from_on")
    locked = lock_school(school)
    refuse_closed(locked, from_on)
    clash = clash_of(wanted_of(facts, span_of(from_on, until)), memberships_held(locked))
    if clash:
        raise DirectoryRefused(words_of(clash, locked, facts.name), field="school")
    return write_member(facts, locked, from_on, until=until, source=source, by=by, now=now)


@transaction.atomic
def end_membership(*, member: PartnershipMember, last_on: date, reason: str, by: Any, now: datetime) -> None:
    """The school's last day in the partnership, inclusive, and why. Again, for one that has left: the day is corrected.

    Raises PermissionDenied or DirectoryRefused.
    """
    _facts_to_change(member.partnership, max(last_on, member.valid.lower), by, now, field="last_on")
    locked = PartnershipMember.objects.select_for_update(of=("self",)).select_related("partnership", "school")
    current = locked.get(pk=member.pk)
    ending = Ending(current, last_on + timedelta(days=1), reason)
    if ending.is_later:
        _refuse_later_membership(ending)
    close_members([ending], by=by, now=now)


@transaction.atomic
def move_school(
    *, member: PartnershipMember, to: Organisation, from_on: date, reason: str, by: Any, now: datetime
) -> PartnershipMember:
    """End the membership on the day before `from_on` and begin one in the other partnership on it; both, or neither.

    Raises PermissionDenied or DirectoryRefused.
    """
    if to == member.partnership:
        raise DirectoryRefused("The school is in this partnership already. Choose another one.", field="to")
    end_membership(member=member, last_on=from_on - timedelta(days=1), reason=reason, by=by, now=now)
    return add_school(partnership=to, school=member.school, from_on=from_on, by=by, now=now)


def lock_kind(facts: PartnershipFacts) -> PartnershipFacts:
    """The facts with their kind as it is now, held still; whoever changes it waits. Before schools and members."""
    facts.kind = PartnershipKind.objects.select_for_update(no_key=True).get(pk=facts.kind_id)
    return facts


def lock_school(school: Organisation) -> Organisation:
    """The school's row, so that its memberships are read and written by one at a time."""
    Organisation.objects.select_for_update().only("pk").get(pk=school.pk)
    return (
        Organisation.objects.schools()
        .select_related("school__type", "school__local_authority", "school__district__quadrant", "school__trust")
        .get(pk=school.pk)
    )


def span_of(from_on: date, until: date | None) -> Span:
    """The days; raises DirectoryRefused when they run backwards."""
    try:
        return Span(from_on, until)
    except ValueError:
        raise DirectoryRefused(
            f"The last day is before {date_words(from_on)}, the first. Nothing was changed.", field="until"
        ) from None


def memberships_held(school: Organisation) -> list[Held]:
    """Where the school is, was and will be. One query."""
    rows = PartnershipMember.objects.filter(school=school).select_related("partnership")
    return [held_of(row) for row in rows]


def wanted_of(facts: PartnershipFacts, span: Span) -> Wanted:
    """A membership of what the partnership is."""
    return Wanted(facts.partnership_id, facts.kind.rule.only_one_of(span), span)


def words_of(clash: Clash, school: Organisation, partnership: str) -> str:
    """Why the school cannot be added, and what to do."""
    since = date_words(clash.held.span.first)
    until = f" until {date_words(clash.held.span.last)}" if clash.held.span.last else ""
    if clash.kind == ClashKind.SAME:
        return f"{school} is in {partnership} already, from {since}{until}."
    return (
        f"{school} is in {clash.held.name} from {since}{until}, and a school belongs to one partnership of this kind "
        "at a time. Move it from there, or end that membership first."
    )


def refuse_closed(school: Organisation, on: date) -> None:
    """Raises DirectoryRefused for a school that is not open on that day, with the school that took over."""
    facts = facts_on(school, on)
    if facts.is_open:
        return
    if facts.status == EstablishmentStatus.PROPOSED_TO_OPEN:
        opens = f" opens on {date_words(facts.opened_on)}" if facts.opened_on else " is not open yet"
        raise DirectoryRefused(f"{school}{opens}. Choose a day on which it is open.", field="from_on")
    closed = f" closed on {date_words(facts.closed_on)}" if facts.closed_on else " is closed"
    later = [link.later.organisation.name for link in successors(school)]
    instead = f" {' and '.join(later)} took over from it: add that school." if later else ""
    raise DirectoryRefused(f"{school}{closed}.{instead}", field="school")


def _refuse_later_membership(ending: Ending) -> None:
    """A day that is corrected to a later one may run into what came after."""
    member, code = ending.member, codes_until([ending])[ending.member.pk]
    others = [one for one in memberships_held(member.school) if one.key != member.pk]
    wanted = Wanted(member.partnership_id, code, Span(member.valid.lower, ending.until))
    if clash := clash_of(wanted, others):
        raise DirectoryRefused(words_of(clash, member.school, member.partnership.name), field="last_on")


def _facts_to_change(partnership: Organisation, on: date, by: Any, now: datetime, *, field: str) -> PartnershipFacts:
    """What the partnership is on that day, when the person may change its members and they are kept by hand."""
    if not may_change_members(by, partnership, localdate(now)):
        raise PermissionDenied("Only the partnership’s lead and the officers of its quadrant change its members.")
    if on > localdate(now) + FURTHEST:
        raise DirectoryRefused("The day is more than three years ahead. Check the year.", field=field)
    facts = facts_of(partnership, on)
    if facts is None:
        raise DirectoryRefused(f"{partnership} is not in the directory on {date_words(on)}.", field=field)
    if facts.follows_register:
        raise DirectoryRefused(
            f"The schools of {partnership} follow the school register, as academies of {facts.trust}. "
            "A change there arrives by itself.",
        )
    return lock_kind(facts)
