"""The training office's rules of what cancelling costs: versions, history, and a new version after a look at it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.ui.words import date_words
from traded_assessment.cancellation import policy_words
from traded_assessment.forms.cancellation_rules import BandFormSet, PolicyForm, new_policy
from traded_assessment.models import CancellationPolicy
from traded_assessment.queries.cancellation_policies import (
    PRODUCTS,
    history_of_policies,
    policy_of,
    policy_row_on,
    versions,
)
from traded_assessment.services.cancellation_policies import NewPolicy, PolicyRefused, publish_policy
from traded_assessment.states import Product

BAND_FIELDS = ("at_least", "charge_percent", "may_move")


@requires(Permission.MANAGE_TRAINING)
def rules(request: HttpRequest) -> HttpResponse:
    """The rules of each product, in force and to come, in words, and who changed them."""
    today = timezone.localdate()
    found = [(product, [_shown(row, today, rows) for row in rows]) for product, rows in versions().items()]
    context = {"products": found, "history": history_of_policies()}
    return render(request, "traded_assessment/changes/rules.html", context)


@requires(Permission.MANAGE_TRAINING)
def change_rules(request: HttpRequest, product: str) -> HttpResponse:
    """A new version for one product. It is shown in words before it is published."""
    if product not in PRODUCTS:
        raise Http404
    tomorrow = timezone.localdate() + timedelta(days=1)
    row = policy_row_on(product, tomorrow)
    form = PolicyForm(posted(request), row=row, tomorrow=tomorrow)
    bands = [{name: band[name] for name in BAND_FIELDS} for band in row.bands] if row else []
    formset = BandFormSet(posted(request), initial=None if request.method == "POST" else bands, prefix="bands")
    context: dict[str, Any] = {"form": form, "formset": formset, "product": Product(product)}
    if request.method == "POST" and form.is_valid() & formset.is_valid():
        new = new_policy(Product(product), form, formset)
        context["words"] = policy_words(new.policy)
        agreed = "publish" in request.POST and request.POST.get("seen") == _seen(new)
        if agreed and (done := _published(request, form, new)):
            messages.success(request, f"The rules are published. They count from {date_words(done.valid_from)}.")
            return redirect("traded_assessment:cancellation_rules")
        context["seen"] = _seen(new)
    return render(request, "traded_assessment/changes/change_rules.html", context)


def _published(request: HttpRequest, form: PolicyForm, new: NewPolicy) -> CancellationPolicy | None:
    try:
        return publish_policy(new=new, by=request.user, now=timezone.now())
    except PolicyRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return None


def _seen(new: NewPolicy) -> str:
    """What was on the page when somebody publishes: other rules are shown first."""
    return " ".join((str(new.valid_from), *policy_words(new.policy)))


def _shown(row: CancellationPolicy, today: Any, rows: list[CancellationPolicy]) -> dict[str, Any]:
    in_force = next((one for one in rows if one.valid_from <= today), None)
    state = "In force" if row == in_force else "To come" if row.valid_from > today else "Earlier"
    return {"row": row, "words": policy_words(policy_of(row)), "state": state}
