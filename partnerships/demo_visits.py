"""Peer review of the demonstration: a visit that took place and one to come, in the demo partnership."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from essex_portal.accounts.demo import PARTNERSHIP, personas
from essex_portal.accounts.models import User
from partnerships.models import PeerVisit
from partnerships.queries import memberships_of
from partnerships.queries.visits import schools_in
from partnerships.services.visits import Plan, arrange_visit, write_findings

FRIDAY = 4
AGO, AHEAD, FOLLOW_UP = timedelta(21), timedelta(14), timedelta(60)
STRENGTHS = (
    "Children talk about what they have learned before.",
    "Teaching assistants know their questions in advance.",
)
EVEN_BETTER = ("Subject leads see the same lesson in two classes each term.",)


def load_visits(*, today: date) -> None:
    """Where the demo headteacher's school is in a partnership with others, and there is no visit yet."""
    head = next((persona for persona in personas() if persona.key == "headteacher"), None)
    own = head.organisations[0] if head else None
    membership = memberships_of([own], today).filter(partnership__name=PARTNERSHIP).first() if own else None
    if head is None or own is None or membership is None or PeerVisit.objects.exists():
        return
    others = schools_in([membership.partnership], today).exclude(pk=own.pk).order_by("name")
    by, now = User.objects.get(email=head.email), timezone.make_aware(datetime.combine(today - AGO, time(8)))
    pairs = [(own, other) if at == 0 else (other, own) for at, other in enumerate(others[:2])]
    for (host, visitor), day in zip(pairs, (today - AGO, today + AHEAD), strict=False):
        on = _weekday(day)
        plan = Plan(
            partnership=membership.partnership,
            other_partnership=None,
            host=host,
            visitor=visitor,
            on=on,
            starts=time(9),
            ends=time(15),
            focus="How do children remember more of what they learn in history?",
        )
        visit = arrange_visit(plan=plan, by=by, now=now)
        if on < today:
            write_findings(
                visit=visit,
                strengths=STRENGTHS,
                even_better=EVEN_BETTER,
                follow_up_on=on + FOLLOW_UP,
                by=by,
                today=today,
            )


def _weekday(day: date) -> date:
    """The day, or the Friday before a weekend."""
    return day - timedelta(max(0, day.weekday() - FRIDAY))
