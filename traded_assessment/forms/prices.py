"""What the training office fills in about prices."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from essex_portal.money import Money
from essex_portal.school_calendar import academic_year_dates, academic_year_of
from essex_portal.ui.forms import DateField, MoneyField, PortalForm
from traded_assessment.forms.office import whole_number
from traded_assessment.models import PriceList
from traded_assessment.pricing import AgreedPrices, EventRow, PackageRow, PriceTable
from traded_assessment.pricing.comparison import ROWS, Row, row_words
from traded_assessment.services.prices import ListTerms
from traded_assessment.states import Area, Tier

FIRST, SECOND = "0", "1"
"""The two prices of a row: subscription and single session, or first and further person."""


def _key(row: Row, which: str) -> str:
    return f"price_{ROWS.index(row)}_{which}"


def _words(row: Row) -> tuple[str, str]:
    return ("subscription", "single session") if isinstance(row, Tier) else ("first person", "each further person")


def _price_boxes() -> dict[str, MoneyField]:
    return {
        _key(row, which): MoneyField(label=f"Price of {words}, {row_words(row)}", max_digits=8)
        for row in ROWS
        for which, words in zip((FIRST, SECOND), _words(row), strict=True)
    }


class NewVersionForm(PortalForm):
    name = forms.CharField(label="Name", max_length=120, help_text="For example, Price list 2027/28")
    valid_from = DateField(label="First day")

    @classmethod
    def initial_for(cls, first_on: date) -> dict[str, Any]:
        return {"name": f"Price list {academic_year_of(first_on)}", "valid_from": first_on}


class PriceListTermsForm(PortalForm):
    name = forms.CharField(label="Name", max_length=120)
    valid_from = DateField(label="First day")
    staff_per_block = whole_number(
        "Staff for the price of one single session",
        max_value=50,
        help_text="Further staff pay for another block of up to this many",
    )
    note = forms.CharField(
        label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="For the office only"
    )


_PriceRowsForm: Any = type("_PriceRowsForm", (PriceListTermsForm,), _price_boxes())


class PriceListForm(_PriceRowsForm):
    """A draft with all of its prices: two boxes for each of the seven rows."""

    @classmethod
    def initial_of(cls, price_list: PriceList, table: PriceTable) -> dict[str, Any]:
        terms = {name: getattr(price_list, name) for name in PriceListTermsForm.base_fields}
        return terms | {
            _key(row, which): price
            for row in ROWS
            for which, price in zip((FIRST, SECOND), _prices(table, row), strict=True)
        }

    def terms_fields(self) -> list[BoundField]:
        return [self[name] for name in PriceListTermsForm.base_fields]

    def package_rows(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        return self._rows(Tier)

    def event_rows(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        return self._rows(tuple)

    def terms(self) -> ListTerms:
        return ListTerms(**{name: self.cleaned_data[name] for name in PriceListTermsForm.base_fields})

    def package(self) -> dict[Tier, PackageRow]:
        return {row: PackageRow(*self._typed(row)) for row in ROWS if isinstance(row, Tier)}

    def events(self) -> dict[tuple[Area, bool], EventRow]:
        return {row: EventRow(*self._typed(row)) for row in ROWS if not isinstance(row, Tier)}

    def _typed(self, row: Row) -> tuple[Money, Money]:
        return self.cleaned_data[_key(row, FIRST)], self.cleaned_data[_key(row, SECOND)]

    def _rows(self, kind: type) -> Iterator[tuple[str, BoundField, BoundField]]:
        return (
            (row_words(row), self[_key(row, FIRST)], self[_key(row, SECOND)]) for row in ROWS if isinstance(row, kind)
        )


def _price(label: str, what: str) -> MoneyField:
    return MoneyField(label=label, max_digits=8, error_messages={"required": f"Enter {what}"})


class AgreedPricesForm(PortalForm):
    """The prices of one school."""

    valid_from = DateField(label="First day")
    valid_to = DateField(label="Last day")
    subscription = _price("Subscription for a year", "the price of the subscription")
    single_session = _price("Single session, for each block of staff", "the price of a single session")
    event_first = _price("Event, first person", "the price of an event for the first person")
    event_further = _price("Event, each further person", "the price of an event for each further person")
    reason = forms.CharField(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="The school reads it"
    )

    @classmethod
    def initial_on(cls, today: date) -> dict[str, Any]:
        """From today to the end of the academic year."""
        return {"valid_from": today, "valid_to": academic_year_dates(academic_year_of(today))[1]}

    def prices(self) -> AgreedPrices:
        given = self.cleaned_data
        return AgreedPrices(
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            package=PackageRow(given["subscription"], given["single_session"]),
            event=EventRow(given["event_first"], given["event_further"]),
        )


def _prices(table: PriceTable, row: Row) -> tuple[Money, Money]:
    if isinstance(row, Tier):
        return table.package[row].subscription, table.package[row].single_session
    return table.events[row].first, table.events[row].further
