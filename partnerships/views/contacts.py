"""Who is reached in which office: the list, keeping it, and the yearly answer by link."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds_for_county
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.ui.access import public, signed_in
from partnerships.access import holder_kept_by, keeps_partnerships_on, quadrants_kept_by
from partnerships.contact_links import holder_of_link
from partnerships.contact_tables import ContactTable
from partnerships.forms.contacts import ConfirmForm, DetailsForm, EndHolderForm, HolderForm, OfficeForm
from partnerships.models import Office
from partnerships.queries.offices import contact, contacts_on
from partnerships.services import contacts as services
from partnerships.services.offices import keep_office
from partnerships.services.refusals import DirectoryRefused

county_keeps = requires(Permission.KEEP_PARTNERSHIPS)


@signed_in
def contacts(request: HttpRequest) -> HttpResponse:
    """Every office and who is reached in it, with how old that is."""
    today = timezone.localdate()
    found = contacts_on(today)
    stale = request.GET.get("show") == "stale"
    shown = [one for one in found if one.freshness.word != "Confirmed"] if stale else found
    places = {one.pk for one in places_of(request) if one}
    table = ContactTable(shown, kept=places, keeps_county=holds_for_county(request.user, Permission.KEEP_PARTNERSHIPS))
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {
        "table": table,
        "stale": stale,
        "count": len(shown),
        "to_confirm": sum(one.freshness.word != "Confirmed" for one in found),
        "may_add": bool(places),
        "keeps_county": holds_for_county(request.user, Permission.KEEP_PARTNERSHIPS),
    }
    return render(request, "partnerships/contacts/list.html", context)


@signed_in
def new_holder(request: HttpRequest) -> HttpResponse:
    """Somebody who holds an office of a place that this person keeps."""
    form = HolderForm(
        posted(request),
        offices=list(Office.objects.filter(in_use=True)),
        places=places_of(request),
        initial={"from_on": timezone.localdate(), "place": request.GET.get("place", "")},
    )
    if request.method == "POST" and form.is_valid():
        office, place = form.chosen()
        try:
            services.add_holder(
                office=office, place=place, details=form.details(), from_on=form.cleaned_data["from_on"],
                by=request.user, now=timezone.now(),
            )  # fmt: skip
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{office} is in the directory.")
            return redirect("partnerships:contacts")
    context = {"title": "New contact", "form": form, "confirm_text": "Add the contact"}
    return render(request, "ui/confirm.html", context | {"cancel_url": reverse("partnerships:contacts")})


@signed_in
def change_holder(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct how somebody is reached."""
    holder = holder_kept_by(request.user, pk, timezone.localdate())
    form = DetailsForm(posted(request), initial=DetailsForm.initial_of(holder))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_details(holder=holder, details=form.details(), by=request.user, now=timezone.now())
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The details are saved and count as confirmed today.")
            return redirect("partnerships:contacts")
    doubt = f"The person said that this is not right: {holder.put_in_doubt}" if holder.put_in_doubt else ""
    context = {"title": f"Details of {holder}", "text": doubt, "form": form, "confirm_text": "Save the details"}
    return render(request, "ui/confirm.html", context | {"cancel_url": reverse("partnerships:contacts")})


@signed_in
def end_holder(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day in the office."""
    holder = holder_kept_by(request.user, pk, timezone.localdate())
    form = EndHolderForm(posted(request), initial={"last_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_holder(
                holder=holder, last_on=form.cleaned_data["last_on"], by=request.user, now=timezone.now()
            )
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The last day is written down. Add who comes after.")
            return redirect("partnerships:contacts")
    context = {
        "title": f"End {holder}",
        "text": holder.name or holder.email,
        "form": form,
        "confirm_text": "Save the last day",
        "cancel_url": reverse("partnerships:contacts"),
    }
    return render(request, "ui/confirm.html", context)


@public
def confirm_contact(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in the mail: the details, and whether they are right. No account is needed."""
    holder = holder_of_link(token)
    if holder is None:
        return render(request, "partnerships/contacts/link_over.html", status=404)
    today = timezone.localdate()
    form = ConfirmForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["answer"] == "yes":
            services.confirm_by_link(holder=holder, on=today)
        else:
            services.doubt_by_link(holder=holder, words=form.cleaned_data["words"])
        return render(request, "partnerships/contacts/thanks.html", {"right": form.cleaned_data["answer"] == "yes"})
    context = {"form": form, "holder": holder, "contact": contact(holder, today)}
    return render(request, "partnerships/contacts/confirm.html", context)


@county_keeps
def offices(request: HttpRequest) -> HttpResponse:
    """The list of offices, in its order."""
    context = {
        "offices": Office.objects.all(),
        "keeps_county": holds_for_county(request.user, Permission.KEEP_PARTNERSHIPS),
    }
    return render(request, "partnerships/contacts/offices.html", context)


@county_keeps
def office(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new office, or a change of one."""
    if not holds_for_county(request.user, Permission.KEEP_PARTNERSHIPS):
        raise PermissionDenied("Only administrators keep the list of offices.")
    found = get_object_or_404(Office, pk=pk) if pk is not None else None
    initial = OfficeForm.initial_of(found) if found else {"position": 50}
    form = OfficeForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_office(office=found, facts=form.facts(), by=request.user)
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{kept} is saved.")
            return redirect("partnerships:offices")
    context = {
        "title": f"Change {found}" if found else "New office",
        "form": form,
        "confirm_text": "Save the office",
        "cancel_url": reverse("partnerships:offices"),
    }
    return render(request, "ui/confirm.html", context)


def places_of(request: HttpRequest) -> list[Organisation | None]:
    """Where this person says who holds an office; None is the county."""
    today = timezone.localdate()
    kept = [facts.partnership for facts in keeps_partnerships_on(request.user, today).order_by("name")]
    county: list[Organisation | None] = [None] if holds_for_county(request.user, Permission.KEEP_PARTNERSHIPS) else []
    return [*county, *quadrants_kept_by(request.user), *kept]
