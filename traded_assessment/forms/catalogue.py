"""Filters of the public catalogue."""

from collections.abc import Mapping

from django import forms

from essex_portal.school_calendar import academic_year_dates
from essex_portal.ui.forms import PortalForm
from traded_assessment.queries.catalogue import Catalogue, CatalogueFilters
from traded_assessment.states import Product

KINDS = [
    ("", "Sessions and events"),
    (Product.SINGLE_SESSION, "Sessions of the package"),
    (Product.EVENT, "Events"),
]


class CatalogueForm(PortalForm):
    """Shows the filters that are set; addresses are read by `filters_from`, which forgives."""

    mark_optional = False
    small = frozenset({"free"})

    year = forms.ChoiceField(label="When")
    product = forms.ChoiceField(label="What", choices=KINDS)
    course = forms.ChoiceField(label="Course")
    free = forms.BooleanField(label="Only with places left")

    def __init__(self, filters: CatalogueFilters, found: Catalogue) -> None:
        super().__init__(initial=vars(filters))
        self.fields["year"].choices = [("", "Coming up"), *((year, year) for year in found.years)]
        self.fields["course"].choices = [("", "All courses"), *found.courses]


def filters_from(query: Mapping[str, str]) -> CatalogueFilters:
    """The filters of an address. What makes no sense is left out, as for an old bookmark."""
    product = query.get("product", "")
    course = query.get("course", "")
    return CatalogueFilters(
        year=_year(query.get("year", "")),
        product=product if product in dict(KINDS) else "",
        course=int(course) if course.isascii() and course.isdigit() and len(course) < 10 else None,
        free=bool(query.get("free")),
    )


def _year(asked: str) -> str:
    try:
        academic_year_dates(asked)
    except (ValueError, OverflowError):
        return ""
    return asked
