"""A school says that it joins or leaves a partnership; an officer accepts or refuses it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import date_words
from partnerships.access import may_change_members
from partnerships.membership import Span, clash_of
from partnerships.models import MembershipProposal, PartnershipMember
from partnerships.queries import facts_of
from partnerships.services.members import (
    add_school,
    end_membership,
    memberships_held,
    refuse_closed,
    wanted_of,
    words_of,
)
from partnerships.services.membership_rows import FURTHEST
from partnerships.services.refusals import DirectoryRefused
from partnerships.states import MemberSource, ProposalState, ProposedChange


@transaction.atomic
def propose(
    *,
    school: Organisation,
    partnership: Organisation,
    change: ProposedChange,
    from_on: date,
    words: str,
    by: Any,
    now: datetime,
) -> MembershipProposal:
    """Ask to join from that day, or to leave so that it is the first day out. The directory stays as it is for now.

    Raises PermissionDenied, or DirectoryRefused for what an officer could not accept, and while one is open.
    """
    if not holds(by, Permission.PROPOSE_PARTNERSHIP_CHANGE, school):
        raise PermissionDenied("Only the school’s headteacher proposes a change of its partnerships.")
    _refuse_impossible(school, partnership, change, from_on, now)
    try:
        with transaction.atomic():
            proposal = MembershipProposal.objects.create(
                school=school,
                partnership=partnership,
                change=change,
                from_on=from_on,
                words=words,
                asked_by=by,
                asked_at=now,
            )
    except IntegrityError:
        raise DirectoryRefused(
            f"You have proposed a change about {partnership} already, and it waits for an answer.", field="partnership"
        ) from None
    record(event="partnership_proposal.asked", target=proposal, by=by, after={"change": change, "from_on": from_on})
    return proposal


@transaction.atomic
def accept(*, proposal: MembershipProposal, by: Any, now: datetime) -> MembershipProposal:
    """Change the directory as proposed. Raises PermissionDenied, or DirectoryRefused when it does not fit any more."""
    current = _locked(proposal, by, now)
    if current.change == ProposedChange.JOIN:
        add_school(
            partnership=current.partnership,
            school=current.school,
            from_on=current.from_on,
            source=MemberSource.SCHOOL,
            by=by,
            now=now,
        )
    else:
        end_membership(
            member=_membership(current.school, current.partnership, current.from_on),
            last_on=current.from_on - timedelta(days=1),
            reason=current.words or "The school left",
            by=by,
            now=now,
        )
    return _decided(current, ProposalState.ACCEPTED, by=by, now=now)


@transaction.atomic
def refuse(*, proposal: MembershipProposal, answer: str, by: Any, now: datetime) -> MembershipProposal:
    """Leave the directory as it is, with a reason that the school reads. Raises PermissionDenied, DirectoryRefused."""
    current = _locked(proposal, by, now)
    if not answer.strip():
        raise DirectoryRefused("Enter why it is refused", field="reason")
    return _decided(current, ProposalState.REFUSED, by=by, now=now, answer=answer.strip())


@transaction.atomic
def withdraw(*, proposal: MembershipProposal, by: Any, now: datetime) -> MembershipProposal:
    """The school takes its proposal back. Again, or once it is decided, changes nothing."""
    if not holds(by, Permission.PROPOSE_PARTNERSHIP_CHANGE, proposal.school):
        raise PermissionDenied
    current = MembershipProposal.objects.select_for_update().get(pk=proposal.pk)
    if current.state != ProposalState.ASKED:
        return current
    return _decided(current, ProposalState.WITHDRAWN, by=by, now=now)


def _refuse_impossible(
    school: Organisation, partnership: Organisation, change: ProposedChange, from_on: date, now: datetime
) -> None:
    if from_on > localdate(now) + FURTHEST:
        raise DirectoryRefused("The day is more than three years ahead. Check the year.", field="from_on")
    facts = facts_of(partnership, from_on)
    if facts is None:
        raise DirectoryRefused(f"{partnership} is not in the directory on {date_words(from_on)}.", field="from_on")
    if facts.follows_register:
        raise DirectoryRefused(f"The schools of {partnership} follow the school register.", field="partnership")
    if change == ProposedChange.LEAVE:
        _membership(school, partnership, from_on)
        return
    refuse_closed(Organisation.objects.schools().get(pk=school.pk), from_on)
    clash = clash_of(wanted_of(facts, Span(from_on)), memberships_held(school))
    if clash:
        raise DirectoryRefused(words_of(clash, school, facts.name), field="partnership")


def _membership(school: Organisation, partnership: Organisation, first_day_out: date) -> PartnershipMember:
    """The membership that there is on the day before. Raises DirectoryRefused without one."""
    last_on = first_day_out - timedelta(days=1)
    rows = PartnershipMember.objects.filter(school=school, partnership=partnership, valid__contains=last_on)
    member = rows.select_related("partnership", "school").first()
    if member is None:
        raise DirectoryRefused(
            f"{school} is not in {partnership} on {date_words(last_on)}, so it cannot leave it then.",
            field="partnership",
        )
    return member


def _locked(proposal: MembershipProposal, by: Any, now: datetime) -> MembershipProposal:
    rows = MembershipProposal.objects.select_for_update(of=("self",)).select_related("school", "partnership")
    current = rows.get(pk=proposal.pk)
    if not may_change_members(by, current.partnership, localdate(now)):
        raise PermissionDenied("Only those who keep the partnership answer.")
    if current.state != ProposalState.ASKED:
        raise DirectoryRefused(f"This proposal has been answered: {current.get_state_display().lower()}.")
    return current


def _decided(
    proposal: MembershipProposal, state: ProposalState, *, by: Any, now: datetime, answer: str = ""
) -> MembershipProposal:
    proposal.state, proposal.decided_by, proposal.decided_at, proposal.answer = state, by, now, answer
    proposal.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    record(event=f"partnership_proposal.{state.value}", target=proposal, by=by, reason=answer)
    return proposal
