"""What follows the school register by itself: an academy takes its predecessor's place, a trust has its academies.

Each is safe to run again, and does nothing when nothing has changed. Source: domain.md A7.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import EstablishmentStatus, OrganisationKind
from partnerships.access import may_keep
from partnerships.membership import Span, clash_of
from partnerships.models import PartnershipFacts, PartnershipMember
from partnerships.queries import facts_of
from partnerships.queries.successors import open_successors
from partnerships.services.application_successors import follow_applications
from partnerships.services.facts import keep_names
from partnerships.services.members import (
    lock_kind,
    lock_school,
    memberships_held,
    wanted_of,
    words_of,
)
from partnerships.services.membership_rows import close_member, write_member
from partnerships.services.refusals import DirectoryRefused
from partnerships.states import MemberSource

NOT_OF_THE_TRUST = "No longer an academy of the trust, by the school register"


@dataclass
class Followed:
    """What a run changed; `left` are words about what a person has to look at."""

    added: int = 0
    ended: int = 0
    renamed: int = 0
    applications: int = 0
    left: tuple[str, ...] = ()


def follow_register(*, now: datetime) -> Followed:
    """Bring the directory into line with register and day: successors and their applications, trusts, names."""
    done = Followed(renamed=keep_names(today=localdate(now)))
    follow_successors(done, now=now)
    done.applications = follow_applications(by=None)
    for facts in trusts_followed(localdate(now)):
        follow_trust(facts, done, now=now)
    return done


def trusts_followed(on: date) -> list[PartnershipFacts]:
    """The partnerships that follow a trust of the register on that day."""
    rows = PartnershipFacts.objects.filter(valid__contains=on, kind__follows_register=True, trust__isnull=False)
    return list(rows.select_related("partnership", "kind", "quadrant", "trust"))


def follow_successors(done: Followed, *, now: datetime) -> None:
    """A closed school's open memberships end on its last day; the school that took over alone goes on from the next.

    Where several took over, or none, the membership ends and a person decides.
    """
    gone = PartnershipMember.objects.filter(
        valid__endswith=None, school__school__status=EstablishmentStatus.CLOSED, school__closed_on__isnull=False
    )
    for pk in list(gone.values_list("pk", flat=True)):
        with transaction.atomic():
            _follow_one(pk, done, now)


def _follow_one(pk: int, done: Followed, now: datetime) -> None:
    rows = PartnershipMember.objects.select_for_update(of=("self",)).select_related("school__school", "partnership")
    member = rows.filter(pk=pk, valid__endswith=None).first()
    if member is None or member.school.closed_on is None:
        return  # another worker was quicker
    next_day = member.school.closed_on + timedelta(days=1)
    if next_day <= member.valid.lower:
        done.left += (f"{member.school} closed before it joined {member.partnership}.",)
        return
    later = open_successors(member.school)
    reason = f"The school closed; {' and '.join(one.name for one in later) or 'nobody'} took over"
    close_member(member, next_day, reason=reason, by=None, now=now)
    done.ended += 1
    facts = facts_of(member.partnership, next_day)
    if len(later) == 1 and facts is not None and not facts.follows_register:
        _add(facts, later[0], next_day, done, now)
    elif len(later) != 1:
        done.left += (f"{member.school} left {member.partnership}: {reason.lower()}.",)


def follow_trust(facts: PartnershipFacts, done: Followed, *, now: datetime) -> None:
    """The members are the trust's open academies: from the day that each joined it, today where none is said."""
    today = localdate(now)
    academies = Organisation.objects.open_schools().filter(school__trust=facts.trust)
    there = PartnershipMember.objects.filter(partnership=facts.partnership, valid__contains=today)
    members = {one.school_id: one.pk for one in there}
    for pk in set(members) - set(academies.values_list("pk", flat=True)):
        with transaction.atomic():
            rows = PartnershipMember.objects.select_for_update(of=("self",)).select_related("school", "partnership")
            member = rows.get(pk=members[pk])
            until = max(today, member.valid.lower + timedelta(days=1))
            close_member(member, until, reason=NOT_OF_THE_TRUST, by=None, now=now)
            done.ended += 1
    for academy in academies.exclude(pk__in=members):
        joined = min(academy.school.trust_joined_on or today, today)
        with transaction.atomic():
            _add(facts, academy, max(joined, facts.valid.lower or joined), done, now)


def _add(facts: PartnershipFacts, school: Organisation, from_on: date, done: Followed, now: datetime) -> None:
    lock_kind(facts)
    locked = lock_school(school)
    clash = clash_of(wanted_of(facts, Span(from_on)), memberships_held(locked))
    if clash:
        done.left += (words_of(clash, locked, facts.name),)
        return
    write_member(facts, locked, from_on, source=MemberSource.REGISTER, by=None, now=now)
    done.added += 1


@transaction.atomic
def match_trust(*, partnership: Organisation, trust: Organisation | None, by: Any, now: datetime) -> Followed:
    """Say which trust of the register the partnership is: from now on its academies are the members; None: by hand.

    Raises PermissionDenied, or DirectoryRefused for a kind that follows nothing, or a trust that another one follows.
    """
    today = localdate(now)
    if not may_keep(by, partnership, today):
        raise PermissionDenied
    rows = PartnershipFacts.objects.select_for_update(of=("self",)).filter(partnership=partnership)
    facts = rows.filter(valid__contains=today).select_related("kind", "quadrant", "partnership", "trust").first()
    if facts is None or not facts.kind.follows_register:
        raise DirectoryRefused(f"{partnership} is not of a kind that follows the register.")
    if trust is not None and trust.kind != OrganisationKind.TRUST:
        raise DirectoryRefused("Select a trust of the school register.", field="trust")
    taken = PartnershipFacts.objects.filter(trust=trust, valid__contains=today).exclude(partnership=partnership)
    if trust is not None and (other := taken.first()):
        raise DirectoryRefused(f"{other} follows this trust already.", field="trust")
    before = {"trust": facts.trust.name if facts.trust else None}
    facts.trust = trust
    facts.save(update_fields=["trust"])
    after = {"trust": trust.name if trust else None}
    record(event="partnership.trust_matched", target=partnership, by=by, before=before, after=after)
    done = Followed()
    if trust is not None:
        follow_trust(facts, done, now=now)
    return done
