"""What the form layer writes: labels that belong, hints and errors that are announced, values that stay."""

import pytest
from django import forms

from essex_portal.ui.forms import AffixInput, MoneyField, PortalForm, SearchInput, TimeField
from tests.factories.forms import Page, rendered

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
