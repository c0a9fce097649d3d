"""Finding schools by what a person types and by facets, with how many schools each facet's value would leave."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries.matching import matching, ranked, tidied
from essex_portal.organisations.states import OPEN_STATUSES, EstablishmentStatus

OPEN, CLOSED, PROPOSED = "open", "closed", "proposed"
STATUS_GROUPS: dict[str, tuple[str, tuple[EstablishmentStatus, ...]]] = {
    OPEN: ("Open", OPEN_STATUSES),
    CLOSED: ("Closed", (EstablishmentStatus.CLOSED,)),
    PROPOSED: ("Proposed to open", (EstablishmentStatus.PROPOSED_TO_OPEN,)),
}
# facet → the field that is filtered and grouped by, the field that names it
FACETS = {
    "quadrant": ("school__district__quadrant_id", "school__district__quadrant__name"),
    "district": ("school__district_id", "school__district__name"),
    "type": ("school__type_id", "school__type__name"),
    "phase": ("school__phase", "school__phase"),
    "trust": ("school__trust_id", "school__trust__name"),
    "authority": ("school__local_authority_id", "school__local_authority__name"),
}
RELATED = ("type", "local_authority", "district__quadrant", "trust")
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


class SchoolSearch:
    """One search: what it finds and its facets, which share the look at what was typed."""

    def __init__(self, filters: SchoolFilters) -> None:
        self.filters = filters
        self.q = tidied(filters.q)

    def schools(self) -> QuerySet[Organisation]:
        """The schools found, best first: an exact number or postcode, then the closest words, then by name."""
        found = ranked(self._filtered(self.filters), self.q)
        return found.select_related(*(f"school__{path}" for path in RELATED))

    def facets(self) -> dict[str, list[FacetValue]]:
        """For each facet its values with how many schools each would leave, the other filters kept. A query each.

        Long facets (England has 2,600 trusts) give their largest values, and always the one that is chosen.
        """
        return {facet: self._values(facet) for facet in FACETS} | {"status": self._status_values()}

    @cached_property
    def _matching(self) -> Q:
        return matching(self.q)

    def _filtered(self, filters: SchoolFilters) -> QuerySet[Organisation]:
        schools = Organisation.objects.schools().filter(self._matching)
        if filters.status in STATUS_GROUPS:
            schools = schools.filter(school__status__in=STATUS_GROUPS[filters.status][1])
        for facet, (path, _) in FACETS.items():
            if (value := getattr(filters, facet)) not in (None, ""):
                schools = schools.filter(**{path: value})
        return schools

    def _values(self, facet: str) -> list[FacetValue]:
        path, name = FACETS[facet]
        without: dict[str, Any] = {facet: None}
        others = self._filtered(replace(self.filters, **without)).order_by()
        rows = others.values(key=F(path), label=F(name)).annotate(count=Count("pk")).order_by("-count", "label")
        values = [FacetValue(str(row["key"]), row["label"], row["count"]) for row in rows if row["label"]]
        return sorted(self._worth_showing(facet, values), key=lambda value: value.name)

    def _worth_showing(self, facet: str, values: list[FacetValue]) -> Iterable[FacetValue]:
        chosen = getattr(self.filters, facet)
        yield from values[:MOST_VALUES]
        if chosen in (None, "") or str(chosen) in {value.key for value in values[:MOST_VALUES]}:
            return
        cut = next((value for value in values[MOST_VALUES:] if value.key == str(chosen)), None)
        yield cut or FacetValue(str(chosen), _name_of(facet, chosen), 0)

    def _status_values(self) -> list[FacetValue]:
        others = self._filtered(replace(self.filters, status="")).order_by()
        counts = dict(others.values_list("school__status").annotate(Count("pk")))
        return [
            FacetValue(key, name, sum(counts.get(status, 0) for status in statuses))
            for key, (name, statuses) in STATUS_GROUPS.items()
        ]


def search_schools(filters: SchoolFilters) -> QuerySet[Organisation]:
    """The schools found, best first, as `SchoolSearch.schools` gives them."""
    return SchoolSearch(filters).schools()


def _name_of(facet: str, key: object) -> str:
    """What a chosen value is called that no school found has; the value itself where no school has it at all."""
    path, name = FACETS[facet]
    known = Organisation.objects.schools().filter(**{path: key}).order_by().values_list(name, flat=True).first()
    return known or str(key)
