"""The home page says what needs doing by each person, and the list of background work mends what failed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.documents.models import Document
from essex_portal.home.jobs import KINDS
from essex_portal.home.queries import coming_for, todos_for
from essex_portal.jobs.models import Job
from essex_portal.jobs.states import JobState
from essex_portal.organisations.models import Organisation, RegisterImport
from essex_portal.tracker.models import UpdateSheet
from tests.factories.accounts import make_account, make_invitation, sign_in
from tests.factories.bank_files import make_bank_file
from tests.factories.credits import make_credit_note
from tests.factories.invoices import make_invoice, make_supplier
from tests.factories.places import book, came
from tests.factories.schools import make_school
from tests.factories.tracker import make_programme
from tests.factories.training import TrainingSessionFactory, on_sale
from tests.factories.waiting import make_approval, make_waiting_entry
from traded_assessment.models import Booking, Order, TrainingSession
from traded_assessment.services.disputes import open_dispute
from traded_assessment.services.order_requests import Person
from traded_assessment.services.payments import record_payment
from traded_assessment.services.price_requests import ask_price
from traded_assessment.services.waiting_list import offer_freed_places
from traded_assessment.services.write_offs import propose_write_off

pytestmark = pytest.mark.django_db

TODAY = date(2022, 3, 1)


def texts(user: User, school: Organisation | None = None, today: date = TODAY) -> list[str]:
    return [todo.text for todo in todos_for(user, school, today=today)]


def failed_document() -> Document:
    return Document.objects.create(
        kind="invoice_pdf", key="x", filename="INV-2021-000001.pdf", state=JobState.FAILED, finished_at=timezone.now(),
        error="The disk is full.", attempts=4,
    )  # fmt: skip


def failed_sheet():
    programme, sender = make_programme(), make_account(Role.QUADRANT_OFFICER)
    return UpdateSheet.objects.create(
        programme=programme, filename="plan.xlsx", rows=[], sent_by=sender, sent_at=timezone.now(),
        state=JobState.FAILED, finished_at=timezone.now(), error="The disk is full.",
    )  # fmt: skip


def test_a_headteacher_sees_what_the_school_owes():
    school = make_school()
    head = make_account(Role.HEADTEACHER, school)
    late, early = make_invoice(school, on=date(2022, 1, 10)), make_invoice(school, on=date(2022, 2, 20))
    make_invoice(on=date(2022, 1, 10))
    assert texts(head, school) == ["1 invoice is overdue", "1 invoice is waiting to be paid"]
    assert late.due_on < TODAY < early.due_on


def test_what_is_paid_needs_nothing():
    school = make_school()
    invoice = make_invoice(school, on=date(2022, 1, 10))
    finance = make_account(Role.FINANCE)
    record_payment(
        invoice=invoice, received_on=TODAY, amount=invoice.gross, reference="BACS 1", by=finance, today=TODAY
    )
    assert texts(make_account(Role.HEADTEACHER, school), school) == []
    assert texts(finance) == []


def test_a_school_member_is_not_told_of_invoices():
    school = make_school()
    make_invoice(school, on=date(2022, 1, 10))
    assert texts(make_account(Role.SCHOOL_MEMBER, school), school) == []


def test_finance_sees_what_is_overdue_in_the_county():
    for _ in range(2):
        make_invoice(on=date(2022, 1, 10), nets=(60,))
    assert texts(make_account(Role.FINANCE)) == ["2 invoices are overdue, £120"]


def test_the_training_office_sees_price_requests_and_sessions_without_a_link():
    office, school = make_account(Role.TRAINING_OFFICE), make_school(type_code=11)
    on_sale()
    ask_price(school=school, wants="The subscription", by=make_account(Role.HEADTEACHER, school))
    soon = datetime(2022, 3, 8, 16, tzinfo=UTC)
    TrainingSessionFactory(starts_at=soon, join_link="")
    TrainingSessionFactory(starts_at=soon + timedelta(hours=2), join_link="https://meet.example/1")
    TrainingSessionFactory(starts_at=soon + timedelta(days=30), join_link="")
    assert texts(office) == ["1 school waits for a price", "1 session has no join link in the next two weeks"]


def test_the_training_office_sees_sessions_whose_attendance_is_open():
    office, school = make_account(Role.TRAINING_OFFICE), make_school()
    on_sale()
    make_supplier()
    session = TrainingSessionFactory(
        course__title="KS2 framework", starts_at=datetime(2022, 2, 28, 16, tzinfo=UTC), join_link="https://m.example/1"
    )
    head = make_account(Role.HEADTEACHER, school)
    first, _ = book(session, Person("Deputy"), Person("Year 6 lead"), school=school, by=head)
    came(first)
    assert texts(office) == ["Attendance of 1 person is not recorded: KS2 framework, 28 February 2022"]


def test_people_see_their_own_training_of_the_day_and_what_to_evaluate():
    school = make_school()
    head = make_account(Role.HEADTEACHER, school)
    on_sale()
    make_supplier()
    today = TrainingSessionFactory(course__title="KS2 framework", starts_at=datetime(2022, 3, 1, 16, tzinfo=UTC))
    over = TrainingSessionFactory(course__title="KS1 framework", starts_at=datetime(2022, 2, 8, 16, tzinfo=UTC))
    own = Person("Headteacher", email=head.email.upper())
    for session in (today, over):
        [person] = book(session, own, school=school, by=head)
    came(person)
    said = [todo for todo in todos_for(head, None, today=date(2022, 3, 1)) if "framework" in todo.text]
    assert [todo.text for todo in said] == [
        "Your training today at 4pm: KS2 framework",
        "Say what you thought, and get your certificate: KS1 framework, 8 February 2022",
    ]
    assert "/training/place/" in said[0].href
    assert not [todo for todo in todos_for(make_account(), None, today=date(2022, 3, 1)) if "framework" in todo.text]


def test_an_administrator_sees_failed_work_expiring_invitations_and_an_old_register():
    administrator = make_account(Role.ADMINISTRATOR)
    school = make_school()
    failed_document()
    failed_sheet()
    invitation, _ = make_invitation(organisation=school, by=administrator)
    today = timezone.localdate(invitation.expires_at) - timedelta(days=1)
    school.school.as_of = today - timedelta(days=61)
    school.school.save()
    found = texts(administrator, today=today)
    assert found[0] == "2 pieces of background work failed"
    assert "1 invitation runs out in the next three days" in found
    assert any(text.startswith("The school register is of") for text in found)


def test_what_is_coming_is_the_schools_next_booked_sessions():
    school = make_school()
    head = make_account(Role.HEADTEACHER, school)
    order = Order.objects.get(reference=make_invoice(school).references[0])
    now = datetime(2022, 3, 1, 9, tzinfo=UTC)
    for days in (-3, 2, 9):
        session = TrainingSessionFactory(starts_at=now + timedelta(days=days))
        Booking.objects.create(order=order, school=school, training_session=session, places=2)
    found = coming_for(head, school, now=now)
    assert [(one.at - now).days for one in found] == [2, 9]
    assert {one.detail for one in found} == {"2 places"}


def test_finance_sees_the_payments_from_the_bank_that_wait_each_once():
    finance = make_account(Role.FINANCE)
    row = ("22/11/2021", "12.00", "Hire of a hall")
    make_bank_file([row, ("22/11/2021", "-1.00", "Charges")], by=finance)
    make_bank_file([row, ("23/11/2021", "13.00", "Another")], by=finance)
    assert "2 payments from the bank to record or set aside" in texts(finance, today=date(2021, 11, 24))


def test_what_is_credited_is_not_overdue():
    finance = make_account(Role.FINANCE)
    invoice = make_invoice(make_school(), nets=[60])
    make_invoice(make_school(), nets=[40])
    make_credit_note(invoice, {1: 20})
    assert "2 invoices are overdue, £80" in texts(finance)
    make_credit_note(invoice, {1: 40})
    assert "1 invoice is overdue, £40" in texts(finance)


def test_finance_and_the_director_see_disputes_credit_and_write_offs_of_others():
    now, finance, director = timezone.now(), make_account(Role.FINANCE), make_account(Role.DIRECTOR)
    today = timezone.localdate(now)
    open_dispute(invoice=make_invoice(on=today), reason="x", by=finance, now=now)
    propose_write_off(invoice=make_invoice(on=today), amount=Decimal(5), reason="x", by=finance, now=now)
    record_payment(
        invoice=make_invoice(on=today), received_on=today, amount=Decimal(99), reference="B", by=finance, today=today,
        into_credit=True,
    )  # fmt: skip
    assert [todo.text for todo in todos_for(finance, None, today=today)] == [
        "1 disputed invoice waits for your answer",
        "1 invoice is in credit: pay it back, or use it for another",
    ]
    assert [todo.text for todo in todos_for(director, None, today=today)] == ["1 write-off waits for a second person"]


def test_the_pages_of_home_answer_with_few_queries(client, django_assert_max_num_queries):
    school = make_school()
    sign_in(client, make_account(Role.HEADTEACHER, school))
    for _ in range(3):
        make_invoice(school)
    client.get("/")  # the first page of a sign-in also notes the device
    with django_assert_max_num_queries(12):
        response = client.get("/")
    assert school.name in response.content.decode()


def test_an_administrator_tries_failed_work_again(client):
    document = failed_document()
    sign_in(client, make_account(Role.ADMINISTRATOR))
    assert "The disk is full." in client.get("/jobs/").content.decode()
    assert client.post(f"/jobs/document/{document.pk}/retry/").status_code == 302
    document.refresh_from_db()
    assert (document.state, document.error, document.attempts) == (JobState.PENDING, "", 0)


def test_every_kind_of_background_work_is_in_the_list_but_imports_that_have_their_page():
    models = {model for model in apps.get_models() if issubclass(model, Job)}
    assert {model for _, model in KINDS.values()} == models - {RegisterImport}


def test_a_spreadsheet_that_could_not_be_checked_is_tried_again(client):
    sheet = failed_sheet()
    sign_in(client, make_account(Role.ADMINISTRATOR))
    assert "Spreadsheet: Updates in plan.xlsx" in client.get("/jobs/").content.decode()
    assert client.post(f"/jobs/update_sheet/{sheet.pk}/retry/").status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == JobState.PENDING


@pytest.mark.parametrize("path", ["/jobs/document/999/retry/", "/jobs/nothing/1/retry/"])
def test_work_that_is_not_there_answers_404(client, path):
    sign_in(client, make_account(Role.ADMINISTRATOR))
    assert client.post(path).status_code == 404


@pytest.mark.parametrize("role", [Role.HEADTEACHER, Role.FINANCE])
def test_only_administrators_may_try_again(client, role):
    document = failed_document()
    sign_in(client, make_account(role))
    assert client.post(f"/jobs/document/{document.pk}/retry/").status_code == 403
    document.refresh_from_db()
    assert document.state == JobState.FAILED


def test_the_demo_content_is_refused_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not for production"):
        call_command("load_demo")


def test_what_waits_for_a_headteacher_and_what_the_school_is_offered():
    school = make_school()
    head, member = make_account(Role.HEADTEACHER, school), make_account(Role.SCHOOL_MEMBER, school)
    make_approval(school, by=member)
    entry = make_waiting_entry(school, by=member)
    assert texts(head, school) == ["1 booking waits for your approval"]
    assert texts(member, school) == []
    TrainingSession.objects.filter(pk=entry.training_session_id).update(capacity=3)
    offer_freed_places(session=entry.training_session, now=timezone.now())
    assert [text.partition(" until ")[0] for text in texts(member, school)] == [
        f"You have been offered 1 place at {entry.training_session.course}"
    ]
