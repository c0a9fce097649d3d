from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from essex_portal.audit.models import AuditEvent
from essex_portal.audit.services import record
from essex_portal.logging import request_id
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return Organisation.objects.create(kind=OrganisationKind.SCHOOL, name="Tanglewood Nursery School")


def test_an_event_says_who_what_and_why_in_plain_values(school):
    token = request_id.set("request-12345678")
    event = record(
        event="school.renamed",
        target=school,
        by=None,
        before={"name": "Old", "price": Decimal("1.50")},
        after={"on": date(2021, 11, 10)},
        reason="Register",
    )
    request_id.reset(token)
    event.refresh_from_db()
    assert (event.actor_label, event.target_type, event.target_id) == (
        "the portal",
        "organisations.organisation",
        str(school.pk),
    )
    assert event.before == {"name": "Old", "price": "1.50"}
    assert event.after == {"on": "2021-11-10"}
    assert (event.reason, event.request_id) == ("Register", "request-12345678")


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_trail_cannot_be_rewritten(school, change):
    record(event="school.renamed", target=school, by=None)
    rows = AuditEvent.objects.all()
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        rows.update(event="x") if change == "update" else rows.delete()
    assert rows.get().event == "school.renamed"
