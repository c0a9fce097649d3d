"""From a form to a service and back."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import BaseForm

T = TypeVar("T")


def saved(form: BaseForm, save: Callable[[Any], T], *refusals: type[Exception]) -> T | None:
    """What `save(cleaned_data)` returns; None when the form or the service has something to say.

    What the service refuses stands beside the field that the refusal's `field` names, or above the form.
    """
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return save(form.cleaned_data)
    except refusals as refusal:
        field = getattr(refusal, "field", "")
        form.add_error(field if field in form.fields else None, str(refusal))
        return None
