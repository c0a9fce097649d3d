"""Bringing schools into line with register files: the first one, and what later ones change and keep."""

import datetime as dt

import pytest

from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import (
    District,
    Organisation,
    PastSchoolFacts,
    RegisterImport,
    SchoolLink,
)
from essex_portal.organisations.queries import facts_on, known_since, lineage_ids, lineages_of
from essex_portal.organisations.services.districts import set_quadrant
from essex_portal.organisations.states import EstablishmentStatus, OrganisationKind
from tests.factories.register import FIRST, LATER, register_row, take_in
from tests.integration.register.conftest import counts, everything, links, school, trusts

pytestmark = pytest.mark.django_db


def test_a_first_file_adds_schools_authorities_types_districts_and_trusts() -> None:
    academy = {"TypeOfEstablishment (code)": "34", "TypeOfEstablishment (name)": "Academy converter"}
    trust = {"Trusts (code)": "2062", "Trusts (name)": "EXAMPLE TRUST"}
    outcome = take_in(register_row(1), register_row(2, **academy, **trust))
    assert (outcome.read, counts(outcome)) == (2, {"added": 2})
    details = school(2).school
    assert (details.type.name, details.local_authority.name) == ("Academy converter", "Essex")
    assert (details.district.name, details.trust.name) == ("Chelmsford", "EXAMPLE TRUST")
    assert details.trust.kind == OrganisationKind.TRUST
    assert (details.as_of, details.facts_since) == (FIRST, None)


def test_the_same_file_again_changes_nothing() -> None:
    rows = [register_row(1), register_row(2, **{"Trusts (code)": "7", "Trusts (name)": "T"})]
    take_in(*rows)
    before = everything()
    assert counts(take_in(*rows)) == {"unchanged": 2}
    assert everything()[:-1] == before[:-1]


def test_a_dry_run_reports_and_changes_nothing() -> None:
    take_in(register_row(1))
    before = everything()
    assert counts(take_in(register_row(1, Town="Harlow"), register_row(2), dry_run=True)) == {"added": 1, "updated": 1}
    assert everything() == before
    assert AuditEvent.objects.filter(event="register.imported").count() == 1


def test_the_outcome_is_written_in_the_audit_trail_and_in_the_list_of_imports() -> None:
    take_in(register_row(1), register_row("x"))
    row = RegisterImport.objects.get()
    assert (row.state, row.as_of, row.outcome["added"]) == ("ready", FIRST, 1)
    assert [one["line"] for one in row.rejected] == [3]
    assert AuditEvent.objects.get(event="register.imported").after["rejected"] == 1
    assert known_since() == FIRST


def test_a_later_file_keeps_what_was_true_before() -> None:
    take_in(register_row(1, EstablishmentName="Old Name", Postcode="CM1 1AA"))
    assert counts(take_in(register_row(1, EstablishmentName="New Name"), as_of=LATER)) == {"updated": 1}
    assert school(1).name == "New Name"
    assert facts_on(school(1), LATER - dt.timedelta(1)).name == "Old Name"
    assert facts_on(school(1), dt.date(2010, 1, 1)).postcode == "CM1 1AA"
    assert facts_on(school(1), LATER).name == "New Name"


def test_each_file_adds_one_stretch_of_time() -> None:
    for year, name in ((2021, "A"), (2022, "B"), (2023, "C")):
        take_in(register_row(1, EstablishmentName=name, LastChangedDate=""), as_of=dt.date(year, 1, 10))
    told = [facts_on(school(1), dt.date(year, 6, 1)).name for year in (2020, 2021, 2022, 2023)]
    assert told == ["A", "A", "B", "C"]
    assert PastSchoolFacts.objects.count() == 2


