"""The summary of errors above a form: what it lists and where its links lead."""

from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory

from essex_portal.ui.forms import DateField, PortalForm
from essex_portal.ui.summary import SummaryError, errors_on
from tests.factories.forms import Page


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
