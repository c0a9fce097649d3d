"""What changed between two days: each list cut short, or one of them whole, page by page."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import actions_for, programmes_for
from essex_portal.tracker.comparing import Comparison
from essex_portal.tracker.forms.board import ComparisonForm, last_month
from essex_portal.tracker.queries.comparison import comparison_of

PER_PAGE = 50
LISTS = {
    "dropped": "Dropped",
    "lessened": "Milestones and measures taken away",
    "slipped": "Put off",
    "reworded": "Worded anew",
    "renamings": "Workstreams and ratings worded anew",
    "new": "New",
    "finished": "Finished",
    "brought_forward": "Brought forward",
    "kept": "Kept as promised",
}
"""The lists of a comparison, what was promised and is not kept first."""
TABLES = {"dropped", "lessened", "slipped", "reworded", "renamings"}


@requires(Permission.VIEW_TRACKER)
def changes(request: HttpRequest) -> HttpResponse:
    """Two days, and what became of every promise between them."""
    now, asked = timezone.now(), request.GET.copy()
    if not any(name.startswith("before") for name in asked):
        asked["before"] = last_month(timezone.localdate(now)).isoformat()
    form = ComparisonForm(asked, programmes=programmes_for(request.user))
    context: dict[str, Any] = {"filter_form": form, "form": form}
    if form.is_valid():
        before, after = form.moments(now)
        found = comparison_of(form.chosen(), before, after, actions_for(request.user))
        chosen = request.GET.get("list", "")
        chosen = chosen if chosen in LISTS else ""
        lists = list(_lists(found, chosen, request.GET.get("page")))
        context |= {"changes": found, "chosen": chosen, "lists": lists}
    return render(request, "tracker/board/changes.html", context)


def _lists(found: Comparison, chosen: str, page: str | None) -> Iterator[dict[str, Any]]:
    """The beginning of each list that is not empty; or the asked page of the chosen one alone."""
    for key in [chosen] if chosen else LISTS:
        if rows := getattr(found, key):
            template = f"tracker/board/changes/{key if key in TABLES else 'plain'}.html"
            shown = Paginator(rows, PER_PAGE).get_page(page if chosen else 1)
            yield {"key": key, "title": LISTS[key], "template": template, "page": shown}
