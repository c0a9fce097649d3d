"""Keeping what hangs on the statement of action. For administrators."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.requests import posted
from send.access import kept_or_404, row_or_404, statement_of
from send.forms.keeping import LetterForm, PaperForm, StatementForm, VisitForm
from send.models import MonitoringVisit, StatementPaper, VisitLetter
from send.services import keeping as services
from send.views.pages import confirm_and_go, save_and_go
from send.views.permissions import for_keepers


@for_keepers
def change_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """What the statement says of a workstream."""
    statement = statement_of(pk)
    form = StatementForm(posted(request), initial=StatementForm.initial_of(statement))
    return save_and_go(
        request,
        form,
        lambda values: services.save_statement(statement=statement, values=values, by=request.user),
        back_url=reverse("send:statement"),
        title="Change what the statement says",
        caption=statement.workstream,
    )


@for_keepers
def add_visit(request: HttpRequest) -> HttpResponse:
    return _edit_visit(request, None)


@for_keepers
def change_visit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit_visit(request, row_or_404(MonitoringVisit, pk))


def _edit_visit(request: HttpRequest, visit: MonitoringVisit | None) -> HttpResponse:
    form = VisitForm(posted(request), initial=VisitForm.initial_of(visit))
    return save_and_go(
        request,
        form,
        lambda values: services.save_visit(visit=visit, values=values, by=request.user),
        back_url=reverse("send:visits"),
        title="Change this visit" if visit else "Add a visit",
        caption=visit or "",
    )


@for_keepers
def add_letter(request: HttpRequest, pk: int) -> HttpResponse:
    visit = row_or_404(MonitoringVisit, pk)
    return save_and_go(
        request,
        LetterForm(posted(request), request.FILES or None),
        lambda values: services.add_letter(visit=visit, **values, by=request.user, now=timezone.now()),
        back_url=reverse("send:visits"),
        title="Add a letter",
        caption=visit,
    )


@for_keepers
def add_paper(request: HttpRequest) -> HttpResponse:
    return save_and_go(
        request,
        PaperForm(posted(request), request.FILES or None),
        lambda values: services.add_paper(**values, by=request.user, now=timezone.now()),
        back_url=reverse("send:plan"),
        title="Add a paper",
    )


@for_keepers
def withdraw_letter(request: HttpRequest, pk: int) -> HttpResponse:
    return _withdraw(request, kept_or_404(VisitLetter, pk), "send:visits")


@for_keepers
def withdraw_paper(request: HttpRequest, pk: int) -> HttpResponse:
    return _withdraw(request, kept_or_404(StatementPaper, pk), "send:plan")


def _withdraw(request: HttpRequest, row: VisitLetter | StatementPaper, back: str) -> HttpResponse:
    return confirm_and_go(
        request,
        lambda: services.withdraw(row=row, by=request.user, now=timezone.now()),
        back_url=reverse(back),
        said=f"“{row}” is taken back.",
        title=f"Take “{row}” back?",
        text="Nobody can open it then. It stays in the records.",
        confirm_text="Take it back",
        warning=True,
    )
