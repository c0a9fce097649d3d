"""The training office's prices: versions of the price list, and schools that ask for a price of their own."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from traded_assessment.forms.office import ReasonForm
from traded_assessment.forms.prices import AgreedPricesForm, NewVersionForm, PriceListForm
from traded_assessment.models import PriceList
from traded_assessment.office_tables import PriceListTable, PriceRequestTable
from traded_assessment.queries import office as queries
from traded_assessment.queries.price_impact import impact_of
from traded_assessment.queries.prices import price_lists_in_force, price_table_of, vat_rules_in_force
from traded_assessment.services import price_requests as request_services
from traded_assessment.services import prices as services
from traded_assessment.states import PriceRequestState
from traded_assessment.views.saving import saved

manages_training = requires(Permission.MANAGE_TRAINING)


@manages_training
def prices(request: HttpRequest) -> HttpResponse:
    """Every version of the price list, and how VAT applies."""
    today = timezone.localdate()
    in_force = price_lists_in_force(today).first()
    table = PriceListTable(queries.price_lists(), in_force=in_force.pk if in_force else None)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {"table": table, "in_force": in_force, "vat_rules": vat_rules_in_force(today)}
    return render(request, "traded_assessment/prices/list.html", context)


@manages_training
def price_list(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its prices, what was done with it, and for a draft what can be done."""
    found = get_object_or_404(PriceList.objects.select_related("published_by"), pk=pk)
    context = {
        "price_list": found,
        "table": price_table_of(found),
        "history": queries.history_of_price_list(found),
    }
    return render(request, "traded_assessment/prices/price_list.html", context)


@manages_training
def new_price_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a draft from this version."""
    source = get_object_or_404(PriceList, pk=pk)
    tomorrow = timezone.localdate() + timedelta(days=1)
    form = NewVersionForm(request.POST or None, initial=NewVersionForm.initial_for(tomorrow))
    if draft := saved(form, lambda: services.new_version(source=source, by=request.user, **form.cleaned_data)):
        messages.success(request, "The draft has the same prices. Change them, then see what changes for whom.")
        return redirect("traded_assessment:edit_price_list", draft.pk)
    return render(request, "traded_assessment/prices/new.html", {"form": form, "source": source})


@manages_training
def edit_price_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft; afterwards its preview shows what that means."""
    draft = get_object_or_404(PriceList, pk=pk)
    form = PriceListForm(request.POST or None, initial=PriceListForm.initial_of(draft, price_table_of(draft)))
    if saved(
        form,
        lambda: services.save_rows(
            price_list=draft, terms=form.terms(), package=form.package(), events=form.events(), by=request.user
        ),
    ):
        return redirect("traded_assessment:preview_price_list", pk)
    return render(request, "traded_assessment/prices/edit.html", {"form": form, "draft": draft})


@manages_training
def preview_price_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What a draft changes for whom; publish it here, with a reason."""
    draft = get_object_or_404(PriceList, pk=pk)
    form = ReasonForm(request.POST or None, label="Why do the prices change?", hint="Kept in the history of the list")
    if saved(form, lambda: services.publish(price_list=draft, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{draft} is published.")
        return redirect("traded_assessment:price_list", pk)
    context = {"form": form, "draft": draft, "impact": impact_of(draft), "today": timezone.localdate()}
    return render(request, "traded_assessment/prices/preview.html", context)


@manages_training
def discard_price_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away, after asking."""
    draft = get_object_or_404(PriceList, pk=pk)
    if request.method != "POST":
        return render(request, "traded_assessment/prices/discard.html", {"draft": draft})
    try:
        services.discard(price_list=draft, by=request.user)
    except services.PricesRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The draft of {draft} was thrown away.")
    return redirect("traded_assessment:prices")


@manages_training
def price_requests(request: HttpRequest) -> HttpResponse:
    """Schools that asked for a price, those that wait first."""
    table = PriceRequestTable(queries.price_requests())
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "traded_assessment/prices/requests.html", {"table": table})


@manages_training
def price_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: answer it with prices, or see its answer."""
    asked = get_object_or_404(queries.price_requests(), pk=pk)
    today = timezone.localdate()
    form = AgreedPricesForm(request.POST or None, initial=AgreedPricesForm.initial_on(today))
    if saved(
        form,
        lambda: request_services.set_price(
            request=asked, prices=form.prices(), reason=form.cleaned_data["reason"], by=request.user
        ),
    ):
        messages.success(request, f"{asked.school} has its prices. The person who asked gets an email.")
        books_on = getattr(request, "booking_for", None) == asked.school
        return redirect(f"traded_assessment:{'check_order' if books_on else 'price_requests'}")
    is_open = asked.state == PriceRequestState.ASKED
    context = {"asked": asked, "form": form if is_open or form.is_bound else None, "is_open": is_open}
    return render(request, "traded_assessment/prices/request.html", context)


@manages_training
def decline_price_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer no price, with a reason."""
    asked = get_object_or_404(queries.price_requests(), pk=pk)
    form = ReasonForm(request.POST or None, label="Why is there no price?", hint="The school reads it")
    if saved(form, lambda: request_services.decline_price(request=asked, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{asked.school} was told that there is no price.")
        return redirect("traded_assessment:price_requests")
    return render(request, "traded_assessment/prices/decline.html", {"form": form, "asked": asked})
