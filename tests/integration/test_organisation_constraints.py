"""What must never be wrong about schools and term dates, stated by the database: one breach of each constraint."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from essex_portal.organisations.models import (
    HalfTermDates,
    Organisation,
    PastSchoolFacts,
    SchoolDetails,
    SchoolLink,
)
from essex_portal.organisations.states import OrganisationKind
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db

DAY = dt.date(2021, 11, 10)
LATER = DAY + dt.timedelta(10)


def half_term(**fields: object) -> None:
    usual = {"academic_year": "2021/22", "number": 2, "name": "Autumn 2", "first_on": DAY, "last_on": LATER}
    HalfTermDates.objects.create(**usual | fields)


def past(*ranges: tuple[dt.date | None, dt.date]) -> None:
    school = make_school().school
    for lower, upper in ranges:
        PastSchoolFacts.objects.create(school=school, valid=DateRange(lower, upper), facts={})


def link(*, times: int = 1, itself: bool = False) -> None:
    one, other = make_school().school, make_school().school
    for _ in range(times):
        SchoolLink.objects.create(earlier=one, later=one if itself else other, kind="Successor")


def twice(call: Callable[..., object], **fields: object) -> None:
    call(**fields)
    call(**fields)


def quadrant() -> None:
    Organisation.objects.create(kind=OrganisationKind.QUADRANT, name="Mid")


BREACHES: dict[str, Callable[[], object]] = {
    "organisation_closes_after_it_opens": lambda: Organisation.objects.create(
        kind=OrganisationKind.OTHER, name="Board", opened_on=LATER, closed_on=DAY
    ),
    "one_quadrant_a_name": lambda: twice(quadrant),
    "school_status_is_known": lambda: make_school(status=5),
    "school_free_meals_is_a_percentage": lambda: make_school(free_school_meals_percent=101),
    "past_school_facts_do_not_overlap": lambda: past((None, LATER), (DAY, LATER)),
    "past_school_facts_held_a_day": lambda: past((DAY, DAY)),
    "one_link_between_two_schools": lambda: link(times=2),
    "no_school_follows_itself": lambda: link(itself=True),
    "one_half_term_a_number": lambda: (
        half_term(),
        half_term(first_on=LATER + dt.timedelta(1), last_on=LATER + dt.timedelta(2)),
    ),
    "half_term_ends_after_it_begins": lambda: half_term(last_on=DAY - dt.timedelta(1)),
    "half_terms_are_numbered_1_to_6": lambda: half_term(number=7),
    "half_terms_do_not_overlap": lambda: (half_term(), half_term(number=3, first_on=LATER, last_on=LATER)),
}


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_refuses(constraint: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREACHES[constraint]()
    assert refused.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


def test_every_constraint_has_its_breach() -> None:
    checked: tuple[type[models.Model], ...] = (
        Organisation,
        SchoolDetails,
        PastSchoolFacts,
        SchoolLink,
        HalfTermDates,
    )
    assert {constraint.name for model in checked for constraint in model._meta.constraints} == set(BREACHES)
