"""The training office books for a school that telephones, in the school’s own booking pages."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.mail.models import Message
from tests.factories.accounts import sign_in
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import Order, PriceRequest, Subscription
from traded_assessment.queries.attendance import addresses_booked
from traded_assessment.services.order_requests import OnBehalf, OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.states import Product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("briefing_day")]

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
ASKED = OnBehalf("School office", "head@maple.example")


@pytest.fixture
def session(open_for_business):
    return TrainingSessionFactory(course__title="Phonics")


def address(route, *args, **query):
    return reverse(f"traded_assessment:{route}", args=args, query=query)


def place(school, by, *lines, key="key", on_behalf=ASKED):
    return place_order(school=school, lines=lines, idempotency_key=key, by=by, now=NOW, on_behalf=on_behalf)


def line_of(session, *people):
    named = people or (Person("Year 1 teacher", "", "y1@maple.example"),)
    return OrderLineRequest(Product(session.course.product), session.pk, named)


SUBSCRIPTION = OrderLineRequest(Product.SUBSCRIPTION)


class TestTheOrder:
    def test_it_says_who_placed_it_and_for_whom(self, session, school, head, officer):
        order = place(school, officer, line_of(session))

        assert (order.placed_by, order.school, order.asked_by) == (officer, school, "School office")
        assert order.gross == Decimal(55)
        told = dict(Message.objects.values_list("subject", "to"))
        assert told[f"Your training order {order.reference}"] == "head@maple.example"
        assert officer.email not in Message.objects.values_list("to", flat=True)
        place_mail = Message.objects.get(to="y1@maple.example")
        assert "tell School office: head@maple.example" in place_mail.text
        assert addresses_booked(session) == ["head@maple.example", "y1@maple.example"]

    def test_a_subscription_needs_the_headteachers_word(self, session, school, officer):
        with pytest.raises(PermissionDenied, match="headteacher"):
            place(school, officer, SUBSCRIPTION)
        said = OnBehalf("School office", "head@maple.example", "By telephone on 10 November")
        order = place(school, officer, SUBSCRIPTION, on_behalf=said)
        assert Subscription.objects.get().school == school
        assert order.headteacher_says == "By telephone on 10 November"

    def test_a_school_cannot_book_on_behalf(self, session, school, teacher):
        said = OnBehalf("Somebody", "x@maple.example", "We agreed")
        with pytest.raises(PermissionDenied, match="Only the training office"):
            place(school, teacher, SUBSCRIPTION, on_behalf=said)
        assert not Order.objects.exists()

    def test_the_database_wants_both_names_or_none(self, session, school, officer):
        order = place(school, officer, line_of(session))
        fields = {
            name: getattr(order, name)
            for name in ("school", "placed_by", "placed_at", "placed_on", "priced_on", "tier", "tier_reason", "net",
                         "vat", "gross", "request_digest")
        }  # fmt: skip
        for wrong in ({"asked_by": "Office"}, {"confirm_to": "a@b.example"}, {"headteacher_says": "Yes"}):
            with pytest.raises(IntegrityError, match="on_behalf"), transaction.atomic():
                Order.objects.create(reference="TB-X", idempotency_key="x", **fields, **wrong)


class TestFindingTheSchool:
    @pytest.mark.parametrize("q", ["maple", "{urn}"])
    def test_by_name_or_number(self, as_office, school, q):
        page = as_office.get(address("book_for_school", q=q.format(urn=school.school.urn))).content.decode()
        assert "Maple Primary School" in page
        assert "Book for it" in page

    def test_not_found(self, as_office, school):
        assert "No open school was found" in as_office.get(address("book_for_school", q="zzzzqq")).content.decode()

    def test_chosen_it_is_shown_everywhere_until_stopped(self, as_office, school):
        as_office.post(address("begin_booking_for", school.pk))
        for page in (address("catalogue"), reverse("organisations:search"), address("office")):
            assert "Booking for <strong>Maple Primary School</strong>" in as_office.get(page).content.decode()
        as_office.post(address("stop_booking_for"))
        assert "Booking for" not in as_office.get(address("catalogue")).content.decode()

    def test_no_such_school(self, as_office):
        assert as_office.post(address("begin_booking_for", 0)).status_code == 404

    def test_it_is_the_offices_alone(self, client, school, head):
        other = make_school()
        sign_in(client, head)
        assert client.post(address("begin_booking_for", other.pk)).status_code == 403
        session = client.session
        session["booking_for"] = other.pk
        session.save()
        assert client.get(address("catalogue")).wsgi_request.acting_for == school

    def test_an_officer_who_loses_the_role_books_for_nobody(self, as_office, officer, school):
        as_office.post(address("begin_booking_for", school.pk))
        officer.memberships.update(ended_at=NOW)
        assert as_office.get(address("catalogue")).wsgi_request.acting_for is None


PEOPLE = {
    "people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0", "people-0-name": "Year 1 teacher",
    "people-0-job_title": "", "people-0-email": "y1@maple.example",
}  # fmt: skip


class TestBookingPages:
    def choose(self, client, session, school):
        client.post(address("begin_booking_for", school.pk))
        client.post(address("book_session", session.pk), PEOPLE)
        return client.get(address("check_order"))

    def confirm(self, client, check, **answers):
        shown = {"key": check.context["basket"].key, "shown": check.context["quote"].gross}
        return client.post(address("check_order"), shown | answers)

    def test_booked_at_the_schools_price_and_over_with_the_order(self, as_office, officer, session, school, head):
        check = self.choose(as_office, session, school)
        page = check.content.decode()
        assert "head@maple.example" in page
        assert "£55" in page
        response = self.confirm(as_office, check, asked_by="School office", told="head@maple.example")

        order = Order.objects.get()
        assert response["Location"] == address("order", order.reference)
        page = as_office.get(response["Location"]).content.decode()
        assert "sent a confirmation to head@maple.example" in page
        assert "Asked for by School office" in page
        assert "Booking for <strong>" not in page
        assert as_office.get(address("catalogue")).wsgi_request.acting_for is None

    def test_to_another_address(self, as_office, session, school):
        check = self.choose(as_office, session, school)
        page = self.confirm(as_office, check, asked_by="Office", told="another").content.decode()
        assert "Enter the email address that the confirmation goes to" in page
        self.confirm(as_office, check, asked_by="Office", told="another", another="office@maple.example")
        assert Order.objects.get().confirm_to == "office@maple.example"

    def test_who_asked_has_to_be_said_and_nothing_is_lost(self, as_office, session, school, head):
        check = self.choose(as_office, session, school)
        page = self.confirm(as_office, check, told="head@maple.example", purchase_order="PO-1").content.decode()
        assert "Enter who at the school asked for this" in page
        assert "PO-1" in page
        assert not Order.objects.exists()

    def test_the_subscription_with_the_headteachers_word(self, as_office, session, school, head):
        as_office.post(address("begin_booking_for", school.pk))
        offer = as_office.get(address("book_subscription"))
        as_office.post(address("book_subscription"), {"package": offer.context["offers"].open[0].package.pk})
        check = as_office.get(address("check_order"))
        said = {"asked_by": "Office", "told": "head@maple.example"}
        assert "Enter how the headteacher agreed" in self.confirm(as_office, check, **said).content.decode()
        self.confirm(as_office, check, **said, headteacher_says="By telephone")
        assert Order.objects.get().headteacher_says == "By telephone"
        assert "Buy the subscription" not in as_office.get(address("package")).content.decode()

    def test_what_was_begun_for_one_school_is_not_booked_for_another(self, as_office, session, school, head):
        self.choose(as_office, session, school)
        other = make_school()
        as_office.post(address("begin_booking_for", other.pk))
        assert "You have not chosen anything yet" in as_office.get(address("check_order")).content.decode()

    def test_a_price_on_request_is_set_at_once(self, as_office, session):
        school = make_school(type_code=11, name="Independent School")
        check = self.choose(as_office, session, school)
        assert "Ask for a price" in check.content.decode()
        response = as_office.post(address("ask_for_price"))
        asked = PriceRequest.objects.get()
        assert response["Location"] == address("price_request", asked.pk)
        response = as_office.post(
            response["Location"],
            {
                "valid_from": "2021-11-10", "valid_to": "2022-08-31", "subscription": "400", "single_session": "70",
                "event_first": "60", "event_further": "20", "reason": "Agreed by telephone",
            },
        )  # fmt: skip
        assert response["Location"] == address("check_order"), "the booking goes on"
        check = as_office.get(response["Location"])
        assert "£70" in check.content.decode()
        self.confirm(as_office, check, asked_by="Bursar", told="another", another="bursar@independent.example")
        order = Order.objects.get()
        assert (order.school, order.gross) == (school, Decimal(70))


def test_the_school_sees_who_placed_it(client, session, school, head, officer):
    order = place(school, officer, line_of(session))
    sign_in(client, head)
    page = client.get(address("order", order.reference)).content.decode()
    assert "by Training office" in page
    assert "Asked for by School office" in page
    member = make_person(Role.SCHOOL_MEMBER, make_school())
    sign_in(client, member)
    assert client.get(address("order", order.reference)).status_code == 404