def test_a_school_closes_on_its_own_date_not_on_the_files() -> None:
    take_in(register_row(1))
    closing = {"EstablishmentStatus (code)": "2", "CloseDate": "31-08-2024"}
    assert counts(take_in(register_row(1, **closing), as_of=LATER)) == {"closed": 1}
    assert facts_on(school(1), dt.date(2024, 8, 31)).status == EstablishmentStatus.OPEN
    assert facts_on(school(1), dt.date(2024, 9, 1)).status == EstablishmentStatus.CLOSED
    assert facts_on(school(1), dt.date(2024, 9, 1)).closed_on == dt.date(2024, 8, 31)
    assert school(1).school.facts_since == dt.date(2024, 9, 1)


def test_a_proposed_school_opens_and_a_closed_one_reopens() -> None:
    take_in(
        register_row(1, **{"EstablishmentStatus (code)": "4"}),
        register_row(2, **{"EstablishmentStatus (code)": "2", "CloseDate": "31-08-2020"}),
    )
    outcome = take_in(register_row(1, OpenDate="01-09-2024"), register_row(2), as_of=LATER)
    assert counts(outcome) == {"opened": 1, "reopened": 1}
    assert facts_on(school(1), dt.date(2024, 8, 31)).status == EstablishmentStatus.PROPOSED_TO_OPEN
    assert facts_on(school(1), dt.date(2024, 9, 1)).is_open
    assert [facts_on(school(2), dt.date(year, 1, 1)).is_open for year in (2020, 2021, 2025)] == [True, False, True]


def test_a_school_converts_to_an_academy() -> None:
    """The old URN closes and a new one opens, with a link between them. Source: domain.md A7."""
    take_in(register_row(1, EstablishmentName="Hill Primary School"))
    academy = {"TypeOfEstablishment (code)": "34", "TypeOfEstablishment (name)": "Academy converter"}
    old = register_row(1, **{"EstablishmentStatus (code)": "2", "CloseDate": "31-08-2024"})
    new = register_row(2, OpenDate="01-09-2024", **academy, **{"Trusts (code)": "9", "Trusts (name)": "HILL TRUST"})
    both_ways = links((1, 2, "Successor", "31-08-2024"), (2, 1, "Predecessor", "01-09-2024"))
    outcome = take_in(old, new, as_of=LATER, links=both_ways)
    assert counts(outcome) == {"added": 1, "closed": 1}
    assert outcome.links_changed == SchoolLink.objects.count() == 1
    assert lineage_ids(school(2)) == [school(2).pk, school(1).pk]
    assert lineage_ids(school(1)) == [school(1).pk]
    both = {school(1).pk, school(2).pk}
    assert lineages_of(both) == {pk: set(lineage_ids(Organisation.objects.get(pk=pk))) for pk in both}
    day_before, day = dt.date(2024, 8, 31), dt.date(2024, 9, 1)
    assert [facts_on(school(urn), day_before).is_open for urn in (1, 2)] == [True, False]
    assert [facts_on(school(urn), day).is_open for urn in (1, 2)] == [False, True]


def test_a_school_joins_a_trust_on_the_day_that_the_trust_file_gives() -> None:
    take_in(register_row(1))
    outcome = take_in(
        register_row(1, **{"Trusts (code)": "9", "Trusts (name)": "T"}),
        as_of=LATER,
        trusts=trusts((9, "THE TRUST", "01/04/2024", "", 1)),
    )
    assert (counts(outcome), outcome.trusts_changed) == ({"updated": 1}, 1)
    assert facts_on(school(1), dt.date(2024, 3, 31)).trust == ""
    assert facts_on(school(1), dt.date(2024, 4, 1)).trust == "THE TRUST"


def test_a_trust_is_not_told_of_the_time_before_it_was_joined() -> None:
    take_in(register_row(1), trusts=trusts((9, "T", "01/04/2020", "", 1)))
    told = [facts_on(school(1), day).trust for day in (dt.date(2020, 3, 31), dt.date(2020, 4, 1))]
    assert told == ["", "T"]


