"""Where the county draws its lines when results are read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.accounts.roles import Permission
from partnerships.forms.thresholds import ThresholdsForm
from partnerships.models import ResultThresholds
from partnerships.queries.results import thresholds_in_force
from partnerships.services.thresholds import set_thresholds


@requires(Permission.KEEP_QUESTION_SETS)
def thresholds(request: PersonRequest) -> HttpResponse:
    """Change them: from then on every round is read anew, also past ones."""
    form = ThresholdsForm(posted(request), in_force=thresholds_in_force())
    if form.is_bound and form.is_valid():
        set_thresholds(thresholds=form.facts(), by=request.user, now=timezone.now())
        messages.success(request, "Results are read with the new thresholds from now on.")
        return redirect("partnerships:thresholds")
    context = {"form": form, "versions": ResultThresholds.objects.select_related("made_by")}
    return render(request, "partnerships/results/thresholds.html", context)
