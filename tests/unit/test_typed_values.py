"""Money, times and words as people type them, and what they are told when they cannot be read."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from essex_portal.ui.forms import MoneyField, PortalForm, TimeField
from tests.factories.forms import rendered


def cleaned(field: forms.Field, typed: str):
    form = type("F", (PortalForm,), {"thing": field})({"thing": typed})
    return form.cleaned_data["thing"] if form.is_valid() else form.errors["thing"][0]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("55", Decimal("55.00")),
        ("£1,250.5", Decimal("1250.50")),
        (" 1 250.00 ", Decimal("1250.00")),
        ("abc", "Price must be an amount of money, like 55 or 49.50"),
        ("1.005", "Price can have pence, but nothing smaller"),
        ("-1", "Price must be £0 or more"),
        ("NaN", "Price must be an amount of money, like 55 or 49.50"),
        ("", "Enter price"),
    ],
)
def test_money_is_read_exactly(typed, read):
    assert cleaned(MoneyField(label="Price"), typed) == read


def test_money_shows_without_needless_pence():
    page = rendered(MoneyField(initial=Decimal("55.00")))
    assert page.one("input", name="thing")["value"] == "55"
    assert rendered(MoneyField(initial=Decimal("49.50"))).one("input", name="thing")["value"] == "49.50"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("4pm", dt.time(16)),
        ("3.30 PM", dt.time(15, 30)),
        ("15:30", dt.time(15, 30)),
        ("9:05", dt.time(9, 5)),
        ("12am", dt.time(0)),
        ("12:30pm", dt.time(12, 30)),
        ("16:00:00", dt.time(16)),
        ("4", "Starts at must be a time, like 4pm or 15:30"),
        ("25:00", "Starts at must be a time, like 4pm or 15:30"),
        ("13pm", "Starts at must be a time, like 4pm or 15:30"),
    ],
)
def test_times_are_read_as_people_write_them(typed, read):
    assert cleaned(TimeField(label="Starts at"), typed) == read


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        (forms.CharField(label="Your name"), "", "Enter your name"),
        (forms.CharField(label="URN"), "", "Enter URN"),
        (forms.CharField(label="What is your name?"), "", "Enter an answer"),
        (forms.CharField(label="Name", max_length=3), "abcd", "Name must be 3 characters or fewer"),
        (forms.IntegerField(label="Places"), "1.5", "Places must be a whole number, like 3"),
        (forms.IntegerField(label="Places", min_value=1), "0", "Places must be 1 or more"),
        (forms.DecimalField(label="Rate"), "x", "Rate must be a number, like 3 or 2.5"),
        (forms.EmailField(), "x@", "Enter an email address in the correct format, like name@example.com"),
        (forms.ChoiceField(label="Role", choices=[("a", "A")]), "", "Select role"),
        (forms.ChoiceField(label="Which?", choices=[("a", "A")]), "", "Select an answer"),
        (forms.ChoiceField(label="Role", choices=[("a", "A")]), "b", "Select from the list"),
        (forms.FileField(label="Register"), "", "Select a file"),
        (forms.CharField(label="Name", error_messages={"required": "Who are you?"}), "", "Who are you?"),
    ],
)
def test_messages_say_what_to_do(field, typed, message):
    assert cleaned(field, typed) == message


def test_an_empty_file_is_refused_in_words():
    form_class = type("F", (PortalForm,), {"thing": forms.FileField()})
    form = form_class({}, {"thing": SimpleUploadedFile("a.csv", b"")})
    assert form.errors["thing"] == ["The selected file is empty"]
