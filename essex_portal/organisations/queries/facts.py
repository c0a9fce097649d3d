"""What a school was on a date: from the register's present word, its past words and its own dates."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery, Value

from essex_portal.jobs.states import JobState
from essex_portal.organisations.models import (
    District,
    EstablishmentType,
    LocalAuthority,
    Organisation,
    PastSchoolFacts,
    RegisterImport,
    SchoolDetails,
)
from essex_portal.organisations.states import OPEN_STATUSES, EstablishmentStatus

STATUS_DATES = ("opened_on", "closed_on")
DATES = (*STATUS_DATES, "trust_joined_on")
SAME_NAME = (
    "phase",
    "low_age",
    "high_age",
    "gender",
    "religious_character",
    "admissions_policy",
    "sixth_form",
    "capacity",
    "pupils",
    "postcode",
)


@dataclass(frozen=True)
class SchoolFacts:
    """A school on one day. Empty and None mean that the register does not say."""

    on: dt.date
    school_id: int
    urn: int
    name: str
    status: EstablishmentStatus
    opened_on: dt.date | None
    closed_on: dt.date | None
    la_code: int
    la_name: str
    type_code: int
    type_name: str
    type_group: str
    phase: str
    low_age: int | None
    high_age: int | None
    gender: str
    religious_character: str
    admissions_policy: str
    sixth_form: str
    capacity: int | None
    pupils: int | None
    district: str
    quadrant_id: int | None
    quadrant: str
    trust_id: int | None
    trust: str
    postcode: str

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


def facts_on(school: Organisation, on: dt.date) -> SchoolFacts:
    """What the school was on that day, as far as the register has told the portal.

    Type, name, trust and the rest are those of the newest register file that had been true by then; before the
    first file they are the first file's. Whether it was open follows the register's own opening and closing
    dates: the closing date is the last day open. Before it joined its trust no trust is known. A district's
    quadrant is today's. Source: domain.md A7.
    """
    details = school.school
    now = _present(school)
    then = now | _from_json(_past_facts(school, on))
    status = _status_on(on, now=now, then=then)
    la, kind, district, trust = _names(details, then)
    if then["trust_joined_on"] and on < then["trust_joined_on"]:
        trust = None
    quadrant = district.quadrant if district else None
    return SchoolFacts(
        on=on,
        school_id=school.pk,
        urn=details.urn,
        name=then["name"],
        status=status,
        opened_on=now["opened_on"] or then["opened_on"],
        closed_on=then["closed_on"] or now["closed_on"],
        la_code=la.code,
        la_name=la.name,
        type_code=kind.code,
        type_name=kind.name,
        type_group=kind.group_name,
        district=district.name if district else "",
        quadrant_id=quadrant.pk if quadrant else None,
        quadrant=quadrant.name if quadrant else "",
        trust_id=trust.pk if trust else None,
        trust=trust.name if trust else "",
        **{name: then[name] for name in SAME_NAME},
    )


def schools_on(on: dt.date) -> QuerySet[Organisation]:
    """Schools read together with all that `facts_on` asks for on that day: it needs no query of its own then."""
    past = PastSchoolFacts.objects.filter(school=OuterRef("school__pk"), valid__contains=on)
    related = ("type", "local_authority", "district__quadrant", "trust")
    return Organisation.objects.select_related(*(f"school__{name}" for name in related)).annotate(
        facts_then=Subquery(past.values("facts")[:1]), facts_then_on=Value(on)
    )


def known_since() -> dt.date | None:
    """The date of the first register file that was read; what schools were before it, no file has told."""
    read = RegisterImport.objects.filter(state=JobState.READY, dry_run=False, as_of__isnull=False)
    return read.aggregate(first=Min("as_of"))["first"]


def _past_facts(school: Organisation, on: dt.date) -> dict[str, Any]:
    if getattr(school, "facts_then_on", None) == on:
        return school.facts_then or {}  # type: ignore[attr-defined]  # annotated by schools_on
    past = PastSchoolFacts.objects.filter(school=school.school, valid__contains=on)
    return past.values_list("facts", flat=True).first() or {}


def _present(school: Organisation) -> dict[str, Any]:
    fields = SchoolDetails._meta.concrete_fields
    values = {field.attname: getattr(school.school, field.attname) for field in fields}
    return values | {name: getattr(school, name) for name in ("name", *STATUS_DATES)}


def _from_json(facts: dict[str, Any]) -> dict[str, Any]:
    dates = {name: dt.date.fromisoformat(facts[name]) for name in DATES if facts.get(name)}
    return facts | dates


def _status_on(on: dt.date, *, now: dict[str, Any], then: dict[str, Any]) -> EstablishmentStatus:
    if now["opened_on"] and on < now["opened_on"]:
        return EstablishmentStatus.PROPOSED_TO_OPEN
    if now["status"] == EstablishmentStatus.CLOSED and now["closed_on"] and on > now["closed_on"]:
        return EstablishmentStatus.CLOSED
    if then["status"] == EstablishmentStatus.CLOSED and then["closed_on"] and on <= then["closed_on"]:
        return EstablishmentStatus.OPEN
    return EstablishmentStatus(then["status"])


def _names(
    details: SchoolDetails, then: dict[str, Any]
) -> tuple[LocalAuthority, EstablishmentType, District | None, Organisation | None]:
    """The named things of that day; a query only for those that have changed since."""

    def named(field: str, model: Any) -> Any:
        key = then[f"{field}_id"]
        if key == getattr(details, f"{field}_id"):
            return getattr(details, field)
        return model._default_manager.get(pk=key) if key is not None else None

    return (
        named("local_authority", LocalAuthority),
        named("type", EstablishmentType),
        named("district", District),
        named("trust", Organisation),
    )
