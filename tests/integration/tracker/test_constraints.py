"""What must never be wrong is stated by the database: each statement is tried to be broken."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from essex_portal.accounts.roles import Role
from essex_portal.tracker.models import ActionUpdate, ActionVersion, Evidence, Reading, UpdateReview
from essex_portal.tracker.services.evidence import add_link
from essex_portal.tracker.services.measures import add_reading
from essex_portal.tracker.states import Stage, UpdateState
from tests.factories.people import make_person
from tests.factories.tracker import (
    NOW,
    make_accepted_evidence,
    make_action,
    make_measure,
    make_programme,
    make_update,
    make_workstream,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def refused(change: Callable[[], object]) -> None:
    """The database itself says no: by a constraint, a trigger of ours, or one that protects the whole table."""
    with pytest.raises(DatabaseError, match=r"stays|violates|Cannot"), transaction.atomic():
        change()


def test_what_was_known_is_never_rewritten() -> None:
    versions = ActionVersion.objects.filter(of=make_action())
    refused(lambda: versions.update(title="It was always so"))
    refused(lambda: versions.delete())
    refused(lambda: versions.update(known=DateTimeTZRange(NOW - timedelta(days=9), None)))
    versions.update(known=DateTimeTZRange(NOW, LATER))
    refused(lambda: versions.update(known=DateTimeTZRange(NOW, None)))
    refused(lambda: versions.update(known=DateTimeTZRange(NOW, NOW + timedelta(days=9))))


def test_at_no_moment_are_two_versions_known() -> None:
    action = make_action()
    known = DateTimeTZRange(LATER, None)
    refused(lambda: ActionVersion.objects.create(of=action, title="Another", known=known))


def test_an_update_stays_as_it_was_said() -> None:
    update = make_update(make_action(stage=Stage.UNDER_WAY), "amber")
    rows = ActionUpdate.objects.filter(pk=update.pk)
    refused(lambda: rows.update(sentence="It was always green"))
    refused(lambda: rows.update(state=UpdateState.DRAFT, counts_from=None))
    refused(lambda: rows.update(counts_from=LATER))
    refused(lambda: rows.delete())


def test_only_approved_updates_count() -> None:
    programme = make_programme(needs_approval=True)
    waiting = make_update(make_action(make_workstream(programme), stage=Stage.UNDER_WAY))
    rows = ActionUpdate.objects.filter(pk=waiting.pk)
    refused(lambda: rows.update(state=UpdateState.SENT_BACK, counts_from=LATER))
    refused(lambda: rows.update(state=UpdateState.APPROVED))
    refused(lambda: UpdateReview.objects.update(reason="Changed"))


def test_evidence_is_accepted_once_and_by_somebody_else() -> None:
    action, bringer = make_action(), make_person(Role.ADMINISTRATOR)
    rows = Evidence.objects.filter(
        pk=add_link(action=action, title="A", url="https://a.example", by=bringer, now=NOW).pk
    )
    refused(lambda: rows.update(accepted_at=LATER, accepted_by=bringer))
    refused(lambda: rows.update(accepted_at=LATER))
    refused(lambda: rows.update(url="https://b.example"))
    accepted = Evidence.objects.filter(pk=make_accepted_evidence(action).pk)
    refused(lambda: accepted.update(accepted_at=None, accepted_by=None))
    refused(lambda: accepted.delete())


def test_readings_stay() -> None:
    measure = make_measure(make_action())
    add_reading(measure=measure, read_on=NOW.date(), value=50, unit="%", by=None, now=NOW)
    refused(lambda: Reading.objects.update(value=99))
    refused(lambda: Reading.objects.all().delete())
