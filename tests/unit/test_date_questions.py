"""A date asked in three boxes: how it is shown, read and refused."""

import datetime as dt

import pytest

from essex_portal.ui.forms import DateField, PortalForm
from tests.factories.forms import Page


class SessionForm(PortalForm):
    on = DateField(label="Session date", help_text="For example, 27 3 2022")


def date_form(day: str, month: str, year: str) -> SessionForm:
    return SessionForm({"on_day": day, "on_month": month, "on_year": year})


def test_a_date_is_three_boxes_in_one_group():
    page = Page(str(SessionForm(initial={"on": dt.date(2022, 3, 14)})))
    group = page.one("fieldset")
    assert (group["role"], group["aria-describedby"]) == ("group", "id_on_helptext")
    assert page.one("legend")["text"] == "Session date"
    boxes = page.all("input")
    assert [(box["id"], box["value"]) for box in boxes] == [
        ("id_on_day", "14"),
        ("id_on_month", "3"),
        ("id_on_year", "2022"),
    ]
    assert [label["for"] for label in page.all("label")] == [box["id"] for box in boxes]


@pytest.mark.parametrize(
    "typed", [("14", "3", "2022"), ("14", "March", "2022"), ("14", "mar", "2022"), (" 14", "03 ", "2022")]
)
def test_dates_are_read_as_people_write_them(typed):
    form = date_form(*typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == dt.date(2022, 3, 14)


def test_a_date_may_come_as_one_value():
    form = SessionForm({"on": "2022-03-14"})
    assert form.is_valid()
    assert form.cleaned_data["on"] == dt.date(2022, 3, 14)
    assert Page(str(form)).by_id("id_on_month")["value"] == "3"


@pytest.mark.parametrize(
    ("typed", "message", "marked"),
    [
        (("", "", ""), "Enter session date", ["day", "month", "year"]),
        (("14", "3", ""), "Session date must include a year", ["year"]),
        (("14", "", ""), "Session date must include a month and year", ["month", "year"]),
        (("31", "2", "2022"), "Session date must be a real date, like 27 3 2022", ["day", "month", "year"]),
        (("x", "y", "z"), "Session date must be a real date, like 27 3 2022", ["day", "month", "year"]),
        (("14", "3", "22"), "Session date must include a year with 4 numbers", ["year"]),
        (("1", "1", "0000"), "Session date must be a real date, like 27 3 2022", ["day", "month", "year"]),
    ],
)
def test_a_wrong_date_says_what_is_wrong_and_keeps_what_was_typed(typed, message, marked):
    form = date_form(*typed)
    assert form.errors["on"] == [message]
    page = Page(str(form))
    wrong = [part for part in ("day", "month", "year") if page.by_id(f"id_on_{part}").get("aria-invalid")]
    assert wrong == marked
    assert [page.by_id(f"id_on_{part}")["value"] for part in ("day", "month", "year")] == list(typed)


def test_a_date_left_out_of_an_optional_question_is_nothing():
    form = type("F", (PortalForm,), {"on": DateField(required=False)})({"on_day": ""})
    assert form.is_valid()
    assert form.cleaned_data["on"] is None
