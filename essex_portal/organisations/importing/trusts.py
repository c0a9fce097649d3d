"""Trusts and who belongs to them, from the trust links file."""

import datetime as dt
from collections.abc import Iterable

from essex_portal.organisations.models import Organisation, TrustDetails
from essex_portal.organisations.register.trusts import TrustLinkRow
from essex_portal.organisations.states import OrganisationKind

DETAILS = ("group_id", "companies_house_number", "group_type")
ORGANISATION = ("name", "opened_on", "closed_on")
Membership = tuple[int, dt.date | None]


def write_trusts(rows: Iterable[TrustLinkRow]) -> int:
    """Make or mend each trust of the file once. Returns how many were new or changed."""
    wanted = {row.group_uid: row for row in rows}
    known = {
        trust.group_uid: trust
        for trust in TrustDetails.objects.select_related("organisation").filter(group_uid__in=wanted)
    }
    new = [row for uid, row in wanted.items() if uid not in known]
    changed = [trust for uid, trust in known.items() if _take(trust, wanted[uid])]
    _add(new)
    TrustDetails.objects.bulk_update(changed, DETAILS, batch_size=500)
    Organisation.objects.bulk_update([trust.organisation for trust in changed], ORGANISATION, batch_size=500)
    return len(new) + len(changed)


def memberships_on(rows: Iterable[TrustLinkRow], day: dt.date) -> tuple[dict[int, Membership], int]:
    """URN → trust and joining date, as they were on that day, and how many rows speak of later or closed ones."""
    found: dict[int, Membership] = {}
    left_out = 0
    for row in sorted(rows, key=lambda row: row.joined_on or dt.date.min):
        is_later = row.joined_on is not None and row.joined_on > day
        if is_later or (row.closed_on is not None and row.closed_on <= day):
            left_out += 1
        else:
            found[row.urn] = (row.group_uid, row.joined_on)
    return found, left_out


def _take(trust: TrustDetails, row: TrustLinkRow) -> bool:
    """Set what the row says; whether anything was different."""
    before = [getattr(trust, name) for name in DETAILS], [getattr(trust.organisation, name) for name in ORGANISATION]
    for name in DETAILS:
        setattr(trust, name, getattr(row, name))
    for name in ORGANISATION:
        setattr(trust.organisation, name, getattr(row, name))
    after = [getattr(row, name) for name in DETAILS], [getattr(row, name) for name in ORGANISATION]
    return before != after


def _add(rows: list[TrustLinkRow]) -> None:
    organisations = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.TRUST, name=row.name, opened_on=row.opened_on, closed_on=row.closed_on)
        for row in rows
    )
    TrustDetails.objects.bulk_create(
        TrustDetails(
            organisation=organisation,
            group_uid=row.group_uid,
            group_id=row.group_id,
            companies_house_number=row.companies_house_number,
            group_type=row.group_type,
        )
        for organisation, row in zip(organisations, rows, strict=True)
    )
