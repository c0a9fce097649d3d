"""From a form to a service and back: what the service refuses stands beside the field that is at fault."""

from collections.abc import Callable
from typing import TypeVar

from django.forms import BaseForm

from traded_assessment.services.catalogue import CatalogueRefused
from traded_assessment.services.prices import PricesRefused

T = TypeVar("T")


def saved(form: BaseForm, save: Callable[[], T]) -> T | None:
    """What `save` returns; None when the form or the service has something to say, which the form then shows."""
    if not form.is_valid():
        return None
    try:
        return save()
    except (CatalogueRefused, PricesRefused) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
