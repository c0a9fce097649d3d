"""The county's question sets: their versions, and changing the draft of the next one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.ui.forms import PortalForm
from essex_portal.ui.words import counted
from partnerships import access
from partnerships.forms.question_sets import DimensionForm, QuestionSetForm, ReminderStepsForm, ScaleForm
from partnerships.forms.rounds import StatementForm
from partnerships.models import Dimension, QuestionSet, QuestionSetVersion, RoundReminderStep, Statement
from partnerships.queries.question_sets import dimensions_of, question_sets
from partnerships.services import question_sets as services
from partnerships.services.question_sets import QuestionsRefused
from partnerships.services.round_reminders import save_reminder_steps

keeps = requires(Permission.KEEP_QUESTION_SETS)


@keeps
def sets(request: HttpRequest) -> HttpResponse:
    return render(request, "partnerships/question_sets/sets.html", {"sets": question_sets()})


@keeps
def add_set(request: HttpRequest) -> HttpResponse:
    form = QuestionSetForm(posted(request))

    def save() -> QuestionSetVersion:
        return services.add_question_set(by=request.user, now=timezone.now(), **form.cleaned_data)

    back_url = reverse("partnerships:question_sets")
    return _edit(request, form, save, title="Add a question set", back_url=back_url, done="The question set is added.")


@keeps
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """All of a version on one page; a draft with the ways to change it."""
    found = access.version_or_404(pk)
    dimensions = list(dimensions_of(found))
    context = {
        "version": found,
        "dimensions": dimensions,
        "steps": found.steps.all(),
        "statements": sum(len(one.statements.all()) for one in dimensions),
        "open_rounds": services.open_rounds_of(found.question_set).filter(version=found),
        "has_draft": found.question_set.versions.filter(state="draft").exists(),
    }
    return render(request, "partnerships/question_sets/version.html", context)


@keeps
@require_POST
def begin_version(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft that copies the newest version; the draft that there is, when there is one."""
    question_set = QuestionSet.objects.filter(pk=pk).first()
    if question_set is None:
        raise Http404
    draft = services.begin_version(question_set=question_set, by=request.user, now=timezone.now())
    return redirect("partnerships:question_set_version", draft.pk)


