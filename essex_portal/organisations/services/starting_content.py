"""The content that the portal begins with: Essex's schools, quadrants and term dates (see data/README.md)."""

import csv
import datetime as dt
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from essex_portal.organisations.models import (
    District,
    EstablishmentType,
    HalfTermDates,
    Organisation,
    SchoolDetails,
)
from essex_portal.organisations.services.imports import import_register
from essex_portal.organisations.states import OrganisationKind

DATA = Path(__file__).parent.parent / "data"
REGISTER, LINKS, TRUSTS = (
    DATA / "register-20231116.csv.gz",
    DATA / "predecessor-links-202504.csv.gz",
    DATA / "trust-links-202509.csv.gz",
)
REGISTER_AS_OF = dt.date(2023, 11, 16)
ESSEX = 881


def load_starting_content(*, by: Any = None) -> bool:
    """Load what is not there yet, and never overwrite what people have changed since.

    Returns whether the register was read: it is not when the portal knows Essex's schools already.
    """
    with transaction.atomic():
        _load_types()
        _load_districts(_load_quadrants())
        load_half_terms()
        if SchoolDetails.objects.filter(local_authority=ESSEX, as_of__gte=REGISTER_AS_OF).exists():
            return False
        _load_register(by)
    return True


def _load_types() -> None:
    rows = (
        EstablishmentType(
            code=int(row["code"]),
            name=row["name"],
            group_code=int(row["group_code"]) if row["group_code"] else None,
            group_name=row["group_name"],
        )
        for row in _csv("establishment_types.csv")
    )
    EstablishmentType.objects.bulk_create(rows, ignore_conflicts=True)


def _load_quadrants() -> dict[str, Organisation]:
    names = {row["quadrant"] for row in _csv("districts.csv") if row["quadrant"]}
    return {
        name: Organisation.objects.get_or_create(kind=OrganisationKind.QUADRANT, name=name)[0] for name in sorted(names)
    }


def _load_districts(quadrants: dict[str, Organisation]) -> None:
    for row in _csv("districts.csv"):
        quadrant = quadrants.get(row["quadrant"])
        district, _ = District.objects.get_or_create(
            code=row["code"], defaults={"name": row["name"], "quadrant": quadrant}
        )
        if quadrant and district.quadrant_id is None:
            District.objects.filter(pk=district.pk).update(quadrant=quadrant)


def load_half_terms() -> None:
    """The published term dates of each academic year that the calendar does not have."""
    years = yaml.safe_load((DATA / "half_terms.yaml").read_text())
    known = set(HalfTermDates.objects.values_list("academic_year", flat=True))
    HalfTermDates.objects.bulk_create(
        HalfTermDates(academic_year=year, **half_term)
        for year, half_terms in years.items()
        if year not in known
        for half_term in half_terms
    )


def _load_register(by: Any) -> None:
    with ExitStack() as stack:
        register, links, trusts = (stack.enter_context(path.open("rb")) for path in (REGISTER, LINKS, TRUSTS))
        import_register(file=register, filename=REGISTER.name, links=links, trusts=trusts, by=by)


def _csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))
