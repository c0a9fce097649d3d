"""Writing the public page, and deciding about it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.requests import posted
from send.access import draft_or_404, row_or_404
from send.forms.public import IntroductionForm, LineForm, SendBackForm, TableForm
from send.models import PublicLine, PublicTable
from send.queries import public as queries
from send.services import public as services
from send.services.public import LineFacts
from send.standing import TONES
from send.views.pages import confirm_and_go, do_and_go, save_and_go
from send.views.permissions import approves, for_approvers, for_keepers, keeps_programmes, views_tracker


@views_tracker
def public_page(request: HttpRequest) -> HttpResponse:
    """The version that is being written, as the public would read it, and those that are published."""
    draft = queries.draft()
    writes = keeps_programmes(request.user)
    context: dict[str, Any] = {
        "draft": draft,
        "versions": queries.published().select_related("published_by"),
        "writes": writes and not (draft and draft.waits),
        "decides": draft is not None and draft.waits and approves(request.user),
    }
    if draft:
        context["lines"] = [(line, TONES[line.standing]) for line in draft.lines.all()]
        context["tables"] = queries.tables_seen(draft.tables.all())
    return render(request, "send/public/draft.html", context)


@for_keepers
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    def begin_draft() -> None:
        now = timezone.now()
        services.begin_draft(lines=queries.lines_proposed(request.user, now), by=request.user, now=now)

    return do_and_go(request, begin_draft, back_url=_page(), said="A new version is begun. Say it in plain words.")


@for_keepers
def introduction(request: HttpRequest) -> HttpResponse:
    draft = draft_or_404()
    return save_and_go(
        request,
        IntroductionForm(posted(request), initial=IntroductionForm.initial_of(draft)),
        lambda values: services.change_introduction(draft=draft, **values, by=request.user),
        back_url=_page(),
        title="Change the introduction",
        caption=draft,
    )


@for_keepers
def line(request: HttpRequest, pk: int) -> HttpResponse:
    found = row_or_404(PublicLine, pk)
    return save_and_go(
        request,
        LineForm(posted(request), initial=LineForm.initial_of(found)),
        lambda values: services.change_line(line=found, facts=LineFacts(**values), by=request.user),
        back_url=_page(),
        title="Change what is said",
        caption=found.heading,
    )


@for_keepers
def add_table(request: HttpRequest) -> HttpResponse:
    return _edit_table(request, None)


@for_keepers
def change_table(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit_table(request, row_or_404(PublicTable, pk))


def _edit_table(request: HttpRequest, table: PublicTable | None) -> HttpResponse:
    draft = table.statement if table else draft_or_404()
    return save_and_go(
        request,
        TableForm(posted(request), initial=TableForm.initial_of(table)),
        lambda values: services.save_table(draft=draft, table=table, **values, by=request.user),
        back_url=_page(),
        title="Change the numbers" if table else "Add numbers",
        caption=draft,
    )


@for_keepers
def remove_table(request: HttpRequest, pk: int) -> HttpResponse:
    table = row_or_404(PublicTable, pk)
    return confirm_and_go(
        request,
        lambda: services.remove_table(table=table, by=request.user),
        back_url=_page(),
        said=f"“{table}” is removed.",
        title=f"Remove “{table}”?",
        confirm_text="Remove",
        warning=True,
    )


@for_keepers
@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    draft = draft_or_404()
    return do_and_go(
        request,
        lambda: services.hand_in(draft=draft, by=request.user, now=timezone.now()),
        back_url=_page(),
        said="Handed in. Somebody else decides now whether it is published.",
    )


@for_approvers
def publish(request: HttpRequest) -> HttpResponse:
    draft = draft_or_404()
    return confirm_and_go(
        request,
        lambda: services.publish(draft=draft, by=request.user, now=timezone.now()),
        back_url=_page(),
        said=f"Version {draft.number} is published.",
        title=f"Publish version {draft.number}?",
        text="Everybody can read it then, without signing in. It stays as it is; a later version follows it.",
        confirm_text="Publish",
    )


@for_approvers
def send_back(request: HttpRequest) -> HttpResponse:
    draft = draft_or_404()
    return save_and_go(
        request,
        SendBackForm(posted(request)),
        lambda values: services.send_back(draft=draft, **values, by=request.user),
        back_url=_page(),
        title="Send it back",
        caption=draft,
        submit_text="Send it back",
        saved="Sent back to those who write it.",
    )


def _page() -> str:
    return reverse("send:public_page")
