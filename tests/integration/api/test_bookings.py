"""Booking by API: all of it or nothing, once for each key, and only for the token's schools."""

import pytest

from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation as School
from tests.factories.invoices import invoice_of
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from tests.integration.api.conftest import caller_for, fields_at_fault, problem
from traded_assessment.models import ApprovalRules, Attendee, BillingTerms, Booking, Order, Subscription
from traded_assessment.states import Product

SUBSCRIPTION = {"product": "subscription"}


@pytest.fixture
def session(school):
    return TrainingSessionFactory(course__title="Administering the phonics screening check", capacity=3)


@pytest.fixture
def event(school):
    return TrainingSessionFactory(course__title="New to Year 2", course__product=Product.EVENT)


def line(session, *names):
    attendees = [{"name": name} for name in names or ("Year 2 teacher",)]
    return {"product": session.course.product, "session": session.pk, "attendees": attendees}


def book(caller, *lines, key="key-1", urn=114805, **more):
    return caller.post("/training/bookings", {"urn": urn, "lines": list(lines), **more}, key=key)


def booked(caller, *lines, **more):
    response = book(caller, *lines, **more)
    assert response.status_code == 201, response.content
    return response.json()


class TestBooking:
    def test_answers_with_order_invoice_lines_and_gross(self, caller, session, event):
        body = booked(caller, line(session, "One", "Two", "Three"), line(event), purchase_order="PO-7")
        order = Order.objects.get()
        assert body["order"] == order.reference
        assert body["invoice"] == invoice_of(order).number == "INV-2021-000001"
        assert [one["net"] for one in body["lines"]] == ["110.00", "60.00"]
        assert body["gross"] == "170.00"
        assert set(body) == {"order", "invoice", "lines", "gross"}
        assert order.purchase_order == "PO-7"

    def test_names_the_people(self, caller, session):
        people = [{"name": " Year 2 lead ", "role": "Teacher", "email": "y2@school.example"}, {"name": "Deputy"}]
        booked(caller, line(session) | {"attendees": people})
        assert list(Attendee.objects.values_list("name", "job_title", "email")) == [
            ("Year 2 lead", "Teacher", "y2@school.example"),
            ("Deputy", "", ""),
        ]

    def test_places_can_be_named_later(self, caller, session):
        booked(caller, line(session, "One") | {"unnamed": 2})
        assert (Booking.objects.get().places, Attendee.objects.count()) == (3, 1)
        nobody = {"product": "single_session", "session": session.pk, "unnamed": 1}
        assert book(caller, nobody, key="key-2").status_code == 409
        assert fields_at_fault(book(caller, SUBSCRIPTION | {"unnamed": 1}, key="key-3")) == ["lines[0].unnamed"]

    def test_what_needs_approval_is_not_booked(self, caller, session):
        ApprovalRules.objects.create(school=School.objects.get(school__urn=114805), needed=True)
        membership = Membership.objects.filter(organisation__school__urn=114805)
        membership.update(role=Role.SCHOOL_MEMBER)
        refused = book(caller, line(session))
        assert fields_at_fault(refused) == ["urn"]
        assert "approval" in refused.json()["detail"]

    def test_what_the_subscription_covers_has_no_invoice(self, caller, session):
        assert booked(caller, SUBSCRIPTION)["gross"] == "315.00"
        covered = booked(caller, line(session), key="key-2")
        assert (covered["gross"], covered["invoice"]) == ("0.00", None)

    def test_costs_what_the_quote_said(self, caller, session, event):
        asked = [{"product": "subscription"}, *({"product": one.course.product, "session": one.pk, "staff": 3}
                                                 for one in (session, event))]  # fmt: skip
        quoted = caller.post("/training/quotes", {"urn": 114805, "lines": asked}).json()["gross"]
        wanted = [SUBSCRIPTION, line(session, "One", "Two", "Three"), line(event, "One", "Two", "Three")]
        assert booked(caller, *wanted)["gross"] == quoted


