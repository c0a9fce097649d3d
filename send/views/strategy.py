"""The SEND strategy, and keeping it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.requests import posted
from send.access import row_or_404
from send.forms.keeping import PartForm, StageForm
from send.models import StrategyPart, StrategyStage
from send.queries import statement as queries
from send.services import keeping as services
from send.states import PartKind
from send.views.pages import save_and_go
from send.views.permissions import for_keepers, keeps_programmes, views_tracker


@views_tracker
def strategy(request: HttpRequest) -> HttpResponse:
    """What it holds, its themes, stages and success measures."""
    parts = list(queries.strategy_parts())
    context = {
        "groups": [(kind, [part for part in parts if part.kind == kind]) for kind in PartKind],
        "stages": queries.strategy_stages(),
        "keeps": keeps_programmes(request.user),
    }
    return render(request, "send/strategy.html", context)


@for_keepers
def add_part(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in PartKind.values:
        raise Http404
    return _edit_part(request, None, kind)


@for_keepers
def change_part(request: HttpRequest, pk: int) -> HttpResponse:
    part = row_or_404(StrategyPart, pk)
    return _edit_part(request, part, part.kind)


def _edit_part(request: HttpRequest, part: StrategyPart | None, kind: str) -> HttpResponse:
    initial = PartForm.initial_of(part) or {"position": StrategyPart.objects.filter(kind=kind).count(), "in_use": True}
    return save_and_go(
        request,
        PartForm(posted(request), initial=initial),
        lambda values: services.save_part(part=part, kind=kind, values=values, by=request.user),
        back_url=reverse("send:strategy"),
        title=f"Change “{part}”" if part else "Add to the strategy",
        caption=PartKind(kind).label,
    )


@for_keepers
def add_stage(request: HttpRequest) -> HttpResponse:
    return _edit_stage(request, None)


@for_keepers
def change_stage(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit_stage(request, row_or_404(StrategyStage, pk))


def _edit_stage(request: HttpRequest, stage: StrategyStage | None) -> HttpResponse:
    today = timezone.localdate()
    return save_and_go(
        request,
        StageForm(posted(request), initial=StageForm.initial_of(stage) or {"in_use": True}),
        lambda values: services.save_stage(stage=stage, values=values, by=request.user, today=today),
        back_url=reverse("send:strategy"),
        title=f"Change “{stage}”" if stage else "Add a stage",
        caption="SEND strategy",
    )
