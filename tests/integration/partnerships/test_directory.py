"""The directory's rows: as at a day, and what the database never lets in."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from partnerships import starting_content
from partnerships.models import PartnershipFacts
from partnerships.queries import members_on, memberships_of, partnerships_on, quadrant_of
from tests.factories.partnerships import add_school, make_partnership, make_quadrant
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db
TODAY = date(2021, 11, 10)


def test_a_school_is_a_member_from_its_first_day_to_the_day_before_it_left():
    partnership, school = make_partnership(), make_school()
    member = add_school(partnership, school, since=date(2021, 9, 1), until=date(2022, 1, 4))
    days = (date(2021, 8, 31), date(2021, 9, 1), date(2022, 1, 3), date(2022, 1, 4))
    assert [list(members_on(partnership, day)) for day in days] == [[], [member], [member], []]


def test_the_directory_counts_the_schools_of_the_day():
    partnership = make_partnership(schools=[make_school(), make_school()])
    add_school(partnership, make_school(), since=date(2022, 4, 1))
    assert [partnerships_on(day).get().schools for day in (TODAY, date(2022, 4, 1))] == [2, 3]


def test_a_partnership_moves_to_another_quadrant_on_a_day():
    partnership, west = make_partnership(), make_quadrant("West")
    PartnershipFacts.objects.update(valid=DateRange(None, TODAY))
    facts = PartnershipFacts.objects.get()
    facts.pk, facts.quadrant, facts.valid = None, west, DateRange(TODAY, None)
    facts.save()
    assert str(quadrant_of(partnership, date(2021, 11, 9))) == "North-East"
    assert quadrant_of(partnership, TODAY) == west


def test_a_school_may_be_in_two_clusters_but_in_one_trust():
    school = make_school()
    for kind in ("local_cluster", "local_cluster", "trust"):
        add_school(make_partnership(kind=kind), school)
    assert memberships_of([school], TODAY).count() == 3
    with pytest.raises(IntegrityError, match="one_partnership_of_an_exclusive_kind"), transaction.atomic():
        add_school(make_partnership(kind="trust"), school)


def test_a_school_is_not_in_a_partnership_twice_at_once():
    school = make_school()
    partnership = make_partnership(schools=[school])
    with pytest.raises(IntegrityError, match="in_a_partnership_once"), transaction.atomic():
        add_school(partnership, school, since=date(2021, 9, 1))


def test_the_countys_list_has_its_names_and_is_loaded_once():
    quadrants = [make_quadrant(name) for name in starting_content.read("directory")["partnerships"]]
    for _ in range(2):
        starting_content.load()
    assert [partnerships_on(TODAY).filter(quadrant=quadrant).count() for quadrant in quadrants] == [11, 17, 13, 12]
