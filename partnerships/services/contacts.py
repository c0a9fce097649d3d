"""Who holds an office, with details that are confirmed once a year by a link in a mail. No account is needed for it."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.timezone import localdate

from essex_portal.audit.services import record
from essex_portal.mail.services import queue_message
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.ui.words import date_words
from partnerships.access import may_keep_contacts_of
from partnerships.contact_links import contact_address
from partnerships.contacts import ASKED_BEFORE, GOOD_FOR, is_to_be_asked
from partnerships.models import Office, OfficeHolder
from partnerships.services.membership_rows import FURTHEST
from partnerships.services.refusals import DirectoryRefused
from partnerships.states import OfficeScope

SCOPES = {
    None: OfficeScope.COUNTY,
    OrganisationKind.QUADRANT: OfficeScope.QUADRANT,
    OrganisationKind.PARTNERSHIP: OfficeScope.PARTNERSHIP,
}


@dataclass(frozen=True)
class Details:
    """How somebody is reached. At least one of them is said."""

    name: str = ""
    email: str = ""
    telephone: str = ""


@transaction.atomic
def add_holder(
    *, office: Office, place: Organisation | None, details: Details, from_on: date, by: Any, now: datetime
) -> OfficeHolder:
    """Somebody holds the office from that day on; `place` None: for the county.

    Raises PermissionDenied, or DirectoryRefused for an office of other places, or without any detail.
    """
    today = localdate(now)
    _may(by, place, today)
    if SCOPES[OrganisationKind(place.kind) if place else None] != office.scope:
        raise DirectoryRefused(f"{office} is held for {office.get_scope_display().lower()}.", field="place")
    if abs(from_on - today) > FURTHEST * 10:
        raise DirectoryRefused("Check the year.", field="from_on")
    _refuse_empty(details)
    holder = OfficeHolder.objects.create(
        office=office,
        place=place,
        **vars(details),
        valid=DateRange(from_on, None),
        confirmed_on=today,
        added_by=by,
        added_at=now,
    )
    record(event="office_holder.added", target=holder, by=by, after={"from_on": from_on})
    return holder


@transaction.atomic
def change_details(*, holder: OfficeHolder, details: Details, by: Any, now: datetime) -> OfficeHolder:
    """Correct how somebody is reached; that confirms it, and older links open nothing. Raises as `add_holder`."""
    current = _locked(holder)
    _may(by, current.place, localdate(now))
    _refuse_empty(details)
    changed = sorted(name for name, value in vars(details).items() if getattr(current, name) != value)
    for name, value in vars(details).items():
        setattr(current, name, value)
    current.confirmed_on, current.put_in_doubt, current.link_key = localdate(now), "", uuid.uuid4()
    current.save()
    record(event="office_holder.changed", target=current, by=by, after={"changed": changed})
    return current


@transaction.atomic
def end_holder(*, holder: OfficeHolder, last_on: date, by: Any, now: datetime) -> OfficeHolder:
    """The last day in the office, inclusive. Raises PermissionDenied, DirectoryRefused."""
    current = _locked(holder)
    _may(by, current.place, localdate(now))
    if last_on < current.valid.lower:
        raise DirectoryRefused(
            f"The office is held since {date_words(current.valid.lower)}: the last day cannot be before it.",
            field="last_on",
        )
    current.valid = DateRange(current.valid.lower, last_on + timedelta(days=1))
    current.save(update_fields=["valid"])
    record(event="office_holder.ended", target=current, by=by, after={"last_on": last_on})
    return current


@transaction.atomic
def confirm_by_link(*, holder: OfficeHolder, on: date) -> OfficeHolder:
    """The person says that the details are right. Again on the same day changes nothing."""
    current = _locked(holder)
    if current.confirmed_on != on or current.put_in_doubt:
        current.confirmed_on, current.put_in_doubt = on, ""
        current.save(update_fields=["confirmed_on", "put_in_doubt"])
        record(event="office_holder.confirmed", target=current, by=None)
    return current


@transaction.atomic
def doubt_by_link(*, holder: OfficeHolder, words: str) -> OfficeHolder:
    """The person says what is not right: whoever keeps the contacts corrects it. Raises DirectoryRefused."""
    if not words.strip():
        raise DirectoryRefused("Enter what is not right", field="words")
    current = _locked(holder)
    current.put_in_doubt = words.strip()
    current.save(update_fields=["put_in_doubt"])
    record(event="office_holder.put_in_doubt", target=current, by=None)
    return current


def ask_to_confirm(*, now: datetime) -> int:
    """Write to those whose year is about to end or has ended. Returns how many mails were queued; safe to run again."""
    today = localdate(now)
    old = today - GOOD_FOR + ASKED_BEFORE
    holders = OfficeHolder.objects.filter(valid__contains=today, confirmed_on__lte=old, put_in_doubt="")
    due = [
        one
        for one in holders.exclude(email="").select_related("office", "place")
        if is_to_be_asked(confirmed_on=one.confirmed_on, asked_on=one.asked_on, today=today)
    ]
    for holder in due:
        _ask(holder, today)
    return len(due)


@transaction.atomic
def _ask(holder: OfficeHolder, today: date) -> None:
    queue_message(
        to=holder.email,
        subject="Are these still your contact details?",
        template="partnerships/email/confirm_contact.txt",
        context={"holder": holder, "address": contact_address(holder), "confirmed_on": holder.confirmed_on},
        key=f"contact:{holder.pk}:{holder.link_key.hex}:{today}",
        holds_secret=True,
    )
    OfficeHolder.objects.filter(pk=holder.pk).update(asked_on=today)


def _locked(holder: OfficeHolder) -> OfficeHolder:
    rows = OfficeHolder.objects.select_for_update(of=("self",)).select_related("office", "place")
    return rows.get(pk=holder.pk)


def _may(by: Any, place: Organisation | None, today: date) -> None:
    if not may_keep_contacts_of(by, place, today):
        raise PermissionDenied


def _refuse_empty(details: Details) -> None:
    if not any(vars(details).values()):
        raise DirectoryRefused("Enter a name, an email address or a telephone number.", field="email")
