"""Asking for a partnership's profile as a PDF. What it says is frozen when it is asked for."""

import hashlib
import json
from datetime import date
from typing import Any

from essex_portal.documents.models import Document
from essex_portal.documents.services import request_document
from essex_portal.organisations.models import Organisation
from partnerships.models import PartnershipFacts
from partnerships.pictures import map_of
from partnerships.queries import facts_of
from partnerships.queries.members import member_schools, totals_of
from partnerships.queries.offices import contacts_of


def request_profile(*, partnership: Organisation, on: date, by: Any) -> Document | None:
    """Ask a worker for the profile as at that day; the same profile is one document. None: it was not there then."""
    facts = facts_of(partnership, on)
    if facts is None:
        return None
    parameters = _frozen(facts, on)
    digest = hashlib.sha256(json.dumps(parameters, sort_keys=True).encode()).hexdigest()
    return request_document(
        kind="partnership_profile",
        key=f"partnership-profile:{digest}",
        parameters=parameters,
        filename=f"partnership-{partnership.pk}-{on}.pdf",
        by=by,
    )


def _frozen(facts: PartnershipFacts, on: date) -> dict[str, Any]:
    """All that the PDF prints, as plain JSON values."""
    schools = member_schools(facts.partnership, on)
    return {
        **_about(facts, on),
        **_counted(schools),
        "picture": str(map_of(schools, name=facts.name)),
        "schools": [_school(one) for one in schools],
        "contacts": [_contact(one) for one in contacts_of(facts.partnership, facts.quadrant, on)],
    }


def _about(facts: PartnershipFacts, on: date) -> dict[str, Any]:
    return {
        "partnership": facts.partnership_id,
        "on": str(on),
        "name": facts.name,
        "short_name": facts.short_name,
        "kind": facts.kind.name_on(on),
        "quadrant": facts.quadrant.name,
        "trust": facts.trust.name if facts.trust else "",
        "words": facts.partnership.partnership.page_text,
    }


def _counted(schools: Any) -> dict[str, Any]:
    totals = totals_of(schools)
    phases = [[phase, number] for phase, number, _ in totals.phases]
    return {"pupils": totals.pupils, "unknown": totals.unknown, "phases": phases, "districts": totals.districts}


def _school(one: Any) -> dict[str, Any]:
    names = ("name", "urn", "phase", "district", "pupils")
    return {name: getattr(one.facts, name) for name in names} | {"since": str(one.since)}


def _contact(one: Any) -> dict[str, Any]:
    names = ("name", "email", "telephone")
    return {name: getattr(one.holder, name) for name in names} | {
        "office": one.holder.office.name,
        "where": one.where,
        "confirmed_on": str(one.holder.confirmed_on),
        "word": one.freshness.word,
    }
