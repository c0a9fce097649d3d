"""Who is told of a new invoice: the headteachers, when somebody ordered who may not see it."""

import pytest

from essex_portal.accounts.roles import Role
from essex_portal.documents.services import make
from essex_portal.mail.models import Message
from tests.factories.invoices import make_invoice
from tests.factories.people import make_person
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_school()


def test_headteachers_are_told_once_of_what_a_colleague_ordered(school):
    heads = {make_person(Role.HEADTEACHER, school).email for _ in range(2)}
    make_person(Role.HEADTEACHER, make_school())
    invoice = make_invoice(school, by=make_person(Role.SCHOOL_MEMBER, school))
    for _ in range(2):
        make(invoice.document_id)
    assert set(Message.objects.values_list("to", flat=True)) == heads
    assert Message.objects.count() == 2
    message = Message.objects.first()
    assert message.subject == f"Your invoice {invoice.number} is ready"
    assert f"/training/school-invoices/{invoice.number}/" in message.text
    assert "Amount to pay: £60\n" in message.text


def test_a_headteacher_who_ordered_has_the_address_in_the_confirmation(school):
    invoice = make_invoice(school, by=make_person(Role.HEADTEACHER, school))
    make(invoice.document_id)
    assert not Message.objects.exists()


def test_a_headteacher_who_has_left_is_not_told(school):
    head = make_person(Role.HEADTEACHER, school)
    head.memberships.update(ended_at="2021-11-01T00:00Z")
    invoice = make_invoice(school, by=make_person(Role.SCHOOL_MEMBER, school))
    make(invoice.document_id)
    assert not Message.objects.exists()
