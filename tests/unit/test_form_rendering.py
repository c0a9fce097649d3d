"""What the form layer writes: labels that belong, hints and errors that are announced, values that stay."""

import datetime as dt
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import RequestFactory

from essex_portal.ui.forms import (
    AffixInput,
    DateField,
    MoneyField,
    PortalForm,
    SearchInput,
    TimeField,
)
from essex_portal.ui.summary import SummaryError, errors_on


class Page(HTMLParser):
    """The elements of a piece of HTML, each with its attributes and the text inside."""

    VOID = {"input", "meta", "link", "br"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[dict] = []
        self._open: list[dict] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", **dict(attrs)}
        self.elements.append(element)
        if tag not in self.VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        while self._open and self._open.pop()["tag"] != tag:
            pass

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def one(self, tag: str, **wanted: str) -> dict:
        found = self.all(tag, **wanted)
        assert len(found) == 1, f"{len(found)} of {tag} {wanted}"
        return found[0]

    def all(self, tag: str, **wanted: str) -> list[dict]:
        fits = [e for e in self.elements if e["tag"] == tag]
        return [e for e in fits if all(e.get(key.rstrip("_")) == value for key, value in wanted.items())]

    def by_id(self, id_: str) -> dict:
        found = [element for element in self.elements if element.get("id") == id_]
        assert len(found) == 1, f"{len(found)} elements have the id {id_}"
        return found[0]


def rendered(field: forms.Field, data: dict | None = None, files: dict | None = None, **attributes) -> Page:
    form_class = type("SampleForm", (PortalForm,), {"thing": field, **attributes})
    return Page(str(form_class(data, files)))


BOXES = [
    (forms.CharField(help_text="A hint"), "input", "govuk-input"),
    (forms.EmailField(help_text="A hint"), "input", "govuk-input"),
    (forms.IntegerField(help_text="A hint"), "input", "govuk-input"),
    (forms.DecimalField(help_text="A hint"), "input", "govuk-input"),
    (forms.URLField(help_text="A hint", assume_scheme="https"), "input", "govuk-input"),
    (TimeField(help_text="A hint"), "input", "govuk-input"),
    (MoneyField(help_text="A hint"), "input", "govuk-input"),
    (forms.CharField(help_text="A hint", widget=SearchInput), "input", "govuk-input"),
    (forms.CharField(help_text="A hint", widget=forms.PasswordInput), "input", "govuk-input"),
    (forms.CharField(help_text="A hint", widget=forms.Textarea), "textarea", "govuk-textarea"),
    (forms.ChoiceField(help_text="A hint", choices=[("", "Choose"), ("a", "A")]), "select", "govuk-select"),
    (forms.FileField(help_text="A hint"), "input", "govuk-file-upload"),
]


@pytest.mark.parametrize(("field", "tag", "css"), BOXES)
def test_a_box_has_its_label_hint_and_class(field, tag, css):
    page = rendered(field, label="x")
    box = page.one(tag, name="thing")
    assert page.one("label")["for"] == box["id"] == "id_thing"
    assert page.one("label")["class"] == "govuk-label govuk-label--s"
    assert box["class"].split()[0] == css
    assert box["aria-describedby"] == "id_thing_helptext"
    assert page.by_id("id_thing_helptext")["text"] == "A hint"


@pytest.mark.parametrize(("field", "tag", "css"), BOXES)
def test_a_box_with_an_error_says_so(field, tag, css):
    page = rendered(field, data={})
    box = page.one(tag, name="thing")
    assert f"{css}--error" in box["class"].split()
    assert box["aria-invalid"] == "true"
    assert box["aria-describedby"] == "id_thing_helptext id_thing_error"
    assert page.by_id("id_thing_error")["text"].startswith("Error: ")
    assert page.one("div", class_="govuk-form-group govuk-form-group--error")


@pytest.mark.parametrize(("field", "tag", "css"), BOXES)
def test_the_browser_checks_nothing_and_cuts_nothing_off(field, tag, css):
    field.max_length = 5
    box = rendered(field).one(tag, name="thing")
    assert not {"required", "min", "max", "step", "maxlength", "minlength"} & box.keys()


def test_numbers_are_typed_as_text_with_a_number_pad():
    box = rendered(forms.IntegerField()).one("input", name="thing")
    assert (box["type"], box["inputmode"]) == ("text", "numeric")
    box = rendered(forms.DecimalField(decimal_places=2)).one("input", name="thing")
    assert (box["type"], box["inputmode"]) == ("text", "decimal")


def test_own_classes_stay_beside_those_of_the_layer():
    field = forms.CharField(widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "name"}))
    box = rendered(field).one("input", name="thing")
    assert box["class"] == "govuk-input govuk-input--width-10"
    assert box["autocomplete"] == "name"


