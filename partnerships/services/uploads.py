"""A list of members is taken in, looked at, and confirmed: nothing changes before that.

What is confirmed is the plan that was shown: its digest comes back with the button, and when the directory has changed
meanwhile, the new plan is shown instead.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.organisations.models import Organisation
from partnerships.membership.files import MemberRow, read_members
from partnerships.membership.plans import Known, Plan, plan_of
from partnerships.models import MembershipUpload, PartnershipKind, PartnershipMember
from partnerships.queries import partnerships_on
from partnerships.queries.uploads import known_to
from partnerships.services.membership_rows import Ending, close_members, new_member, write_members
from partnerships.services.refusals import DirectoryRefused
from partnerships.states import MemberSource, UploadState


@dataclass(frozen=True)
class Preview:
    """What the list would change now, and the mark of exactly that."""

    plan: Plan
    known: Known
    digest: str


def take_upload(
    *, content: bytes, filename: str, from_on: date, complete: bool, by: Any, now: datetime
) -> MembershipUpload:
    """Keep what a file says. `from_on` is the first day of rows without one. Raises TableRefused, PermissionDenied."""
    if not holds(by, Permission.KEEP_PARTNERSHIPS) and not holds(by, Permission.LEAD_PARTNERSHIP):
        raise PermissionDenied
    rows = read_members(content, filename)
    with transaction.atomic():
        upload = MembershipUpload.objects.create(
            filename=filename[:200],
            rows=[asdict(row) for row in rows],
            from_on=from_on,
            complete=complete,
            sent_by=by,
            sent_at=now,
        )
        record(event="partnership_upload.sent", target=upload, by=by, after={"rows": len(rows)})
    return upload


def preview_of(upload: MembershipUpload) -> Preview:
    """What the list would change as the directory is now."""
    rows = [MemberRow(**row) for row in upload.rows]
    known = known_to(upload.sent_by, rows, upload.choices.values(), upload.from_on)
    plan = plan_of(rows, known, from_on=upload.from_on, complete=upload.complete, choices=upload.choices)
    return Preview(plan, known, hashlib.sha256(repr((plan.adds, plan.ends)).encode()).hexdigest())


@transaction.atomic
def choose(*, upload: MembershipUpload, choices: dict[str, int], by: Any) -> None:
    """Say what unknown names mean; 0 leaves their rows out. Raises PermissionDenied, DirectoryRefused."""
    current = _locked(upload, by)
    current.choices |= choices
    current.save(update_fields=["choices"])
    record(event="partnership_upload.names_chosen", target=current, by=by, after=choices)


@transaction.atomic
def confirm(*, upload: MembershipUpload, digest: str, by: Any, now: datetime) -> MembershipUpload:
    """Do what was shown, all of it or nothing. Again, for one that is confirmed, changes nothing.

    Raises DirectoryRefused when the directory has changed since, or nothing would change; PermissionDenied.
    """
    current = _locked(upload, by, also=UploadState.CONFIRMED)
    if current.state == UploadState.CONFIRMED:
        return current
    changes = preview_of(current).plan
    schools = {one.school.pk for one in changes.adds} | {one.school.pk for one in changes.ends}
    _hold(kinds={one.partnership.kind.code for one in changes.adds}, schools=schools)
    preview = preview_of(current)
    if preview.digest != digest:
        raise DirectoryRefused("The directory has changed since you looked. Look at the changes below again.")
    if not schools:
        raise DirectoryRefused("The list changes nothing, so there is nothing to confirm.")
    _carry_out(preview.plan, current, by=by, now=now)
    current.state, current.confirmed_at = UploadState.CONFIRMED, now
    current.outcome = {"added": len(preview.plan.adds), "ended": len(preview.plan.ends)}
    current.save(update_fields=["state", "confirmed_at", "outcome"])
    record(event="partnership_upload.confirmed", target=current, by=by, after=current.outcome)
    return current


@transaction.atomic
def discard(*, upload: MembershipUpload, by: Any) -> None:
    """Throw the list away; the directory stays as it is. Again changes nothing."""
    current = _locked(upload, by, also=UploadState.DISCARDED)
    if current.state == UploadState.OPEN:
        current.state = UploadState.DISCARDED
        current.save(update_fields=["state"])
        record(event="partnership_upload.discarded", target=current, by=by)


def _carry_out(plan: Plan, upload: MembershipUpload, *, by: Any, now: datetime) -> None:
    """Ends before adds, so that a school can go from one exclusive partnership to another."""
    members = PartnershipMember.objects.select_for_update(of=("self",)).select_related("school", "partnership")
    ending = members.in_bulk([one.key for one in plan.ends])
    close_members([Ending(ending[one.key], one.until, one.reason) for one in plan.ends], by=by, now=now)
    facts = {one.partnership_id: one for one in partnerships_on(upload.from_on)}
    schools = Organisation.objects.in_bulk([add.school.pk for add in plan.adds])
    new = [
        new_member(
            facts[add.partnership.pk], schools[add.school.pk], add.span.first, until=add.span.until,
            source=MemberSource.UPLOAD, by=by, now=now,
        )
        for add in plan.adds
    ]  # fmt: skip
    write_members(new, by=by)


def _hold(*, kinds: set[str], schools: set[int]) -> None:
    """Lock kinds, then schools, in the order in which everybody does (`services.members`)."""
    list(PartnershipKind.objects.select_for_update(no_key=True).filter(pk__in=kinds).order_by("pk").values_list("pk"))
    list(Organisation.objects.select_for_update().filter(pk__in=schools).order_by("pk").values_list("pk"))


def _locked(upload: MembershipUpload, by: Any, *, also: UploadState = UploadState.OPEN) -> MembershipUpload:
    current = MembershipUpload.objects.select_for_update(of=("self",)).select_related("sent_by").get(pk=upload.pk)
    if current.sent_by_id != by.pk:
        raise PermissionDenied
    if current.state not in (UploadState.OPEN, also):
        raise DirectoryRefused(f"This list is {current.get_state_display().lower()} already.")
    return current
