"""Officers of the quadrant keep what a partnership is: its name, kind, quadrant and end; its lead keeps its text."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.ui.access import signed_in
from essex_portal.ui.words import counted, date_words
from partnerships import queries
from partnerships.access import partnership_kept_by, partnership_kept_in_quadrant_by, quadrants_kept_by
from partnerships.forms.facts import EndPartnershipForm, FactsForm, PageTextForm
from partnerships.forms.trusts import FindTrustForm, TrustForm
from partnerships.queries.trusts import trusts_like
from partnerships.services import facts as services
from partnerships.services import register
from partnerships.services.refusals import DirectoryRefused

keeps = requires(Permission.KEEP_PARTNERSHIPS)


@keeps
def new_partnership(request: HttpRequest) -> HttpResponse:
    """A partnership that the directory lacks."""
    form = FactsForm(
        posted(request),
        kinds=list(queries.kinds()),
        quadrants=list(quadrants_kept_by(request.user)),
        initial={"from_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_partnership(
                facts=form.facts(), from_on=form.cleaned_data["from_on"], by=request.user, now=timezone.now()
            )
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{made} is in the directory. Add its schools.")
            return redirect("partnerships:partnership", made.pk)
    context = {"title": "New partnership", "form": form, "confirm_text": "Add the partnership"}
    return render(request, "ui/confirm.html", context | {"cancel_url": reverse("partnerships:directory")})


@keeps
def change_partnership(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename it, say another kind, or give it to another quadrant, from a day on."""
    today = timezone.localdate()
    partnership = partnership_kept_in_quadrant_by(request.user, pk, today)
    facts = queries.facts_of(partnership, today) or queries.history_of_facts(partnership)[0]
    form = FactsForm(
        posted(request),
        kinds=list(queries.kinds()),
        quadrants=list(queries.quadrants()),
        initial=FactsForm.initial_of(facts) | {"from_on": today},
    )
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["from_on"]
        try:
            services.change_facts(
                partnership=partnership, facts=form.facts(), from_on=day, by=request.user, now=timezone.now()
            )
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"The change holds from {date_words(day)}. What was before stays as it was.")
            return redirect("partnerships:partnership", pk)
    context = {
        "title": f"Change {facts.name}",
        "text": "The directory shows this from the day that you enter. Earlier days keep what they had.",
        "form": form,
        "confirm_text": "Save the change",
        "cancel_url": reverse("partnerships:partnership", args=[pk]),
    }
    return render(request, "ui/confirm.html", context)


@keeps
def end_partnership(request: HttpRequest, pk: int) -> HttpResponse:
    """Its last day; its schools leave with it."""
    today = timezone.localdate()
    partnership = partnership_kept_in_quadrant_by(request.user, pk, today)
    form = EndPartnershipForm(posted(request), initial={"last_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_partnership(partnership=partnership, **form.cleaned_data, by=request.user, now=timezone.now())
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{date_words(form.cleaned_data['last_on'])} is its last day.")
            return redirect("partnerships:partnership", pk)
    context = {
        "title": f"End {partnership}",
        "text": "It stays in the directory of the days until then, with its schools.",
        "form": form,
        "confirm_text": "End the partnership",
        "warning": True,
        "cancel_url": reverse("partnerships:partnership", args=[pk]),
    }
    return render(request, "ui/confirm.html", context)


@keeps
def match_trust(request: HttpRequest, pk: int) -> HttpResponse:
    """Which trust of the register it is; its academies are the members then."""
    today = timezone.localdate()
    partnership = partnership_kept_in_quadrant_by(request.user, pk, today)
    facts = queries.facts_of(partnership, today)
    if facts is None or not facts.kind.follows_register:
        raise Http404
    find = FindTrustForm(request.GET or None, initial={"q": facts.name})
    q = (find.cleaned_data["q"] if request.GET and find.is_valid() else "") or facts.name
    trusts = list(trusts_like(q))
    initial = {"trust": str(facts.trust_id) if facts.trust_id else None}
    form = TrustForm(posted(request), trusts=trusts, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            done = register.match_trust(
                partnership=partnership, trust=form.chosen(), by=request.user, now=timezone.now()
            )
        except DirectoryRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _followed_words(done, form.chosen()))
            return redirect("partnerships:partnership", pk)
    context = {"partnership": partnership, "facts": facts, "find_form": find, "form": form, "trusts": trusts}
    return render(request, "partnerships/keeping/match_trust.html", context)


def _followed_words(done: register.Followed, trust: Organisation | None) -> str:
    if trust is None:
        return "Its schools are kept by hand from now on. Those that are in it stay."
    left = " ".join(("", *done.left))
    added = counted(done.added, "school was added,schools were added")
    return f"It follows {trust} in the school register: {added}.{left}"


@signed_in
def page_text(request: HttpRequest, pk: int) -> HttpResponse:
    """What the partnership says of itself on its page: its lead and its officers write it."""
    partnership = partnership_kept_by(request.user, pk, timezone.localdate())
    form = PageTextForm(posted(request), initial={"text": partnership.partnership.page_text})
    if request.method == "POST" and form.is_valid():
        services.write_page_text(
            partnership=partnership, text=form.cleaned_data["text"], by=request.user, now=timezone.now()
        )
        messages.success(request, "The text is on the page.")
        return redirect("partnerships:partnership", pk)
    context = {
        "title": f"Text of {partnership}",
        "form": form,
        "confirm_text": "Save the text",
        "cancel_url": reverse("partnerships:partnership", args=[pk]),
    }
    return render(request, "ui/confirm.html", context)
