"""The strategic aims that actions can serve."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.forms.settings import AimForm, EditAimForm
from essex_portal.tracker.models import StrategicAim
from essex_portal.tracker.services.aims import add_aim, edit_aim

keeps_programmes = requires(Permission.KEEP_PROGRAMMES)


@keeps_programmes
def aims(request: HttpRequest) -> HttpResponse:
    """All of them, and a box for another."""
    form = AimForm(posted(request))
    if request.method == "POST" and form.is_valid():
        add_aim(by=request.user, **form.cleaned_data)
        messages.success(request, "The aim is added.")
        return redirect("tracker:aims")
    return render(request, "tracker/settings/aims.html", {"aims": StrategicAim.objects.all(), "form": form})


@keeps_programmes
def aim(request: HttpRequest, number: int) -> HttpResponse:
    """Reword an aim, or offer it no more."""
    found = get_object_or_404(StrategicAim, number=number)
    form = EditAimForm(posted(request), initial={"text": found.text, "retired": found.retired_on is not None})
    if request.method == "POST" and form.is_valid():
        retired_on = found.retired_on or timezone.localdate() if form.cleaned_data["retired"] else None
        edit_aim(aim=found, text=form.cleaned_data["text"], retired_on=retired_on, by=request.user)
        messages.success(request, "The aim is changed.")
        return redirect("tracker:aims")
    return render(request, "tracker/settings/aim.html", {"aim": found, "form": form})
