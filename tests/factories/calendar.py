"""The county's half terms of 2021/22, as the council published them."""

from datetime import date

from essex_portal.organisations.models import HalfTermDates

HALF_TERMS = (
    ("Autumn 1", date(2021, 9, 1), date(2021, 10, 22)),
    ("Autumn 2", date(2021, 11, 1), date(2021, 12, 17)),
    ("Spring 1", date(2022, 1, 4), date(2022, 2, 11)),
    ("Spring 2", date(2022, 2, 21), date(2022, 4, 1)),
    ("Summer 1", date(2022, 4, 19), date(2022, 5, 27)),
    ("Summer 2", date(2022, 6, 6), date(2022, 7, 22)),
)


def make_half_terms() -> list[HalfTermDates]:
    return HalfTermDates.objects.bulk_create(
        HalfTermDates(academic_year="2021/22", number=number, name=name, first_on=first_on, last_on=last_on)
        for number, (name, first_on, last_on) in enumerate(HALF_TERMS, start=1)
    )
