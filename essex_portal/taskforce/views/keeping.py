"""Keeping the year, its audiences and the books of ideas. For administrators."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.requests import posted
from essex_portal.taskforce.access import reading_year_or_404
from essex_portal.taskforce.forms.reading import AudienceForm, BookForm, ReadingYearForm
from essex_portal.taskforce.models import Audience, IdeaBook
from essex_portal.taskforce.services import reading as services
from essex_portal.taskforce.services.reading import ReadingRefused
from essex_portal.taskforce.views.permissions import for_keepers
from essex_portal.ui.saving import saved


@for_keepers
def keep_reading(request: HttpRequest) -> HttpResponse:
    """What administrators keep of the Year of Reading."""
    context = {"year": reading_year_or_404(), "audiences": Audience.objects.all()}
    return render(request, "taskforce/reading/keep.html", context)


@for_keepers
def change_reading_year(request: HttpRequest) -> HttpResponse:
    year = reading_year_or_404()
    form = ReadingYearForm(posted(request), initial=ReadingYearForm.initial_of(year))

    def save(values: dict[str, Any]) -> bool:
        services.save_reading_year(reading_year=year, values=values, by=request.user)
        return True

    if saved(form, save):
        messages.success(request, f"{year} was saved.")
        return redirect("taskforce:keep_reading")
    return _form_page(request, form, f"Change the {year}", "taskforce:keep_reading")


@for_keepers
def add_audience(request: HttpRequest) -> HttpResponse:
    return _edit_audience(request, None)


@for_keepers
def change_audience(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit_audience(request, get_object_or_404(Audience, pk=pk))


def _edit_audience(request: HttpRequest, audience: Audience | None) -> HttpResponse:
    initial = AudienceForm.initial_of(audience) if audience else {"position": Audience.objects.count(), "in_use": True}
    form = AudienceForm(posted(request), initial=initial)
    done = saved(
        form,
        lambda values: services.save_audience(audience=audience, values=values, by=request.user),
        ReadingRefused,
    )
    if done:
        messages.success(request, f"“{done}” was saved.")
        return redirect("taskforce:keep_reading")
    title = f"Change “{audience}”" if audience else "Add an audience"
    return _form_page(request, form, title, "taskforce:keep_reading")


@for_keepers
def add_book(request: HttpRequest) -> HttpResponse:
    form = BookForm(posted(request), request.FILES or None)
    done = saved(form, lambda values: services.add_book(**values, by=request.user, now=timezone.now()), ReadingRefused)
    if done:
        messages.success(request, f"“{done}” was added.")
        return redirect("taskforce:reading")
    return _form_page(request, form, "Add a book of ideas", "taskforce:reading")


@for_keepers
def withdraw_book(request: HttpRequest, pk: int) -> HttpResponse:
    book = get_object_or_404(IdeaBook, pk=pk, withdrawn_at=None)
    if request.method == "POST":
        services.withdraw_book(book=book, by=request.user, now=timezone.now())
        messages.success(request, f"“{book}” is off the page.")
        return redirect("taskforce:reading")
    context = {
        "title": f"Take “{book}” off the page?",
        "text": "Schools no longer see it. You can add it again.",
        "confirm_text": "Take it off",
        "cancel_url": reverse("taskforce:reading"),
        "warning": True,
    }
    return render(request, "ui/confirm.html", context)


def _form_page(request: HttpRequest, form: Any, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back_url": reverse(back)}
    return render(request, "ui/form_page.html", context)
