"""What the school page says of a school, as rows of summary lists."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import Organisation, SchoolDetails, SchoolLink
from essex_portal.organisations.queries import SchoolFacts, address_lines
from essex_portal.organisations.states import EstablishmentStatus
from essex_portal.ui.words import date_words

Rows = list[dict[str, Any]]

LINK = '<a class="govuk-link govuk-link--no-visited-state" href="{}">{}</a>'
WEB_ADDRESS = re.compile(r"(https?://)?[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?", re.IGNORECASE | re.ASCII)
# A part of the register's word for a link, and what it says of it beside the date.
HOW = {"merge": "by merging", "amalgam": "by amalgamation", "split": "by a split"}
STATUS_TONES = {
    EstablishmentStatus.OPEN: "good",
    EstablishmentStatus.OPEN_PROPOSED_TO_CLOSE: "warn",
    EstablishmentStatus.CLOSED: "neutral",
    EstablishmentStatus.PROPOSED_TO_OPEN: "info",
}


def status_tag(facts: SchoolFacts) -> dict[str, str]:
    """The words and the tone of the status on the facts' day."""
    not_yet = facts.opened_on is not None and facts.on < facts.opened_on
    text = "Not open yet" if not_yet else str(facts.status.label)
    return {"text": text, "tone": STATUS_TONES[facts.status]}


def school_rows(facts: SchoolFacts) -> Rows:
    """What it was on the facts' day."""
    return _rows(
        ("Type", facts.type_name),
        ("Type group", facts.type_group),
        ("Phase", facts.phase),
        ("Ages", _ages(facts)),
        ("Local authority", f"{facts.la_name} ({facts.la_code})"),
        ("District", facts.district),
        ("Quadrant", facts.quadrant or "None"),
        ("Academy trust", _trust(facts)),
        ("Opened", date_words(facts.opened_on)),
        *_closing(facts),
        ("Gender of entry", facts.gender),
        ("Religious character", facts.religious_character),
        ("Admissions policy", facts.admissions_policy),
        ("Sixth form", facts.sixth_form),
        ("Capacity", _number(facts.capacity)),
        ("Pupils", _number(facts.pupils)),
    )


def contact_rows(school: Organisation) -> Rows:
    """Where it is and how to reach it, now."""
    details = school.school
    return _rows(
        ("Address", "\n".join(address_lines(school))),
        ("Telephone", details.telephone),
        ("Website", _website(details.website)),
        ("Ward", details.ward),
    )


def number_rows(school: Organisation) -> Rows:
    """The numbers that others know it by, now."""
    details = school.school
    number = details.establishment_number
    return _rows(
        ("URN", str(details.urn)),
        ("Authority and establishment number", f"{details.local_authority_id:03}/{number:04}" if number else ""),
        ("UKPRN", details.ukprn),
        ("Federation", details.federation or "None"),
        ("In its trust since", date_words(details.trust_joined_on)),
        ("Register entry last changed", date_words(details.register_changed_on)),
    )


def before_and_after(predecessors: Iterable[SchoolLink], successors: Iterable[SchoolLink]) -> list[tuple[str, Rows]]:
    """The schools that it took over from, and those that took over from it."""
    return [
        ("It took over from", [_link_row(link, link.earlier) for link in predecessors]),
        ("It was followed by", [_link_row(link, link.later) for link in successors]),
    ]


def history_rows(events: Iterable[AuditEvent], names: dict[str, str]) -> Rows:
    """Who changed what from what to what, and why; `names` says what the fields are called."""
    return [
        {
            "at": event.at,
            "who": event.actor_label,
            "reason": event.reason,
            "changes": [
                f"{name}: {_change(event.before.get(key), event.after[key])}"
                for key, name in names.items()
                if event.after.get(key) != event.before.get(key)
            ],
        }
        for event in events
    ]


def _change(before: Any, after: Any) -> str:
    return _plain(after) if before is None else f"{_plain(before)} → {_plain(after)}"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        return date_words(dt.date.fromisoformat(value))
    except ValueError:
        return value or "none"


def _link_row(link: SchoolLink, other: SchoolDetails) -> dict[str, Any]:
    return {
        "urn": other.urn,
        "name": other.organisation.name,
        "type": other.type.name,
        "how": next((word for part, word in HOW.items() if part in link.kind.lower()), ""),
        "on": link.established_on,
    }


def _rows(*pairs: tuple[str, str]) -> Rows:
    """What the register says; where it says nothing there is no row."""
    return [{"key": key, "value": value} for key, value in pairs if value]


def _closing(facts: SchoolFacts) -> list[tuple[str, str]]:
    if facts.closed_on is None:
        return []
    return [("Closed" if facts.closed_on < facts.on else "Last day", date_words(facts.closed_on))]


def _trust(facts: SchoolFacts) -> str:
    """Its name, leading to its other schools."""
    if facts.trust_id is None:
        return "None"
    return format_html(LINK, f"{reverse('organisations:search')}?trust={facts.trust_id}", facts.trust)


def _website(address: str) -> str:
    """A link where the register's text is a web address, and else the text as it is."""
    if not WEB_ADDRESS.fullmatch(address):
        return address
    return format_html(LINK, address if "://" in address else f"http://{address}", address)


def _ages(facts: SchoolFacts) -> str:
    return f"{facts.low_age} to {facts.high_age}" if facts.low_age is not None and facts.high_age is not None else ""


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