class TestTheSameRequest:
    def test_again_is_the_same_order_and_the_same_answer(self, caller, session):
        first = book(caller, line(session))
        again = book(caller, line(session))
        assert (again.status_code, again.json()) == (201, first.json())
        assert Booking.objects.count() == 1

    def test_the_key_with_another_request_is_refused(self, caller, session, event):
        booked(caller, line(session))
        other = book(caller, line(event))
        assert fields_at_fault(other, 422, "idempotency-key-reused") == ["Idempotency-Key"]
        assert Order.objects.count() == 1

    def test_another_key_is_another_order(self, caller, session):
        assert booked(caller, line(session))["order"] != booked(caller, line(session, "Other"), key="key-2")["order"]

    @pytest.mark.parametrize("key", [None, "", " ", "x" * 65, "a b", "schlüssel".encode().decode("latin-1")])
    def test_without_a_good_key_nothing_happens(self, caller, session, key):
        problem(book(caller, line(session), key=key), 400, "idempotency-key-missing")
        assert not Order.objects.exists()

    def test_one_persons_key_is_nobody_elses(self, caller, school, session):
        colleague = caller_for(make_person(Role.SCHOOL_MEMBER, school), "bookings", organisation=school)
        assert booked(caller, line(session))["order"] != booked(colleague, line(session, "Other"))["order"]


class TestRefused:
    def test_a_full_session_says_how_many_places_are_left(self, caller, session, event):
        booked(caller, line(session, "One", "Two"))
        response = book(caller, line(event), line(session, "Three", "Four"), key="key-2")
        assert fields_at_fault(response, 409, "session-full") == ["lines[1].session"]
        assert (response.json()["places_left"], response.json()["session"]) == (1, session.pk)
        assert Order.objects.count() == 1

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"attendees": []}, "attendees"),
            ({"attendees": None}, "attendees"),
            ({"attendees": [{"name": "One"}, {}]}, "attendees[1].name"),
            ({"attendees": [{"name": "One"}, {"name": " "}]}, "attendees[1].name"),
            ({"attendees": [{"name": "x" * 121}]}, "attendees[0].name"),
            ({"attendees": [{"name": "O\x00ne"}]}, "attendees[0].name"),
            ({"attendees": [{"name": "One", "email": "one"}]}, "attendees[0].email"),
            ({"attendees": [{"name": "One", "mail": "one@school.example"}]}, "attendees[0].mail"),
            ({"attendees": [{"name": "One"}, {"name": "ONE"}]}, "attendees"),
            ({"attendees": [{"name": str(number)} for number in range(101)]}, "attendees"),
            ({"session": None}, "session"),
            ({"session": 4711}, "session"),
            ({"product": "event"}, "session"),
            ({"product": "lunch"}, "product"),
        ],
    )
    def test_the_field_at_fault_is_named(self, caller, session, change, field):
        assert fields_at_fault(book(caller, line(session) | change)) == [f"lines[0].{field}"]
        assert not Order.objects.exists()

    def test_no_purchase_order_where_the_school_needs_one(self, caller, school, session):
        BillingTerms.objects.create(school=school, purchase_order_needed=True)
        response = book(caller, line(session))
        assert (response.status_code, fields_at_fault(response)) == (422, ["purchase_order"])
        assert book(caller, line(session), purchase_order="PO-7").status_code == 201

    def test_a_subscription_has_no_attendees(self, caller, school):
        wrong = SUBSCRIPTION | {"attendees": [{"name": "One"}]}
        assert fields_at_fault(book(caller, wrong)) == ["lines[0].attendees"]

    def test_a_second_subscription(self, caller, school):
        booked(caller, SUBSCRIPTION)
        assert fields_at_fault(book(caller, SUBSCRIPTION, key="key-2")) == ["lines[0].product"]
        assert Subscription.objects.count() == 1

    def test_the_same_session_twice(self, caller, session):
        assert fields_at_fault(book(caller, line(session), line(session))) == ["lines[1]"]

    def test_a_long_purchase_order_number(self, caller, session):
        assert fields_at_fault(book(caller, line(session), purchase_order="x" * 41)) == ["purchase_order"]

    def test_a_school_whose_price_is_on_request(self, open_for_business):
        school = make_school(type_code=11)
        caller = caller_for(make_person(Role.HEADTEACHER, school), "bookings", organisation=school)
        assert fields_at_fault(book(caller, line(TrainingSessionFactory()), urn=school.school.urn)) == ["urn"]


