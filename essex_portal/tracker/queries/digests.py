"""What a person hears of in the morning."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from essex_portal.accounts.models import Membership, User
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import PERMISSIONS, Permission, Role
from essex_portal.school_calendar import is_working_day
from essex_portal.tracker.access import actions_for
from essex_portal.tracker.models import ActionUpdate
from essex_portal.tracker.queries.actions import ActionFilter, versions_as_at
from essex_portal.tracker.queries.mine import my_versions, unfinished_updates, waiting_updates
from essex_portal.tracker.states import UpdateState

LINES = 10
COMING = timedelta(days=7)


@dataclass(frozen=True)
class Listed:
    """At most `LINES` of what was found, and how many there are."""

    rows: list[Any]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Digest:
    """One person's morning. Without anything in it, nobody is written to."""

    due: Listed
    coming: Listed
    sent_back: Listed
    waiting: Listed
    watched: Listed

    @property
    def is_empty(self) -> bool:
        return not any(part.count for part in (self.due, self.coming, self.sent_back, self.waiting, self.watched))


def digest_for(user: User, *, now: datetime) -> Digest:
    """What the person has to do, and what changed since the last working morning in what the person watches.

    By role: officers have their quadrants' actions, approvers the queue; everybody what names them and what they watch.
    """
    since = _last_morning(now)
    mine = my_versions(user, now, due_only=False)
    today = timezone.localdate(now)
    soon = Q(forecast_on__range=(today, today + COMING)) | Q(
        forecast_on=None, baseline_on__range=(today, today + COMING)
    )
    return Digest(
        due=_listed(my_versions(user, now, due_only=True)),
        coming=_listed(mine.filter(soon)),
        sent_back=_listed(unfinished_updates(user).filter(state=UpdateState.SENT_BACK)),
        waiting=_listed(_to_decide(user)),
        watched=_listed(_watched(user, since, now)),
    )


def readers() -> list[User]:
    """Who may look at the tracker. One query."""
    roles = [role for role in Role if Permission.VIEW_TRACKER in PERMISSIONS[role]]
    current = Membership.objects.filter(role__in=roles, ended_at=None, user__is_active=True)
    return list(User.objects.filter(pk__in=current.values("user")).order_by("pk"))


def _watched(user: User, since: datetime, now: datetime) -> Any:
    wanted = ActionFilter(watched_by=user, changed_since=since, visible=actions_for(user))
    return versions_as_at(now, wanted)


def _to_decide(user: User) -> Any:
    if not holds(user, Permission.APPROVE_UPDATES):
        return ActionUpdate.objects.none()
    return waiting_updates().filter(action__in=actions_for(user)).exclude(author=user)


def _listed(rows: Any) -> Listed:
    return Listed(list(rows[:LINES]), rows.count())


def _last_morning(now: datetime) -> datetime:
    """The same time on the working day before."""
    today = timezone.localdate(now)
    days = next(days for days in range(1, 15) if is_working_day(today - timedelta(days=days)))
    return now - timedelta(days=days)
