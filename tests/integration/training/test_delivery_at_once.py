"""Two presses at the same moment leave one record: joining, handing in, making a calendar's address."""

from datetime import UTC, datetime, timedelta

import pytest

from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from tests.factories.places import book, came, evaluate
from tests.factories.threads import at_once
from tests.factories.training import TrainingSessionFactory
from traded_assessment import starting_content
from traded_assessment.models import CalendarFeed, Certificate, Evaluation, EvaluationForm
from traded_assessment.queries.calendar_feeds import Owner
from traded_assessment.services.calendar_feeds import make_feed
from traded_assessment.services.joining import join
from traded_assessment.services.order_requests import Person
from traded_assessment.services.reminders import send_reminders

pytestmark = pytest.mark.django_db(transaction=True)

STARTS = datetime(2022, 3, 14, 16, tzinfo=UTC)
TIMES = 8


@pytest.fixture
def lead(open_for_business, school, head):
    session = TrainingSessionFactory(starts_at=STARTS, join_link="https://meet.example/1")
    [person] = book(session, Person("Year 6 lead", email="y6@maple.example"), school=school, by=head)
    return person


def test_joining_many_times_at_once_is_recorded_once(lead):
    links = at_once([lambda: join(attendee=lead, now=STARTS)] * TIMES)
    assert set(links) == {"https://meet.example/1"}
    assert AuditEvent.objects.filter(event="attendance.joined").count() == 1


def test_handing_in_many_times_at_once_is_one_evaluation_and_one_certificate(lead):
    starting_content.load_evaluation()
    form = EvaluationForm.objects.get()
    came(lead)
    at_once([lambda: evaluate(lead, form, now=STARTS + timedelta(hours=2))] * TIMES)
    assert (Evaluation.objects.count(), Certificate.objects.count()) == (1, 1)


def test_an_address_made_many_times_at_once_leaves_one_in_use(lead, school, head):
    at_once([lambda: make_feed(owner=Owner(school=school), now=STARTS, by=head)] * TIMES)
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1


def test_reminding_many_times_at_once_writes_once(lead):
    at_once([lambda: send_reminders(now=STARTS - timedelta(days=1, hours=8))] * TIMES)
    assert Message.objects.filter(key__startswith="reminder:").count() == 1
