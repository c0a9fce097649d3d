"""Schools on waiting lists, and bookings that wait for approval."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from essex_portal.accounts.models import User
from essex_portal.organisations.models import Organisation
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import ApprovalRequest, PlaceHold, TrainingSession, WaitingEntry
from traded_assessment.services.order_requests import OrderLineRequest
from traded_assessment.services.waiting_list import join_waiting_list
from traded_assessment.states import HoldWhy, Product


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


def make_approval(school: Organisation, *, by: User) -> ApprovalRequest:
    """Somebody at the school has asked for approval, as it is kept; nothing is to be priced for it."""
    now = datetime.now(UTC)
    line = OrderLineRequest(Product.SINGLE_SESSION, make_full_session(now).pk, unnamed=1)
    return ApprovalRequest.objects.create(
        school=school,
        asked_by=by,
        asked_at=now,
        expires_at=now + timedelta(days=2),
        lines=[asdict(line)],
        gross=0,
        key=f"approval-{by.pk}",
    )
