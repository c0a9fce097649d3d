"""What the error summary of a page says: every error of every form on it, with a link to its field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms.forms import BaseForm
from django.forms.formsets import BaseFormSet

from essex_portal.ui.forms import PortalBoundField


@dataclass(frozen=True)
class SummaryError:
    text: str
    href: str = ""


def errors_on(page: Mapping[str, Any]) -> list[SummaryError]:
    """Those of a page's context: of `form`, `forms`, `formset`, `formsets`, `filter_form` and `errors`."""
    found: list[SummaryError] = []
    for form in [page.get("form"), *_several(page.get("forms")), page.get("filter_form")]:
        if isinstance(form, BaseForm):
            found += _of_form(form)
    for formset in [page.get("formset"), *_several(page.get("formsets"))]:
        if isinstance(formset, BaseFormSet):
            found += _of_formset(formset)
    return found + [_as_error(error) for error in _several(page.get("errors"))]


def _of_form(form: BaseForm) -> Iterable[SummaryError]:
    for name, errors in form.errors.items():
        href = f"#{form.prefix or 'form'}-errors" if name not in form.fields else _target(form[name])
        for error in errors:
            yield SummaryError(str(error), href)


def _of_formset(formset: BaseFormSet) -> Iterable[SummaryError]:
    if not formset.is_bound:
        return
    for error in formset.non_form_errors():
        yield SummaryError(str(error), f"#{formset.prefix}-errors")
    for form in formset.forms:
        yield from _of_form(form)


def _target(field: Any) -> str:
    if field.is_hidden:
        return ""
    return f"#{field.error_target if isinstance(field, PortalBoundField) else field.id_for_label}"


def _several(value: Any) -> list[Any]:
    """A list of things; a text or a mapping is not one."""
    return list(value) if isinstance(value, list | tuple) else []


def _as_error(error: Any) -> SummaryError:
    if isinstance(error, Mapping):
        return SummaryError(str(error["text"]), str(error.get("href", "")))
    return error if isinstance(error, SummaryError) else SummaryError(str(error))
