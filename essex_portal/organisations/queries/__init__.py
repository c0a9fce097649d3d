"""Reads about schools. Callers import from here: `from essex_portal.organisations.queries import facts_on`."""

from essex_portal.organisations.queries.addresses import address_lines
from essex_portal.organisations.queries.calendar import half_term_name, school_calendar
from essex_portal.organisations.queries.districts import districts_of_the_county
from essex_portal.organisations.queries.facts import SchoolFacts, facts_on, known_since, schools_on
from essex_portal.organisations.queries.history import history_of
from essex_portal.organisations.queries.lineage import lineage_ids, lineage_of, lineages_of
from essex_portal.organisations.queries.schools import predecessors, school_by_urn, successors
from essex_portal.organisations.queries.search import SchoolFilters, SchoolSearch, search_schools

__all__ = [
    "SchoolFacts",
    "SchoolFilters",
    "SchoolSearch",
    "address_lines",
    "districts_of_the_county",
    "facts_on",
    "half_term_name",
    "history_of",
    "known_since",
    "lineage_ids",
    "lineage_of",
    "lineages_of",
    "predecessors",
    "school_by_urn",
    "school_calendar",
    "schools_on",
    "search_schools",
    "successors",
]