def test_a_sign_stands_before_the_box():
    field = forms.CharField(widget=AffixInput(prefix="£", suffix="a year"))
    page = rendered(field)
    assert page.one("div", class_="govuk-input__prefix")["text"] == "£"
    assert page.one("div", class_="govuk-input__suffix")["text"] == "a year"
    assert page.one("div", class_="govuk-input__prefix")["aria-hidden"] == "true"


def test_a_long_text_counts_what_is_left():
    page = rendered(forms.CharField(widget=forms.Textarea, max_length=200))
    counter = page.one("div", **{"data-module": "govuk-character-count"})
    assert counter["data-maxlength"] == "200"
    assert page.one("textarea")["aria-describedby"] == "id_thing-info"
    assert "govuk-js-character-count" in page.one("textarea")["class"]
    assert "200 characters" in page.by_id("id_thing-info")["text"]


def test_a_password_can_be_shown_and_is_never_written_back():
    page = rendered(forms.CharField(widget=forms.PasswordInput), data={"thing": "hunter2"})
    assert "value" not in page.one("input", name="thing")
    button = page.one("button")
    assert button["aria-controls"] == "id_thing"
    assert "hidden" in button, "without JavaScript the button can do nothing"


RADIOS = forms.ChoiceField(
    label="Kind", choices=[("a", "Academy"), ("m", "Maintained")], widget=forms.RadioSelect, help_text="A hint"
)


def test_radios_are_a_group_with_a_legend():
    page = rendered(RADIOS, data={}, option_hints={"thing": {"a": "Run by a trust"}}, inline={"thing"})
    assert page.one("legend")["text"] == "Kind"
    assert page.one("fieldset")["aria-describedby"] == "id_thing_helptext id_thing_error"
    assert page.by_id("id_thing_0")["type"] == "radio"
    assert page.one("label", for_="id_thing_1")["text"] == "Maintained"
    assert page.by_id("id_thing_0")["aria-describedby"] == "id_thing_0-hint"
    assert page.by_id("id_thing_0-hint")["text"] == "Run by a trust"
    assert "aria-describedby" not in page.by_id("id_thing_1")
    assert page.by_id("id_thing")["class"] == "govuk-radios govuk-radios--inline"


def test_a_chosen_option_stays_chosen():
    page = rendered(RADIOS, data={"thing": "m"})
    assert "checked" in page.by_id("id_thing_1")
    assert "checked" not in page.by_id("id_thing_0")


def test_several_checkboxes_are_a_group():
    field = forms.MultipleChoiceField(
        label="Phases", choices=[(1, "Primary"), (2, "Secondary")], widget=forms.CheckboxSelectMultiple
    )
    page = rendered(field, data={"thing": ["2"]}, option_hints={"thing": {"2": "Ages 11 to 16"}}, small={"thing"})
    assert page.by_id("id_thing")["class"] == "govuk-checkboxes govuk-checkboxes--small"
    assert "checked" in page.by_id("id_thing_1")
    assert page.by_id("id_thing_1-hint")["text"] == "Ages 11 to 16"


