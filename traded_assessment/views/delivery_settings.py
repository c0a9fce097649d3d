"""The training office's settings: the page that leads to each, and those for the time around a session."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.audit.models import AuditEvent
from traded_assessment.forms.delivery import DeliveryForm
from traded_assessment.models import DeliverySettings
from traded_assessment.queries.delivery import delivery_settings
from traded_assessment.services.delivery_settings import change_delivery_settings

HISTORY = 20


@requires(Permission.MANAGE_TRAINING)
def settings_hub(request: HttpRequest) -> HttpResponse:
    """The way to everything that the office may set. Each subject adds its card to the template."""
    return render(request, "traded_assessment/office/settings.html", {"delivery": delivery_settings()})


@requires(Permission.MANAGE_TRAINING)
def change_delivery(request: HttpRequest) -> HttpResponse:
    """When joining opens, when people are reminded and asked."""
    form = DeliveryForm(posted(request), initial=DeliveryForm.initial_of(delivery_settings()))
    if request.method == "POST" and form.is_valid():
        change_delivery_settings(rules=form.rules(), by=request.user)
        messages.success(request, "The settings are saved. They count from now on.")
        return redirect("traded_assessment:delivery_settings")
    history = AuditEvent.objects.filter(target_type=DeliverySettings._meta.label_lower)[:HISTORY]
    context = {"form": form, "history": history}
    return render(request, "traded_assessment/office/delivery_settings.html", context)