def test_the_joining_date_is_kept_by_a_file_without_trust_links() -> None:
    row = register_row(1, **{"Trusts (code)": "9", "Trusts (name)": "T"})
    take_in(row, trusts=trusts((9, "T", "01/04/2020", "", 1)))
    assert counts(take_in(row)) == {"unchanged": 1}
    assert school(1).school.trust_joined_on == dt.date(2020, 4, 1)


def test_trust_links_of_a_later_day_or_of_a_closed_trust_are_left_out() -> None:
    rows = [register_row(urn) for urn in (1, 2, 3)]
    late, closed, good = (9, "A", "01/04/2025", "", 1), (8, "B", "01/04/2020", "01/01/2021", 2), (7, "C", "", "", 3)
    outcome = take_in(*rows, trusts=trusts(late, closed, good))
    assert outcome.memberships_left_out == 2
    assert [school(urn).school.trust and school(urn).school.trust.name for urn in (1, 2, 3)] == [None, None, "C"]
    assert Organisation.objects.get(trust__group_uid=8).closed_on == dt.date(2021, 1, 1)


def test_a_school_that_the_file_lacks_stays_and_is_reported_where_its_authority_is_covered() -> None:
    other = {"LA (code)": "935", "LA (name)": "Suffolk"}
    take_in(register_row(1), register_row(2, EstablishmentName="Left Out"), register_row(3, **other))
    outcome = take_in(register_row(1), as_of=LATER)
    assert outcome.missing == [(2, "Left Out")]
    assert (school(2).school.status, school(2).school.as_of) == (EstablishmentStatus.OPEN, FIRST)


def test_an_unknown_type_and_authority_come_from_their_name_columns() -> None:
    codes = {"TypeOfEstablishment (code)": "77", "TypeOfEstablishment (name)": "Cloud school"}
    take_in(register_row(1, **codes, **{"LA (code)": "999", "LA (name)": "New Unitary"}))
    assert (school(1).school.type.name, school(1).school.local_authority.name) == ("Cloud school", "New Unitary")


def test_a_districts_quadrant_stays_through_an_import() -> None:
    take_in(register_row(1))
    mid = Organisation.objects.create(kind=OrganisationKind.QUADRANT, name="Mid")
    set_quadrant(district=District.objects.get(), quadrant=mid, by=None, reason="As the council decided")
    take_in(register_row(1, Town="Maldon"), as_of=LATER)
    assert facts_on(school(1), LATER).quadrant_id == mid.pk
    event = AuditEvent.objects.get(event="district.quadrant_set")
    assert (event.before, event.after) == ({"quadrant": ""}, {"quadrant": "Mid"})


def test_links_that_say_the_same_from_both_sides_go_from_the_closed_school_to_the_open_one() -> None:
    closed = {"EstablishmentStatus (code)": "2", "CloseDate": "31-08-2014"}
    both = links((1, 2, "Result of Amalgamation", "01-09-2014"), (2, 1, "Result of Amalgamation", "31-08-2014"))
    take_in(register_row(1), register_row(2, **closed), links=both)
    link = SchoolLink.objects.get()
    assert (link.earlier.urn, link.later.urn) == (2, 1)


def test_links_without_a_succession_are_counted_and_left_out() -> None:
    rows = ((1, 2, "Sixth Form Centre School", ""), (1, 99, "Predecessor", ""), (1, 1, "Successor", ""))
    outcome = take_in(register_row(1), register_row(2), links=links(*rows))
    assert (outcome.links_changed, outcome.links_left_out) == (0, 3)


def test_a_circle_of_predecessors_ends() -> None:
    circle = links((1, 2, "Predecessor", ""), (2, 3, "Predecessor", ""), (3, 1, "Predecessor", ""))
    take_in(*(register_row(urn) for urn in (1, 2, 3)), links=circle)
    assert set(lineage_ids(school(1))) == {school(urn).pk for urn in (1, 2, 3)}
