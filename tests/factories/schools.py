"""Schools as the register has them, with the types and authorities that prices ask for."""

from datetime import date
from itertools import count
from typing import Any

from essex_portal.organisations.models import EstablishmentType, LocalAuthority, Organisation, SchoolDetails
from essex_portal.organisations.states import EstablishmentStatus, OrganisationKind

AUTHORITIES = {881: "Essex", 882: "Southend-on-Sea", 883: "Thurrock", 935: "Suffolk"}
TYPES = {1: "Community school", 11: "Other independent school", 34: "Academy converter"}

_numbers = count(1)


def make_school(*, la: int = 881, type_code: int = 1, name: str = "", **details: Any) -> Organisation:
    """An open school, an Essex community school unless told otherwise; `details` are fields of SchoolDetails."""
    number = next(_numbers)
    authority, _ = LocalAuthority.objects.get_or_create(
        code=la, defaults={"name": AUTHORITIES.get(la, f"Authority {la}")}
    )
    kind, _ = EstablishmentType.objects.get_or_create(
        code=type_code, defaults={"name": TYPES.get(type_code, f"Type {type_code}")}
    )
    school = Organisation.objects.create(kind=OrganisationKind.SCHOOL, name=name or f"Example Primary School {number}")
    usual = {
        "urn": 900_000 + number, "status": EstablishmentStatus.OPEN, "as_of": date(2021, 9, 1),
        "street": "1 School Lane", "town": "Chelmsford", "postcode": "CM1 1AA",
    }  # fmt: skip
    SchoolDetails.objects.create(organisation=school, local_authority=authority, type=kind, **usual | details)
    return school
