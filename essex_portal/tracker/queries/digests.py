"""What a person hears of in the morning."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from essex_portal.accounts.models import Membership, User
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import PERMISSIONS, Permission, Role
from essex_portal.school_calendar import is_working_day
from essex_portal.tracker.access import actions_for
from essex_portal.tracker.models import ActionUpdate, ActionVersion
from essex_portal.tracker.queries.actions import ActionFilter, versions_as_at
from essex_portal.tracker.queries.mine import my_versions, unfinished_updates, waiting_updates
from essex_portal.tracker.queries.updates import latest_updates_as_at
from essex_portal.tracker.states import UpdateState
from essex_portal.ui.words import date_words

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


@dataclass(frozen=True)
class WatchedChange:
    """A watched action, with its rating and its expected day before and now; None and empty where there was none."""

    version: ActionVersion
    rated_before: str
    rated: str
    due_before: date | None
    due: date | None

    @property
    def words(self) -> str:
        """What people watch for: a new rating, another expected day. Empty when something else has changed."""
        said = []
        if self.rated != self.rated_before:
            said.append(f"rated {self.rated}" + (f", was {self.rated_before}" if self.rated_before else ""))
        if self.due and self.due_before and self.due != self.due_before:
            said.append(f"expected {date_words(self.due)}, was {date_words(self.due_before)}")
        return "; ".join(said)


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
        watched=_told(_listed(_watched(user, since, now)), since, now),
    )


def readers() -> list[User]:
    """Who may look at the tracker, but those who have switched the summary off. One query."""
    roles = [role for role in Role if Permission.VIEW_TRACKER in PERMISSIONS[role]]
    current = Membership.objects.filter(role__in=roles, ended_at=None, user__is_active=True)
    return list(User.objects.filter(pk__in=current.values("user"), digest_off=None).order_by("pk"))


def _watched(user: User, since: datetime, now: datetime) -> Any:
    wanted = ActionFilter(watched_by=user, changed_since=since, visible=actions_for(user))
    return versions_as_at(now, wanted)


def _told(found: Listed, since: datetime, now: datetime) -> Listed:
    """What became of those listed, from `since` to `now`. Three queries."""
    keys = [version.of_id for version in found.rows]
    before, latest = latest_updates_as_at(keys, since), latest_updates_as_at(keys, now)
    due = {version.of_id: version.due_on for version in ActionVersion.objects.as_at(since).filter(of__in=keys)}
    rows = [
        WatchedChange(
            version, _rating(before.get(version.of_id)), _rating(latest.get(version.of_id)), due.get(version.of_id),
            version.due_on,
        )
        for version in found.rows
    ]  # fmt: skip
    return Listed(rows, found.count)


def _rating(update: ActionUpdate | None) -> str:
    return update.delivery.name if update else ""


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
