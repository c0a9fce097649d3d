"""One booking from the session's page to the confirmation: 6 requests, and how many statements each may take.

SAVEPOINT and RELEASE count here as BEGIN and COMMIT would. The aim for all of it, worker included, is 60.
"""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essex_portal.documents.models import Document
from essex_portal.documents.services import make
from essex_portal.jobs.states import JobState
from essex_portal.mail.models import Message
from essex_portal.mail.services import deliver
from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import Order

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
CHECK = reverse("traded_assessment:check_order")
MOST = {
    "session page": 10,
    "people page": 6,
    "people": 4,
    "check page": 10,
    "confirm": 24,
    "confirmation": 8,
    "worker: mail": 6,
    "worker: invoice": 12,
}


@pytest.fixture
def as_head(head) -> Client:
    client = Client()
    with time_machine.travel(NOW, tick=False):
        client.force_login(head)
    return client


def test_a_booking_takes_6_requests_and_few_statements(as_head, open_for_business):
    session = TrainingSessionFactory()
    book = reverse("traded_assessment:book_session", args=[session.pk])
    people = {"people-TOTAL_FORMS": "2", "people-INITIAL_FORMS": "0", "people-0-name": "Year 6 lead"}
    counts = {}

    def counted(name, request):
        with CaptureQueriesContext(connection) as queries:
            answer = request()
        counts[name] = len(queries)
        return answer

    with time_machine.travel(NOW, tick=False):
        as_head.get("/")  # the first page after signing in writes down the visit
        counted("session page", lambda: as_head.get(reverse("traded_assessment:session", args=[session.pk])))
        counted("people page", lambda: as_head.get(book))
        counted("people", lambda: as_head.post(book, people))
        shown = counted("check page", lambda: as_head.get(CHECK)).context
        answer = {"key": shown["basket"].key, "shown": str(shown["quote"].gross), "purchase_order": "PO-1"}
        placed = counted("confirm", lambda: as_head.post(CHECK, answer))
        counted("confirmation", lambda: as_head.get(placed.url))
        message, document = Message.objects.get(), Document.objects.get()
        counted("worker: mail", lambda: deliver(message.pk))
        counted("worker: invoice", lambda: make(document.pk))

    assert Order.objects.count() == 1
    assert Document.objects.get().state == JobState.READY
    assert {name: count for name, count in counts.items() if count > MOST[name]} == {}
    assert sum(counts.values()) <= sum(MOST.values())
