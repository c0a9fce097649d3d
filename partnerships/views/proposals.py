"""A headteacher proposes a change of the school's partnerships; those who keep the partnership answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires, school_acted_for
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.ui.access import signed_in
from partnerships import queries
from partnerships.access import may_change_members, proposal_for
from partnerships.forms.members import AnswerForm, ProposalForm
from partnerships.models import MembershipProposal
from partnerships.queries.proposals import proposals_of, proposals_to
from partnerships.services import proposals as services
from partnerships.services.refusals import DirectoryRefused
from partnerships.states import ProposalState, ProposedChange
from partnerships.tables import OwnProposalTable, ProposalTable


@requires(Permission.PROPOSE_PARTNERSHIP_CHANGE)
def own_partnerships(request: HttpRequest) -> HttpResponse:
    """The partnerships of the school that the headteacher acts for, and what the school has proposed."""
    school, today = school_acted_for(request, Permission.PROPOSE_PARTNERSHIP_CHANGE), timezone.localdate()
    table = OwnProposalTable(proposals_of(school))
    context = {
        "school": school,
        "facts": queries.facts_of_schools([school.pk], today)[school.pk],
        "table": table,
        "has_proposed": proposals_of(school).exists(),
    }
    return render(request, "partnerships/proposals/own.html", context)


@requires(Permission.PROPOSE_PARTNERSHIP_CHANGE)
def propose(request: HttpRequest) -> HttpResponse:
    """Where the school belongs from a day on, or no longer does."""
    school, today = school_acted_for(request, Permission.PROPOSE_PARTNERSHIP_CHANGE), timezone.localdate()
    form = ProposalForm(posted(request), partnerships=list(queries.partnerships_on(today)), initial={"from_on": today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.propose(
                school=school,
                partnership=form.chosen(),
                change=ProposedChange(given["change"]),
                from_on=given["from_on"],
                words=given["words"],
                by=request.user,
                now=timezone.now(),
            )
        except DirectoryRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else "partnership", str(refusal))
        else:
            messages.success(request, "Your proposal is with the officers of the quadrant.")
            return redirect("partnerships:own_partnerships")
    return render(request, "partnerships/proposals/propose.html", {"form": form, "school": school})


@signed_in
def proposals(request: HttpRequest) -> HttpResponse:
    """What schools have proposed about the partnerships that this person keeps."""
    table = ProposalTable(proposals_to(request.user, timezone.localdate()))
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "partnerships/proposals/list.html", {"table": table})


@signed_in
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: the school sees what became of it, those who keep the partnership answer it."""
    today = timezone.localdate()
    found = proposal_for(request.user, pk, today)
    may_answer = may_change_members(request.user, found.partnership, today) and found.state == ProposalState.ASKED
    form = AnswerForm(posted(request)) if may_answer else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            _answer(request, found, form)
        except DirectoryRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your answer is given. The school sees it.")
            return redirect("partnerships:proposals")
    context = {
        "proposal": found,
        "form": form,
        "may_withdraw": found.state == ProposalState.ASKED
        and holds(request.user, Permission.PROPOSE_PARTNERSHIP_CHANGE, found.school),
        "keeps": may_change_members(request.user, found.partnership, today),
    }
    return render(request, "partnerships/proposals/proposal.html", context)


@requires(Permission.PROPOSE_PARTNERSHIP_CHANGE)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The school takes its proposal back."""
    found = proposal_for(request.user, pk, timezone.localdate())
    services.withdraw(proposal=found, by=request.user, now=timezone.now())
    messages.success(request, "Your proposal is withdrawn. Nothing has changed.")
    return redirect("partnerships:own_partnerships")


def _answer(request: HttpRequest, found: MembershipProposal, form: AnswerForm) -> None:
    if form.cleaned_data["answer"] == "accept":
        services.accept(proposal=found, by=request.user, now=timezone.now())
    else:
        services.refuse(proposal=found, answer=form.cleaned_data["reason"], by=request.user, now=timezone.now())
