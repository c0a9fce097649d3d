"""What a partnership is called, which kind it is and where it belongs: written from a day on, the past kept.

`Organisation.name` is what it is called today; `keep_names` brings it into line when a change comes into force.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.timezone import localdate

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.ui.words import date_words
from partnerships.access import may_change_members, may_keep
from partnerships.membership import Span
from partnerships.models import PartnershipDetails, PartnershipFacts, PartnershipKind, PartnershipMember
from partnerships.services.members import lock_kind
from partnerships.services.membership_rows import FURTHEST, close_member
from partnerships.services.refusals import DirectoryRefused


@dataclass(frozen=True)
class NewFacts:
    """What the partnership is from a day on."""

    name: str
    short_name: str
    kind: PartnershipKind
    quadrant: Organisation


@transaction.atomic
def create_partnership(*, facts: NewFacts, from_on: date, by: Any, now: datetime) -> Organisation:
    """A partnership that there is from that day on. Raises PermissionDenied or DirectoryRefused."""
    if not holds(by, Permission.KEEP_PARTNERSHIPS, facts.quadrant):
        raise PermissionDenied("You keep the partnerships of another quadrant.")
    _refuse_far_day(from_on, now)
    _refuse_same_name(facts.name, from_on, but=None)
    partnership = Organisation.objects.create(kind=OrganisationKind.PARTNERSHIP, name=facts.name)
    PartnershipDetails.objects.create(organisation=partnership)
    PartnershipFacts.objects.create(partnership=partnership, valid=DateRange(from_on, None), **vars(facts))
    record(event="partnership.created", target=partnership, by=by, after=_as_json(facts) | {"from_on": from_on})
    return partnership


@transaction.atomic
def change_facts(
    *, partnership: Organisation, facts: NewFacts, from_on: date, by: Any, now: datetime
) -> PartnershipFacts:
    """Write what the partnership is from that day on; what was written for later days is replaced.

    Raises PermissionDenied, or DirectoryRefused: before its first day, a name that another one has, or a kind of which
    one of its schools has another partnership already.
    """
    _may_keep(by, partnership, now)
    _refuse_far_day(from_on, now)
    _refuse_same_name(facts.name, from_on, but=partnership)
    current = _locked_on(partnership, from_on)
    before = _as_json(NewFacts(current.name, current.short_name, current.kind, current.quadrant))
    trust = current.trust if facts.kind.follows_register else None
    PartnershipFacts.objects.filter(partnership=partnership, valid__startswith__gte=from_on).delete()
    if current.valid.lower is None or current.valid.lower < from_on:
        PartnershipFacts.objects.filter(pk=current.pk).update(valid=DateRange(current.valid.lower, from_on))
    written = PartnershipFacts.objects.create(
        partnership=partnership, valid=DateRange(from_on, None), trust=trust, **vars(facts)
    )
    _follow_kind(partnership, lock_kind(written).kind, from_on)
    after = _as_json(facts) | {"from_on": from_on}
    record(event="partnership.changed", target=partnership, by=by, before=before, after=after)
    keep_names(today=localdate(now), partnership=partnership)
    return written


@transaction.atomic
def end_partnership(*, partnership: Organisation, last_on: date, reason: str, by: Any, now: datetime) -> None:
    """The partnership's last day, inclusive; its schools leave with it. Raises PermissionDenied or DirectoryRefused."""
    _may_keep(by, partnership, now)
    until = last_on + timedelta(days=1)
    _refuse_far_day(until, now)
    current = _locked_on(partnership, last_on, field="last_on")
    PartnershipFacts.objects.filter(partnership=partnership, valid__startswith__gte=until).delete()
    PartnershipFacts.objects.filter(pk=current.pk).update(valid=DateRange(current.valid.lower, until))
    open_ended = PartnershipMember.objects.select_for_update(of=("self",)).filter(
        partnership=partnership, valid__overlap=DateRange(until, None)
    )
    for member in open_ended.select_related("school", "partnership"):
        if member.valid.lower >= until:
            raise DirectoryRefused(
                f"{member.school} is to join on {date_words(member.valid.lower)}. End that first.", field="last_on"
            )
        close_member(member, until, reason=reason, by=by, now=now)
    record(event="partnership.ended", target=partnership, by=by, after={"last_on": last_on}, reason=reason)


@transaction.atomic
def write_page_text(*, partnership: Organisation, text: str, by: Any, now: datetime) -> None:
    """What the partnership says of itself, by its lead or an officer of its quadrant. Raises PermissionDenied."""
    if not may_change_members(by, partnership, localdate(now)):
        raise PermissionDenied
    details = PartnershipDetails.objects.select_for_update().get(organisation=partnership)
    before, details.page_text = details.page_text, text
    details.save(update_fields=["page_text"])
    record(event="partnership.text_written", target=partnership, by=by, before={"text": before}, after={"text": text})


def keep_names(*, today: date, partnership: Organisation | None = None) -> int:
    """Call every partnership what it is called today. Returns how many names changed. Safe to run again."""
    facts = PartnershipFacts.objects.filter(valid__contains=today).select_related("partnership")
    if partnership is not None:
        facts = facts.filter(partnership=partnership)
    renamed = [one for one in facts if one.partnership.name != one.name]
    for one in renamed:
        one.partnership.name = one.name
        one.partnership.save(update_fields=["name"])
    return len(renamed)


def _locked_on(partnership: Organisation, on: date, *, field: str = "from_on") -> PartnershipFacts:
    rows = PartnershipFacts.objects.select_for_update(of=("self",)).filter(partnership=partnership)
    current = rows.filter(valid__contains=on).select_related("kind", "quadrant", "trust").first()
    if current is None:
        raise DirectoryRefused(f"{partnership} is not in the directory on {date_words(on)}.", field=field)
    return current


def _follow_kind(partnership: Organisation, kind: PartnershipKind, from_on: date) -> None:
    """Its schools hold what the kind asks of them from now on; the database refuses what it excludes."""
    members = PartnershipMember.objects.filter(partnership=partnership, valid__overlap=DateRange(from_on, None))
    for member in members.select_related("school"):
        code = kind.rule.only_one_of(Span(member.valid.lower, member.valid.upper))
        if code == member.only_one_of:
            continue
        try:
            with transaction.atomic():
                PartnershipMember.objects.filter(pk=member.pk).update(only_one_of=code)
        except IntegrityError:
            raise DirectoryRefused(
                f"{member.school} is in another partnership of the kind {kind.name.lower()}, of which a school has one "
                "at a time. End one of the two memberships first.",
                field="kind",
            ) from None


def _refuse_far_day(on: date, now: datetime) -> None:
    if on > localdate(now) + FURTHEST:
        raise DirectoryRefused("The day is more than three years ahead. Check the year.", field="from_on")


def _refuse_same_name(name: str, on: date, *, but: Organisation | None) -> None:
    same = PartnershipFacts.objects.filter(name__iexact=name, valid__overlap=DateRange(on, None))
    if but is not None:
        same = same.exclude(partnership=but)
    if same.exists():
        raise DirectoryRefused(f"There is a partnership called {name} already. Choose another name.", field="name")


def _may_keep(by: Any, partnership: Organisation, now: datetime) -> None:
    if not may_keep(by, partnership, localdate(now)):
        raise PermissionDenied("Only the officers of its quadrant change what a partnership is.")


def _as_json(facts: NewFacts) -> dict[str, Any]:
    return {
        "name": facts.name, "short_name": facts.short_name, "kind": facts.kind.code, "quadrant": facts.quadrant.name,
    }  # fmt: skip
