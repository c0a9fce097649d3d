"""Rounds in the states that the demonstration does not show, and where the walk finds them."""

from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts import demo
from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from partnerships.models import QuestionSet, Round, RoundSchool, Statement
from partnerships.services.question_sets import begin_version
from partnerships.states import RoundState
from tests.factories.accounts import join
from tests.factories.evaluation import make_own_statement, make_round
from tests.factories.partnerships import make_partnership
from tests.factories.schools import make_school
from tests.journeys.areas.area import A_PART

NOT_WALKED = {
    "partnerships:begin_version": A_PART,
    "partnerships:move_dimension": A_PART,
    "partnerships:move_statement": A_PART,
    "partnerships:move_own_statement": A_PART,
}


def prepare() -> None:
    """A second partnership of the lead's with a closed round and a draft; the draft of a question set."""
    partnership = make_partnership("Marsh Partnership", schools=[make_school()])
    join(User.objects.distinct().get(memberships__role=Role.PARTNERSHIP_LEAD), partnership, Role.PARTNERSHIP_LEAD)
    make_own_statement(partnership)
    make_round(partnership, state=RoundState.CLOSED)
    make_round(partnership, state=RoundState.DRAFT)
    keeper = User.objects.get(memberships__role=Role.ADMINISTRATOR)
    begin_version(question_set=QuestionSet.objects.order_by("pk")[0], by=keeper, now=timezone.now())


def starts(role: str | None) -> list[str]:
    """Pages of a draft, of a closed round and of one handed in: the walk opens one round alone."""
    if role == "partnership_lead":
        draft = Round.objects.get(state=RoundState.DRAFT).pk
        closed = Round.objects.get(state=RoundState.CLOSED).pk
        running = Round.objects.get(state=RoundState.OPEN)
        own = Statement.objects.get(partnership__isnull=False).pk
        return [
            *(_page(name, draft) for name in ("open_round", "change_round", "discard_round")),
            _page("new_round", running.partnership_id),
            *(_page(name, running.pk) for name in ("extend_round", "close_round")),
            *(_page(name, closed) for name in ("publish_round", "reopen_round")),
            *(_page(name, own) for name in ("reword_own_statement", "remove_own_statement")),
        ]
    if role == "headteacher":
        head = next(one for one in demo.personas() if one.key == role)
        done = RoundSchool.objects.filter(school__in=head.organisations).exclude(handed_in_at=None)
        return [_page("school_answers", done[0].pk)]
    return []


def _page(name: str, pk: int) -> str:
    return reverse(f"partnerships:{name}", args=[pk])