def test_one_checkbox_has_its_label_beside_it():
    page = rendered(forms.BooleanField(label="I may order", help_text="For my school"), data={})
    box = page.one("input", type="checkbox")
    assert page.one("label")["for"] == box["id"]
    assert box["class"] == "govuk-checkboxes__input"
    assert box["aria-describedby"] == "id_thing_helptext id_thing_error"
    assert "Tick “I may order” to continue" in page.by_id("id_thing_error")["text"]


def test_a_question_may_be_the_heading_of_its_page():
    assert rendered(forms.CharField(label="Name"), page_heading="thing").one("h1")["text"] == "Name"
    assert rendered(RADIOS, page_heading="thing").one("h1")["text"] == "Kind"


def test_optional_questions_say_so_except_in_filters_and_checkboxes():
    optional = forms.CharField(label="Note", required=False)
    assert rendered(optional).one("label")["text"] == "Note (optional)"
    assert rendered(optional, mark_optional=False).one("label")["text"] == "Note"
    assert rendered(forms.BooleanField(label="News", required=False)).one("label")["text"] == "News"


def test_what_was_typed_is_escaped_and_kept():
    page = rendered(forms.EmailField(), data={"thing": '"><script>'})
    assert page.one("input", name="thing")["value"] == '"><script>'
    assert not page.all("script")


# --- Dates -----------------------------------------------------------------------------------------


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


# --- Money, times, messages ------------------------------------------------------------------------


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


# --- The error summary -----------------------------------------------------------------------------


class MixedForm(PortalForm):
    name = forms.CharField()
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    on = DateField(label="Date")

    def clean(self):
        raise forms.ValidationError("These do not fit together.")


def test_the_summary_links_to_the_first_thing_at_fault():
    form = MixedForm({"on_day": "1", "on_month": "2"})
    assert errors_on({"form": form}) == [
        SummaryError("Enter name", "#id_name"),
        SummaryError("Select kind", "#id_kind_0"),
        SummaryError("Date must include a year", "#id_on_year"),
        SummaryError("These do not fit together.", "#form-errors"),
    ]


def test_every_link_of_the_summary_leads_somewhere():
    form = MixedForm({"on_day": "1", "on_month": "2"})
    page = Page(str(form))
    for error in errors_on({"form": form}):
        assert page.by_id(error.href.removeprefix("#"))


def test_the_summary_covers_formsets_and_loose_errors():
    formset_class = forms.formset_factory(MixedForm, min_num=1, validate_min=True)
    formset = formset_class({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": ""})
    found = errors_on({"formset": formset, "errors": [{"text": "Full", "href": "#session"}, "Closed"]})
    assert SummaryError("Select kind", "#id_form-0-kind_0") in found
    assert SummaryError("These do not fit together.", "#form-0-errors") in found
    assert found[-2:] == [SummaryError("Full", "#session"), SummaryError("Closed")]
    assert Page(str(formset)).by_id("form-0-errors")


def test_a_page_without_errors_has_no_summary():
    request = RequestFactory().get("/")
    assert errors_on({"form": MixedForm(), "formset": forms.formset_factory(MixedForm)()}) == []
    assert render_to_string("ui/error_summary.html", {"form": MixedForm()}, request).strip() == ""


def test_forms_of_libraries_get_the_same_markup():
    class Plain(forms.Form):
        email = forms.EmailField(help_text="Work address")

    page = Page(str(Plain({})))
    assert page.one("input", name="email")["class"] == "govuk-input govuk-input--error"
    assert page.one("label")["class"] == "govuk-label govuk-label--s"


def test_items_of_a_formset_are_numbered():
    formset = forms.formset_factory(type("F", (PortalForm,), {"name": forms.CharField()}), extra=2)()
    formset.item_name = "Colleague"
    legends = [legend["text"] for legend in Page(str(formset)).all("legend")]
    assert legends == ["Colleague 1", "Colleague 2"]
