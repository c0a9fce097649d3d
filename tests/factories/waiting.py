"""Schools on waiting lists."""

from datetime import UTC, datetime, timedelta

from essex_portal.accounts.models import User
from essex_portal.organisations.models import Organisation
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import PlaceHold, TrainingSession, WaitingEntry
from traded_assessment.services.waiting_list import join_waiting_list
from traded_assessment.states import HoldWhy


def make_full_session(now: datetime) -> TrainingSession:
    """A session in a month whose places are all kept for another school."""
    start = now + timedelta(days=30)
    session = TrainingSessionFactory(starts_at=start, ends_at=start + timedelta(hours=1), capacity=2)
    PlaceHold.objects.create(
        training_session=session,
        school=make_school(),
        places=session.capacity,
        why=HoldWhy.APPROVAL,
        created_at=now,
        expires_at=start,
    )
    session.refresh_from_db()
    return session


def make_waiting_entry(school: Organisation, *, by: User) -> WaitingEntry:
    """The school waits for a place at a full session."""
    now = datetime.now(UTC)
    return join_waiting_list(school=school, session=make_full_session(now), places=1, by=by, now=now)
