"""Finding schools: by URN, postcode, or words of name and town with typing errors forgiven; and the facets."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Greatest, Replace

from essex_portal.organisations.models import Organisation, SchoolDetails
from essex_portal.organisations.states import OPEN_STATUSES, EstablishmentStatus

OPEN, CLOSED, PROPOSED = "open", "closed", "proposed"
STATUS_GROUPS: dict[str, tuple[str, tuple[EstablishmentStatus, ...]]] = {
    OPEN: ("Open", OPEN_STATUSES),
    CLOSED: ("Closed", (EstablishmentStatus.CLOSED,)),
    PROPOSED: ("Proposed to open", (EstablishmentStatus.PROPOSED_TO_OPEN,)),
}
URN = re.compile(r"\d{5,7}")
POSTCODE_START = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?( ?\d?[A-Z]{0,2})?", re.IGNORECASE)
MOST_WORDS = 8
MOST_VALUES = 100


@dataclass(frozen=True)
class SchoolFilters:
    """What is looked for. None and "" look for anything."""

    q: str = ""
    status: str = ""
    authority: int | None = None
    quadrant: int | None = None
    district: str | None = None
    type: int | None = None
    phase: str | None = None
    trust: int | None = None


@dataclass(frozen=True)
class FacetValue:
    key: str
    name: str
    count: int


# facet → the field that is filtered and grouped by, the field that names it
FACETS = {
    "quadrant": ("school__district__quadrant_id", "school__district__quadrant__name"),
    "district": ("school__district_id", "school__district__name"),
    "type": ("school__type_id", "school__type__name"),
    "phase": ("school__phase", "school__phase"),
    "trust": ("school__trust_id", "school__trust__name"),
    "authority": ("school__local_authority_id", "school__local_authority__name"),
}


def search_schools(filters: SchoolFilters) -> QuerySet[Organisation]:
    """The schools found, best first: an exact number or postcode, then the closest words, then by name."""
    found = _filtered(filters)
    related = ("type", "local_authority", "district__quadrant", "trust")
    return _ranked(found, _tidy(filters.q)).select_related(*(f"school__{path}" for path in related))


def facets(filters: SchoolFilters) -> dict[str, list[FacetValue]]:
    """For each facet its values with how many schools each would leave, the other filters kept. One query each.

    Long facets (England has 2,600 trusts) give their largest values, and always the one that is chosen.
    """
    found = {facet: _values(facet, filters) for facet in FACETS}
    return found | {"status": _status_values(filters)}


def _filtered(filters: SchoolFilters) -> QuerySet[Organisation]:
    schools = Organisation.objects.schools().filter(_matching(_tidy(filters.q)))
    if filters.status in STATUS_GROUPS:
        schools = schools.filter(school__status__in=STATUS_GROUPS[filters.status][1])
    for facet, (path, _) in FACETS.items():
        if (value := getattr(filters, facet)) not in (None, ""):
            schools = schools.filter(**{path: value})
    return schools


def _tidy(q: str) -> str:
    return " ".join(q.replace("\x00", "").split())


def _matching(q: str) -> Q:
    if URN.fullmatch(q):
        return Q(school__urn=int(q))
    if POSTCODE_START.fullmatch(q):
        return Q(school__in=_with_postcode(q))
    every = Q()
    for word in q.split()[:MOST_WORDS]:
        every &= Q(pk__in=_with_word_in_name(word)) | Q(school__in=_with_word_in_town(word))
    return every


def _with_postcode(q: str) -> QuerySet[SchoolDetails]:
    """`CM1 2` means that postcode district; `CM12` may also be CM1 2."""
    if " " in q:
        return SchoolDetails.objects.filter(postcode__startswith=q.upper())
    return SchoolDetails.objects.alias(packed=_packed("postcode")).filter(packed__startswith=q.upper())


def _packed(path: str) -> Replace:
    return Replace(path, Value(" "), Value(""))


# Separate subqueries let Postgres use the trigram index of each table.
def _with_word_in_name(word: str) -> QuerySet[Organisation]:
    return Organisation.objects.filter(name__trigram_word_similar=word).values("pk")


def _with_word_in_town(word: str) -> QuerySet[SchoolDetails]:
    return SchoolDetails.objects.filter(town__trigram_word_similar=word).values("pk")


def _ranked(schools: QuerySet[Organisation], q: str) -> QuerySet[Organisation]:
    if not q or URN.fullmatch(q):
        return schools.order_by("name", "pk")
    if POSTCODE_START.fullmatch(q):
        return schools.order_by(_outward_first(q), "school__postcode", "name", "pk")
    closeness = Greatest(TrigramWordSimilarity(q, "name"), TrigramWordSimilarity(q, "school__town") * Value(0.9))
    return schools.annotate(closeness=closeness).order_by(_name_first(q), "-closeness", "name", "pk")


def _outward_first(q: str) -> Case:
    exact = When(school__postcode__startswith=f"{q.upper().strip()} ", then=0)
    return Case(exact, default=1, output_field=IntegerField())


def _name_first(q: str) -> Case:
    return Case(
        When(name__istartswith=q, then=0),
        When(name__icontains=q, then=1),
        When(school__town__iexact=q, then=1),
        default=2,
        output_field=IntegerField(),
    )


def _values(facet: str, filters: SchoolFilters) -> list[FacetValue]:
    path, name = FACETS[facet]
    others = _filtered(replace(filters, **{facet: None})).order_by().exclude(**{f"{path}__isnull": True})
    rows = others.values(key=F(path), label=F(name)).annotate(count=Count("pk")).order_by("-count", "label")
    values = [FacetValue(str(row["key"]), row["label"], row["count"]) for row in rows if row["label"]]
    return sorted(_largest(values, str(getattr(filters, facet))), key=lambda value: value.name)


def _largest(values: list[FacetValue], chosen: str) -> Iterable[FacetValue]:
    return values[:MOST_VALUES] + [value for value in values[MOST_VALUES:] if value.key == chosen]


def _status_values(filters: SchoolFilters) -> list[FacetValue]:
    rows = _filtered(replace(filters, status="")).order_by().values_list("school__status").annotate(Count("pk"))
    counts = dict(rows)
    return [
        FacetValue(key, name, sum(counts.get(status, 0) for status in statuses))
        for key, (name, statuses) in STATUS_GROUPS.items()
    ]


FILTER_NAMES = tuple(field.name for field in fields(SchoolFilters))
