"""Funded places for the office: keeping offers, ranking and awarding, the money."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import PersonRequest, posted
from essex_portal.accounts.roles import Permission
from essex_portal.ui.words import counted
from partnerships.access import application_to_decide, offer_of
from partnerships.forms.offers import OfferForm, OfferWordsForm, RankingForm, ReasonForm
from partnerships.funded_places import Answer
from partnerships.models import Offer
from partnerships.offer_money import money_chart, money_csv
from partnerships.offer_pages import facts_of_offer, tones_of
from partnerships.queries.offers import applications_to, money_report, offers_of, reasons_for, with_counts
from partnerships.services import awards, offers
from partnerships.services.refusals import OfferRefused
from partnerships.states import ApplicationState, OfferState

keeps = requires(Permission.KEEP_OFFERS)


@requires(Permission.VIEW_OFFERS)
def office_offers(request: PersonRequest) -> HttpResponse:
    """The offers of the person's quadrants with what waits for the office."""
    found = with_counts(offers_of(request.user, Permission.VIEW_OFFERS)).select_related("quadrant")
    context = {"offers": found, "keeps": holds(request.user, Permission.KEEP_OFFERS)}
    return render(request, "partnerships/offers/office_list.html", context)


@keeps
def new_offer(request: PersonRequest) -> HttpResponse:
    """A draft, for schools to see once it is published."""
    form = OfferForm(posted(request), user=request.user)
    return _save(request, form, None, form)


@keeps
def edit_offer(request: PersonRequest, pk: int) -> HttpResponse:
    """All of a draft; of a published offer, what may still change."""
    offer = offer_of(request.user, Permission.KEEP_OFFERS, pk)
    initial = OfferWordsForm.words_of(offer)
    if offer.state != OfferState.DRAFT:
        return _save(request, OfferWordsForm(posted(request), initial=initial), offer, None)
    form = OfferForm(posted(request), user=request.user, initial=initial | OfferForm.terms_of(offer))
    return _save(request, form, offer, form)


