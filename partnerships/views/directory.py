"""The directory: every partnership of the county, as at a day."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from essex_portal.accounts.permissions import holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.ui.access import signed_in
from essex_portal.ui.sheets import sheet_response
from partnerships import queries
from partnerships.directory_sheets import DIRECTORY, directory_rows
from partnerships.forms.directory import DirectoryForm
from partnerships.models import PartnershipFacts, PartnershipKind
from partnerships.queries import DirectoryFilters
from partnerships.queries.members import schools_in_partnerships


@signed_in
def directory(request: HttpRequest) -> HttpResponse:
    """Partnerships by quadrant and kind; the address says which, and as at which day."""
    today = timezone.localdate()
    form = DirectoryForm(request.GET or None, today=today)
    asked = form.asked() if request.GET else DirectoryFilters(on=today)
    everything = list(queries.directory(DirectoryFilters(on=asked.on)))
    is_narrowed = bool(asked.quadrant or asked.kind or asked.q)
    found = list(queries.directory(asked)) if is_narrowed else everything
    context = {
        "filter_form": form,
        "asked": asked,
        "is_past": asked.on != today,
        "is_narrowed": is_narrowed,
        "found": found,
        "quadrants": _by_quadrant(found),
        "overview": overview_of(everything),
        "stated": queries.stated_count(asked.on),
        "schools": schools_in_partnerships(asked.on),
        "address": request.GET.urlencode(),
        "keeps_county": holds_for_county(request.user, Permission.KEEP_PARTNERSHIPS),
    }
    return render(request, "partnerships/directory/directory.html", context)


@signed_in
def directory_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """What the page lists, as CSV or xlsx."""
    if form not in ("csv", "xlsx"):
        raise Http404
    asked = DirectoryForm(request.GET, today=timezone.localdate()).asked()
    rows = directory_rows(queries.directory(asked), asked.on)
    return sheet_response(form, f"partnerships-{asked.on}", DIRECTORY, rows)


@dataclass(frozen=True)
class Overview:
    """How many partnerships are listed, by quadrant and kind."""

    kinds: list[PartnershipKind]
    rows: list[tuple[Organisation, list[int], int]]
    by_kind: list[int]
    listed: int


def overview_of(found: Sequence[PartnershipFacts]) -> Overview:
    """Counts of what is listed; kinds and quadrants without any are left out."""
    kinds = sorted({one.kind for one in found}, key=lambda kind: kind.name)
    quadrants = sorted({one.quadrant for one in found}, key=lambda quadrant: quadrant.name)
    counted = Counter((one.quadrant_id, one.kind_id) for one in found)
    rows = [(quadrant, [counted[quadrant.pk, kind.pk] for kind in kinds]) for quadrant in quadrants]
    return Overview(
        kinds=kinds,
        rows=[(quadrant, figures, sum(figures)) for quadrant, figures in rows],
        by_kind=[sum(column) for column in zip(*(figures for _, figures in rows), strict=True)],
        listed=len(found),
    )


def _by_quadrant(found: Sequence[PartnershipFacts]) -> list[tuple[Any, list[PartnershipFacts]]]:
    of_quadrant: dict[Organisation, list[PartnershipFacts]] = defaultdict(list)
    for one in found:
        of_quadrant[one.quadrant].append(one)
    return list(of_quadrant.items())