class TestWhoMay:
    def test_nobody_without_a_token(self, anybody, session):
        response = book(anybody, line(session))
        problem(response, 401, "token-missing")
        assert response["WWW-Authenticate"].startswith("Bearer")

    def test_not_with_a_token_for_invoices(self, head, school, session):
        response = book(caller_for(head, "invoices", organisation=school), line(session))
        assert "bookings" in problem(response, 403, "scope-missing")["detail"]

    def test_not_for_another_school(self, caller, session):
        problem(book(caller, line(session), urn=make_school().school.urn), 404, "not-found")
        problem(book(caller, line(session), urn=999_999), 404, "not-found")

    def test_a_schools_own_token_does_not_reach_the_persons_other_school(self, caller, head, session):
        other = make_school()
        Membership.objects.create(user=head, organisation=other, role=Role.HEADTEACHER)
        problem(book(caller, line(session), urn=other.school.urn), 404, "not-found")

    def test_only_the_headteacher_buys_the_subscription(self, school):
        member = caller_for(make_person(Role.SCHOOL_MEMBER, school), "bookings", organisation=school)
        assert "headteacher" in problem(book(member, SUBSCRIPTION), 403, "forbidden")["detail"]

    def test_the_training_office_for_any_school(self, session):
        office = caller_for(make_person(Role.TRAINING_OFFICE), "bookings")
        assert booked(office, line(session))["gross"] == "55.00"

    def test_somebody_who_left_may_not(self, caller, head, session, now):
        Membership.objects.filter(user=head).update(ended_at=now)
        problem(book(caller, line(session)), 401, "token-refused")


class TestList:
    def test_shows_places_with_people_and_invoice(self, caller, session):
        order = booked(caller, line(session, "One", "Two"))
        assert caller.get("/training/bookings").json() == {
            "count": 1,
            "items": [
                {
                    "order": order["order"],
                    "invoice": order["invoice"],
                    "urn": 114805,
                    "session": session.pk,
                    "product": "single_session",
                    "title": "Administering the phonics screening check",
                    "starts_at": session.starts_at.isoformat().replace("+00:00", "Z"),
                    "state": "booked",
                    "places": 2,
                    "attendees": [{"name": "One", "role": "", "email": ""}, {"name": "Two", "role": "", "email": ""}],
                }
            ],
        }

    def test_only_of_the_tokens_schools(self, caller, session):
        other = make_school()
        stranger = caller_for(make_person(Role.HEADTEACHER, other), "bookings", organisation=other)
        booked(caller, line(session))
        assert stranger.get("/training/bookings").json() == {"items": [], "count": 0}

    def test_a_person_with_two_schools_sees_both_with_a_token_of_their_own(self, caller, head, session):
        other = make_school()
        Membership.objects.create(user=head, organisation=other, role=Role.HEADTEACHER)
        own = caller_for(head, "bookings")
        booked(own, line(session))
        booked(own, line(session), urn=other.school.urn, key="key-2")
        assert own.get("/training/bookings").json()["count"] == 2
        assert caller.get("/training/bookings").json()["count"] == 1

    def test_the_training_office_sees_all(self, caller, session):
        booked(caller, line(session))
        office = caller_for(make_person(Role.TRAINING_OFFICE), "bookings")
        assert office.get("/training/bookings").json()["count"] == 1

    def test_not_without_a_token_or_its_scope(self, anybody, head, school):
        problem(anybody.get("/training/bookings"), 401, "token-missing")
        problem(caller_for(head, "invoices").get("/training/bookings"), 403, "scope-missing")

    def test_as_many_queries_for_30_bookings_as_for_3(self, caller, school, django_assert_num_queries):
        caller.get("/training/bookings")  # the first use of a token in a day is noted
        for size in (3, 30):
            new = TrainingSessionFactory.create_batch(size - Booking.objects.count())
            booked(caller, *(line(session, "One", "Two") for session in new), key=f"key-{size}")
            with django_assert_num_queries(8):
                assert caller.get("/training/bookings").json()["count"] == size
