"""Quotes by API: the facts file's worked examples, what is refused, and what stays private."""

import pytest

from essex_portal.accounts.roles import Role
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from tests.integration.api.conftest import caller_for, fields_at_fault, problem
from traded_assessment.models import Booking, Order
from traded_assessment.states import Product

SUBSCRIPTION = {"product": "subscription"}


def ask(caller, urn, *lines, **more):
    return caller.post("/training/quotes", {"urn": urn, "lines": list(lines), **more})


def gross(caller, urn, *lines, **more):
    response = ask(caller, urn, *lines, **more)
    assert response.status_code == 200, response.content
    return response.json()["gross"]


def sessions(staff):
    return {"product": "single_session", "staff": staff}


def event(staff):
    return {"product": "event", "staff": staff}


@pytest.mark.parametrize(
    ("la", "type_code", "subscriber", "lines", "pays"),
    [
        (881, 1, False, [sessions(2)], "55.00"),
        (881, 1, False, [sessions(3)], "110.00"),
        (881, 1, True, [sessions(2)], "0.00"),
        (881, 34, True, [sessions(3)], "65.00"),
        (881, 34, True, [event(3)], "60.00"),
        (883, 34, False, [event(1)], "70.00"),
        (935, 1, True, [event(4)], "110.00"),
        (881, 1, False, [SUBSCRIPTION, event(1)], "355.00"),
    ],
)
def test_the_worked_examples_of_the_facts_file(open_for_business, anybody, la, type_code, subscriber, lines, pays):
    urn = make_school(la=la, type_code=type_code).school.urn
    wanted = None if SUBSCRIPTION in lines else subscriber
    assert gross(anybody, urn, *lines, on="2021-11-10", subscriber=wanted) == pays


def test_a_line_explains_itself(anybody, school):
    body = ask(anybody, 114805, sessions(3)).json()
    assert body["tier"] == "essex_maintained"
    assert "881" in body["tier_reason"]
    [line] = body["lines"]
    assert (line["quantity"], line["unit_price"], line["net"]) == (2, "55.00", "110.00")
    assert "2 × £55" in line["rule"]
    assert (body["net"], body["vat"], body["gross"]) == ("110.00", "0.00", "110.00")


def test_it_changes_nothing(anybody, school):
    gross(anybody, 114805, SUBSCRIPTION, sessions(2))
    assert not Order.objects.exists()


def test_the_day_decides(anybody, school):
    response = ask(anybody, 114805, sessions(1), on="2020-01-01")
    assert fields_at_fault(response) == ["urn"]
    assert "1 January 2020" in response.json()["detail"]


class TestWhatASchoolHas:
    """Whether a school subscribes and what it booked is its own affair."""

    @pytest.fixture(autouse=True)
    def bought(self, caller, school):
        self.event = TrainingSessionFactory(course__product=Product.EVENT)
        self.lines = [event(1) | {"session": self.event.pk}]
        attendees = [{"name": "Year 2 teacher"}]
        wanted = [SUBSCRIPTION, {"product": "event", "session": self.event.pk, "attendees": attendees}]
        assert caller.post("/training/bookings", {"urn": 114805, "lines": wanted}, key="bought").status_code == 201
        assert Booking.objects.count() == 1

    def test_its_own_token_sees_its_subscription_and_bookings(self, caller):
        assert gross(caller, 114805, *self.lines) == "10.00"

    def test_nobody_else_does(self, anybody):
        assert gross(anybody, 114805, *self.lines) == "60.00"

    def test_nor_does_the_token_of_another_school(self):
        other = make_school()
        stranger = caller_for(make_person(Role.HEADTEACHER, other), "bookings", organisation=other)
        assert gross(stranger, 114805, *self.lines) == "60.00"

    def test_nor_a_token_that_was_not_made_for_bookings(self, head, school):
        assert gross(caller_for(head, "invoices", organisation=school), 114805, *self.lines) == "60.00"

    def test_anybody_may_ask_as_if(self, anybody):
        assert gross(anybody, 114805, *self.lines, subscriber=True) == "40.00"

    def test_a_token_that_is_sent_must_be_good(self, anybody):
        anybody.secret = "eep_wrong"
        problem(ask(anybody, 114805, *self.lines), 401, "token-refused")


class TestRefused:
    def test_no_such_school(self, anybody, school):
        assert fields_at_fault(ask(anybody, 999_999, sessions(1))) == ["urn"]

    def test_a_price_on_request(self, anybody, open_for_business):
        response = ask(anybody, make_school(type_code=11).school.urn, sessions(1))
        assert fields_at_fault(response) == ["urn"]
        assert "Ask for a price" in response.json()["detail"]

    @pytest.mark.parametrize(
        ("line", "field"),
        [
            ({"product": "lunch", "staff": 1}, "product"),
            ({"product": "event"}, "staff"),
            ({"product": "event", "staff": 0}, "staff"),
            ({"product": "event", "staff": 1.5}, "staff"),
            ({"product": "event", "staff": "many"}, "staff"),
            ({"product": "event", "staff": 10**30}, "staff"),
            ({"product": "event", "staff": 1, "session": 10**30}, "session"),
            ({"product": "event", "staff": 1, "session": 4711}, "session"),
            ({"product": "subscription", "session": 1}, "session"),
            ({"product": "event", "staff": 1, "pupils": 3}, "pupils"),
            ({"staff": 1}, "product"),
        ],
    )
    def test_the_field_at_fault_is_named(self, anybody, school, line, field):
        assert fields_at_fault(ask(anybody, 114805, sessions(1), line)) == [f"lines[1].{field}"]

    def test_a_session_sold_as_an_event(self, anybody, school):
        line = event(1) | {"session": TrainingSessionFactory().pk}
        assert fields_at_fault(ask(anybody, 114805, line)) == ["lines[0].product"]

    @pytest.mark.parametrize(
        ("body", "fields"),
        [
            ({}, ["urn", "lines"]),
            ({"urn": 114805, "lines": []}, ["lines"]),
            ({"urn": 114805, "lines": {}}, ["lines"]),
            ({"urn": "x", "lines": [sessions(1)]}, ["urn"]),
            ({"urn": 114805, "lines": [sessions(1)], "on": "yesterday"}, ["on"]),
            ({"urn": 114805, "lines": [sessions(1)], "subscriber": "perhaps"}, ["subscriber"]),
            ({"urn": 114805, "lines": [sessions(1)] * 51}, ["lines"]),
            ([], ["body"]),
            ("text", ["body"]),
            (None, ["body"]),
            (b"", ["body"]),
        ],
    )
    def test_a_body_of_another_shape(self, anybody, school, body, fields):
        assert fields_at_fault(anybody.post("/training/quotes", body)) == fields

    @pytest.mark.parametrize("body", [b"{", b"\x00", b'{"urn": 114805,}', b"\xff"])
    def test_what_is_not_json(self, anybody, school, body):
        problem(anybody.post("/training/quotes", body), 400, "bad-request")


def test_as_many_queries_for_30_lines_as_for_3(anybody, school, django_assert_max_num_queries):
    events = TrainingSessionFactory.create_batch(30, course__product=Product.EVENT)
    for size in (3, 30):
        lines = [event(2) | {"session": one.pk} for one in events[:size]]
        with django_assert_max_num_queries(8):
            assert len(ask(anybody, 114805, *lines).json()["lines"]) == size * 2
