"""What was read and what was decided stays as it was, and is in the audit trail."""

import pytest
from django.db import IntegrityError, transaction

from essex_portal.audit.models import AuditEvent
from essex_portal.tracker.services.imports import (
    discard_draft,
    discard_import,
    edit_draft,
)
from essex_portal.tracker.states import DraftState
from tests.integration.tracker.imports.conftest import LATER, row, taken

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("change", [{"cells": ["other"]}, {"line": 99}])
def test_what_was_read_stays(stream, officer, change):
    found = taken(stream, officer)
    with pytest.raises(IntegrityError, match="what was read stays"), transaction.atomic():
        found.drafts.filter(line=2).update(**change)


def test_what_was_decided_stays(stream, officer):
    found = taken(stream, officer)
    discard_draft(draft=row(found, 2), by=officer, now=LATER)
    with pytest.raises(IntegrityError, match="what became of it"), transaction.atomic():
        found.drafts.filter(line=2).update(state=DraftState.DRAFT)


def test_a_confirmed_row_without_an_action_cannot_be(stream, officer):
    found = taken(stream, officer)
    with pytest.raises(IntegrityError, match="a_confirmed_row_is_an_action"), transaction.atomic():
        found.drafts.filter(line=2).update(state=DraftState.CONFIRMED)


def test_each_step_is_in_the_audit_trail(stream, officer):
    found = taken(stream, officer)
    edit_draft(draft=row(found, 2), said={"title": "Other"}, by=officer)
    discard_draft(draft=row(found, 2), by=officer, now=LATER)
    discard_import(action_import=found, by=officer, now=LATER)
    events = AuditEvent.objects.filter(event__startswith="import.").order_by("pk").values_list("event", flat=True)
    assert list(events) == [
        "import.taken", "import.mapped", "import.row_edited", "import.row_discarded", "import.discarded",
    ]  # fmt: skip