@keeps
def change_scale(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.version_or_404(pk)
    form = ScaleForm(posted(request), version=found)

    def save() -> QuestionSetVersion:
        dont_know = form.cleaned_data["dont_know"]
        services.change_scale(version=found, words=form.words(), dont_know=dont_know, by=request.user)
        return found

    return _edit(request, form, save, title="The scale", back_url=_page_of(found))


@keeps
def add_dimension(request: HttpRequest, pk: int) -> HttpResponse:
    return _dimension(request, access.version_or_404(pk), None, "Add a dimension")


@keeps
def change_dimension(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.dimension_or_404(pk)
    return _dimension(request, found.version, found, "Change a dimension")


def _dimension(request: HttpRequest, of: QuestionSetVersion, dimension: Dimension | None, title: str) -> HttpResponse:
    form = DimensionForm(posted(request), dimension=dimension)

    def save() -> QuestionSetVersion:
        services.save_dimension(version=of, dimension=dimension, by=request.user, **form.cleaned_data)
        return of

    return _edit(request, form, save, title=title, back_url=_page_of(of))


@keeps
def add_statement(request: HttpRequest, pk: int) -> HttpResponse:
    dimension = access.dimension_or_404(pk)
    return _statement(request, dimension, None, "Add a statement")


@keeps
def change_statement(request: HttpRequest, pk: int) -> HttpResponse:
    statement = access.set_statement_or_404(pk)
    return _statement(request, statement.dimension, statement, "Change a statement")


def _statement(request: HttpRequest, dimension: Any, statement: Statement | None, title: str) -> HttpResponse:
    followed = statement.follows if statement else None
    form = StatementForm(posted(request), statement=statement, linked=followed is not None)

    def save() -> QuestionSetVersion:
        services.save_statement(dimension=dimension, statement=statement, by=request.user, **form.cleaned_data)
        return dimension.version

    back_url = _page_of(dimension.version)
    return _edit(request, form, save, title=title, back_url=back_url, caption=str(dimension), followed=followed)


@keeps
@require_POST
def move_dimension(request: HttpRequest, pk: int) -> HttpResponse:
    return _move(request, access.dimension_or_404(pk))


@keeps
@require_POST
def move_statement(request: HttpRequest, pk: int) -> HttpResponse:
    return _move(request, access.set_statement_or_404(pk))


def _move(request: HttpRequest, part: Dimension | Statement) -> HttpResponse:
    of = part.version if isinstance(part, Dimension) else part.dimension.version  # type: ignore[union-attr]
    try:
        services.move(part=part, up=request.POST.get("direction") == "up", by=request.user)
    except QuestionsRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{_page_of(of)}#{part._meta.model_name}-{part.pk}")


@keeps
def remove_dimension(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.dimension_or_404(pk)
    return _confirm(
        request,
        lambda: services.remove(part=found, by=request.user),
        to=_page_of(found.version),
        title=f"Remove “{found}”?",
        text=f"{counted(found.statements.count(), 'statement goes,statements go')} with it, in this draft alone.",
        confirm_text="Remove the dimension",
        warning=True,
    )


@keeps
def remove_statement(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.set_statement_or_404(pk)
    return _confirm(
        request,
        lambda: services.remove(part=found, by=request.user),
        to=_page_of(found.dimension.version),  # type: ignore[union-attr]
        title="Remove the statement?",
        text=f"“{found}” is not asked in the new version. Charts of earlier rounds keep it.",
        confirm_text="Remove the statement",
        warning=True,
    )


@keeps
def publish_version(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.version_or_404(pk)
    running = services.open_rounds_of(found.question_set).count()
    return _confirm(
        request,
        lambda: services.publish_version(version=found, by=request.user, now=timezone.now()),
        to=_page_of(found),
        done=_published(found, running),
        title=f"Publish {found}?",
        text="New rounds ask it from now on. It never changes: other words are another version."
        + (f" {counted(running, 'round is,rounds are')} under way and not changed by this." if running else ""),
        confirm_text="Publish the version",
    )


def _published(found: QuestionSetVersion, running: int) -> str:
    words = "round under way keeps its version,rounds under way keep their version"
    kept = f" {counted(running, words)}." if running else ""
    return f"Version {found.number} is published.{kept}"


@keeps
def discard_version(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.version_or_404(pk)
    return _confirm(
        request,
        lambda: services.discard_version(version=found, by=request.user),
        to=reverse("partnerships:question_sets"),
        back=_page_of(found),
        done="The draft is thrown away.",
        title=f"Throw away the draft of version {found.number}?",
        text="The published versions stay as they are.",
        confirm_text="Throw away",
        warning=True,
    )


@keeps
def reminders(request: HttpRequest) -> HttpResponse:
    """When schools that have not handed in are reminded."""
    form = ReminderStepsForm(posted(request), steps=RoundReminderStep.objects.all())
    back_url = reverse("partnerships:question_sets")
    if request.method == "POST" and form.is_valid():
        save_reminder_steps(steps=form.steps(), by=request.user)
        messages.success(request, "Schools are reminded by these steps from now on.")
        return redirect(back_url)
    text = "Only schools that have not handed in are reminded. A row that is left empty is no reminder."
    context = {"form": form, "title": "Reminders of rounds", "text": text, "back_url": back_url}
    return render(request, "partnerships/question_sets/edit.html", context)


def _page_of(found: QuestionSetVersion) -> str:
    return reverse("partnerships:question_set_version", args=[found.pk])


def _edit(
    request: HttpRequest,
    form: PortalForm,
    save: Callable[[], QuestionSetVersion],
    *,
    done: str = "The draft is saved.",
    **page: Any,
) -> HttpResponse:
    """A form for a part of a draft; a refusal stands at its field, with what was entered."""
    if request.method == "POST" and form.is_valid():
        try:
            found = save()
        except QuestionsRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(_page_of(found))
    return render(request, "partnerships/question_sets/edit.html", {"form": form, **page})


def _confirm(
    request: HttpRequest, act: Callable[[], Any], *, to: str, back: str = "", done: str = "Done.", **page: Any
) -> HttpResponse:
    errors = []
    if request.method == "POST":
        try:
            act()
        except QuestionsRefused as refusal:
            errors = [{"text": str(refusal), "href": "#main-content"}]
        else:
            messages.success(request, done)
            return redirect(to)
    return render(request, "ui/confirm.html", {"errors": errors, "cancel_url": back or to, **page})
