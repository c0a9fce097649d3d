"""`check_invariants` finds what only somebody who switched the database's rules off could have done."""

from io import StringIO

import pgtrigger
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from essex_portal.accounts.roles import Role
from essex_portal.documents.models import Document
from essex_portal.documents.services import make
from essex_portal.mail.models import Message
from tests.factories.invoices import invoice_of, make_supplier
from tests.factories.people import make_person
from tests.factories.places import book, came, evaluate
from tests.factories.schools import make_school
from tests.factories.training import PackageFactory, TrainingSessionFactory, on_sale
from traded_assessment import starting_content
from traded_assessment.models import (
    Attendee,
    Certificate,
    CoveredPlace,
    EvaluationForm,
    Order,
    OrderLine,
    Package,
    Subscription,
    TrainingSession,
    WaitingEntry,
)
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.waiting_list import join_waiting_list, offer_freed_places
from traded_assessment.states import Product, WaitingState

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(now) -> Order:
    on_sale()
    make_supplier()
    school, session = make_school(), TrainingSessionFactory()
    line = OrderLineRequest(Product.SINGLE_SESSION, session.pk, (Person("Year 2 teacher", "", ""),))
    placed = place_order(
        school=school, lines=[line], idempotency_key="k", by=make_person(Role.HEADTEACHER, school), now=now
    )
    make(invoice_of(placed).document_id)
    connection.check_constraints()
    return placed


def said() -> list[str]:
    out = StringIO()
    with pytest.raises(CommandError, match="Found wrong"):
        call_command("check_invariants", stdout=out)
    return out.getvalue().splitlines()


def test_all_is_well(order):
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert out.getvalue().startswith("All is well")


def test_a_session_that_counts_wrongly(order):
    with pgtrigger.ignore():
        TrainingSession.objects.update(places_sold=3)
    [sentence] = said()
    assert "counts 3 places sold and 0 held, its bookings have 1" in sentence


def test_a_subscription_that_covers_too_many_sessions(order):
    package = PackageFactory(sessions_included=1)
    subscription = Subscription.objects.create(school=order.school, package=package, order=order)
    booking = order.bookings.get()
    for session in (booking.training_session, TrainingSessionFactory()):
        CoveredPlace.objects.create(
            subscription=subscription, training_session=session, booking=booking, number=1, allowance=2
        )
    Package.objects.update(sessions_included=1)
    assert said() == [f"Subscription {subscription.pk} covers 2 sessions of {package}"]


def test_an_order_whose_lines_were_changed(order):
    with pgtrigger.ignore():
        OrderLine.objects.update(quantity=2, net=110)
        connection.check_constraints()
    assert said() == [
        f"The lines of order {order.reference} do not add up to it",
        f"Line 1 of order {order.reference} costs 110.00 after credits, and INV-2021-000001 bills 55.00",
    ]


def test_an_order_that_nobody_was_told_of(order):
    Message.objects.all().delete()
    assert said() == [f"Order {order.reference} has no confirmation e-mail"]


def test_an_evaluation_whose_certificate_is_gone(order, now):
    starting_content.load_evaluation()
    session = TrainingSession.objects.get()
    [person] = book(session, Person("Deputy"), school=order.school, by=order.placed_by, now=now)
    evaluate(came(person), EvaluationForm.objects.get(), now=session.ends_at)
    with pgtrigger.ignore():
        Certificate.objects.all().delete()
    assert f"Attendee {person.pk} handed in an evaluation and has no certificate" in said()


def test_a_file_that_is_gone(order):
    document = Document.objects.get()
    default_storage.delete(document.storage_key)
    assert said() == [f"The file of {document} (document {document.pk}) is gone"]


def test_a_file_that_was_changed(order):
    document = Document.objects.get()
    Document.objects.update(sha256="0" * 64)
    assert said() == [f"The file of {document} (document {document.pk}) is not the one that was stored"]


def test_places_kept_for_nobody(order, now):
    session = order.bookings.get().training_session
    TrainingSession.objects.filter(pk=session.pk).update(capacity=1)
    school = make_school()
    by = make_person(Role.HEADTEACHER, school)
    entry = join_waiting_list(school=school, session=session, places=1, by=by, now=now)
    TrainingSession.objects.filter(pk=session.pk).update(capacity=2)
    offer_freed_places(session=session, now=now)
    call_command("check_invariants", stdout=StringIO())
    WaitingEntry.objects.filter(pk=entry.pk).update(state=WaitingState.LAPSED, ended_at=now)
    assert "nobody is offered" in said()[0]


def test_more_people_than_places(order):
    with pgtrigger.ignore("traded_assessment.Attendee:no_more_people_than_places"):
        Attendee.objects.create(booking=order.bookings.get(), name="One too many")
    assert "2 people in 1 places" in said()[0]