def _save(
    request: PersonRequest, form: OfferWordsForm, offer: Offer | None, with_terms: OfferForm | None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = offers.save_offer(
                offer=offer,
                words=form.words,
                terms=with_terms.terms if with_terms else None,
                by=request.user,
                today=timezone.localdate(),
            )
        except OfferRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The offer is saved.")
            return redirect("partnerships:office_offer", saved.pk)
    return render(request, "partnerships/offers/edit.html", {"form": form, "offer": offer})


@keeps
def office_offer(request: PersonRequest, pk: int) -> HttpResponse:
    """Who applied, with a rank for each; the places still to give."""
    offer = offer_of(request.user, Permission.KEEP_OFFERS, pk)
    rows = list(applications_to(offer))
    to_rank = [row for row in rows if row.state in awards.TO_RANK]
    form = RankingForm(posted(request), applications=to_rank)
    if request.method == "POST" and form.is_valid():
        try:
            awards.rank_applications(offer=offer, ranks=form.ranks, by=request.user)
        except OfferRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The ranking is saved.")
            return redirect("partnerships:office_offer", pk)
    today, tones = timezone.localdate(), tones_of(rows)
    context = {
        "offer": offer,
        "facts": facts_of_offer(offer),
        "form": form,
        "rows": [_ranked(row, form, tones[row.pk]) for row in rows],
        "is_open": offer.is_open_on(today),
        "may_award": offer.rolling or not offer.is_open_on(today),
        "is_draft": offer.state == OfferState.DRAFT,
        "is_published": offer.state == OfferState.PUBLISHED,
        "to_rank": bool(to_rank),
    }
    return render(request, "partnerships/offers/office_offer.html", context)


def _ranked(row: Any, form: RankingForm, tone: str) -> dict[str, Any]:
    """An application with its two boxes, where it can still be ranked."""
    boxes = [form[name] for name in (f"rank_{row.pk}", f"places_{row.pk}") if name in form.fields]
    return {"row": row, "boxes": boxes, "tone": tone}


@keeps
@require_POST
def publish_offer(request: PersonRequest, pk: int) -> HttpResponse:
    try:
        offers.publish_offer(offer=offer_of(request.user, Permission.KEEP_OFFERS, pk), by=request.user)
    except OfferRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The offer is published. Schools see it now.")
    return redirect("partnerships:office_offer", pk)


@keeps
def end_offer(request: PersonRequest, pk: int) -> HttpResponse:
    """Take no more applications, after a reason."""
    offer = offer_of(request.user, Permission.KEEP_OFFERS, pk)
    form = ReasonForm(posted(request), hint="Kept in the audit trail. Schools do not see it")
    if request.method == "POST" and form.is_valid():
        offers.end_offer(offer=offer, by=request.user, **form.cleaned_data)
        messages.success(request, "The offer has ended. What schools have been awarded stays.")
        return redirect("partnerships:office_offer", pk)
    text = "Schools can no longer apply, and places that are given back go to nobody. What is awarded stays."
    return _ask(request, form, f"End “{offer}”?", text, "End the offer", pk)


@keeps
def award(request: PersonRequest, pk: int) -> HttpResponse:
    """Give the places by rank, after a look at who gets one."""
    offer = offer_of(request.user, Permission.KEEP_OFFERS, pk)
    errors = []
    if request.method == "POST":
        try:
            given = awards.award_places(offer=offer, by=request.user, now=timezone.now())
        except OfferRefused as refusal:
            errors = [{"text": str(refusal), "href": "#main-content"}]
        else:
            messages.success(request, f"{counted(len(given), 'school has,schools have')} been awarded places.")
            return redirect("partnerships:office_offer", pk)
    rows = applications_to(offer).filter(state__in=awards.TO_RANK)
    context = {"offer": offer, "rows": rows, "errors": errors}
    return render(request, "partnerships/offers/award.html", context)


@keeps
def office_application(request: PersonRequest, pk: int) -> HttpResponse:
    """What a school wrote, what the register says of it, what it declares."""
    found = application_to_decide(request.user, pk)
    reasons = reasons_for(found.offer, found.school)
    context = {
        "application": found,
        "offer": found.offer,
        "reasons": reasons,
        "unclear": any(reason.answer == Answer.UNKNOWN for reason in reasons),
        "tone": tones_of([found])[found.pk],
        "can_turn_down": found.state in awards.TO_RANK,
        "is_turned_down": found.state == ApplicationState.TURNED_DOWN,
    }
    return render(request, "partnerships/offers/office_application.html", context)


@keeps
@require_POST
def confirm_declarations(request: PersonRequest, pk: int) -> HttpResponse:
    found = application_to_decide(request.user, pk)
    awards.confirm_declarations(application=found, by=request.user, now=timezone.now())
    messages.success(request, "Confirmed.")
    return redirect("partnerships:office_application", pk)


@keeps
def turn_down(request: PersonRequest, pk: int) -> HttpResponse:
    """Refuse one application, with a reason that the school reads."""
    found = application_to_decide(request.user, pk)
    form = ReasonForm(posted(request), hint="The school reads this in its email")
    if request.method == "POST" and form.is_valid():
        try:
            awards.turn_down(application=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except OfferRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The application is turned down, and the school has been told.")
            return redirect("partnerships:office_offer", found.offer_id)
    return _ask(request, form, f"Turn down {found.school}?", found.offer.title, "Turn down", found.offer_id)


def _ask(request: HttpRequest, form: ReasonForm, title: str, text: str, button: str, pk: int) -> HttpResponse:
    context = {"form": form, "title": title, "text": text, "confirm_text": button, "warning": True}
    context["cancel_url"] = reverse("partnerships:office_offer", args=[pk])
    return render(request, "ui/confirm.html", context)


@requires(Permission.VIEW_OFFERS)
@require_GET
def offers_money(request: PersonRequest) -> HttpResponse:
    """What each offer has promised, what schools have accepted, what is left."""
    report = money_report(_counted_in(request))
    context = {"report": report, "chart": money_chart(report)}
    return render(request, "partnerships/offers/money.html", context)


@requires(Permission.VIEW_OFFERS)
@require_GET
def offers_money_csv(request: PersonRequest) -> HttpResponse:
    """The same, a line for each part of an offer's money."""
    headers = {"Content-Disposition": 'attachment; filename="funded-places.csv"'}
    content = money_csv(money_report(_counted_in(request)))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _counted_in(request: PersonRequest) -> Any:
    return offers_of(request.user, Permission.VIEW_OFFERS)
