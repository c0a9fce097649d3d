"""A school's place on a waiting list: joining, seeing where it stands, booking what it is offered, leaving."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import requires
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from traded_assessment.access import school_to_book_for, session_in_catalogue, waiting_entry_for
from traded_assessment.basket import Basket
from traded_assessment.forms.waiting import JoinForm
from traded_assessment.models import TrainingSession
from traded_assessment.queries.baskets import other_dates
from traded_assessment.queries.waiting import entry_of, position_of, waiting_rules
from traded_assessment.services import waiting_list as services
from traded_assessment.services.order_checks import why_not_bookable
from traded_assessment.services.order_requests import Person
from traded_assessment.services.waiting_list import WaitingRefused
from traded_assessment.states import WaitingState

books = requires(Permission.BOOK_TRAINING)


@books
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """How many places, and perhaps for whom."""
    school, session, now = school_to_book_for(request), session_in_catalogue(pk), timezone.now()
    if entry := entry_of(school, session):
        return redirect("traded_assessment:waiting_entry", entry.pk)
    if why_not_bookable(session, now):
        return redirect("traded_assessment:session", session.pk)
    form = JoinForm(posted(request), initial={"places": request.GET.get("places") or 1})
    if request.method == "POST" and form.is_valid():
        try:
            entry = services.join_waiting_list(
                school=school,
                session=session,
                places=form.cleaned_data["places"],
                people=form.cleaned_data["names"],
                by=request.user,
                now=now,
            )
        except WaitingRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Your school is on the waiting list.")
            return redirect("traded_assessment:waiting_entry", entry.pk)
    return _join_page(request, form, session)


def _join_page(request: HttpRequest, form: JoinForm, session: TrainingSession) -> HttpResponse:
    context = {
        "form": form,
        "session": session,
        "hours": waiting_rules().offer_hours,
        "other_dates": other_dates(session, places=1, now=timezone.now()),
    }
    return render(request, "traded_assessment/waiting/join.html", context)


@books
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the school stands, or what it is offered and until when."""
    found = waiting_entry_for(request.user, pk)
    now = timezone.now()
    hold = found.hold
    offered = found.state == WaitingState.OFFERED and hold is not None and hold.expires_at > now
    context = {
        "entry": found,
        "session": found.training_session,
        "position": position_of(found) if found.state == WaitingState.WAITING else None,
        "offered": offered,
        "ran_out": found.state == WaitingState.LAPSED or (found.state == WaitingState.OFFERED and not offered),
        "can_join_again": not why_not_bookable(found.training_session, now),
        "acts_for_it": getattr(request, "acting_for", None) == found.school,
    }
    return render(request, "traded_assessment/waiting/entry.html", context)


@books
@require_POST
def book_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the places that are offered into the basket: the check page shows their price."""
    found = waiting_entry_for(request.user, pk)
    basket = Basket.of(request.session, school_to_book_for(request))
    if found.school != basket.school or found.state != WaitingState.OFFERED:
        return redirect("traded_assessment:waiting_entry", pk)
    people = [Person(**person) for person in found.people]
    basket.name_people(found.training_session, people, ready=True, unnamed=found.places - len(people))
    return redirect("traded_assessment:check_order")


@books
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the list, or let go of what is offered, after a question."""
    found = waiting_entry_for(request.user, pk)
    offered = found.state == WaitingState.OFFERED
    if request.method == "POST":
        services.leave(entry=found, by=request.user, now=timezone.now())
        done = "You have let go of the places. Thank you for telling us." if offered else "You have left the list."
        messages.success(request, done)
        return redirect("traded_assessment:waiting_entry", pk)
    context = {"entry": found, "session": found.training_session, "offered": offered}
    return render(request, "traded_assessment/waiting/leave.html", context)
