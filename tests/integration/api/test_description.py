"""openapi.json: valid, exactly the calls of the contract, and true of what is answered."""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from essex_portal.api import api
from essex_portal.ui.access import PUBLIC, TOKEN
from tests.factories.schools import make_school
from tests.factories.training import TrainingSessionFactory
from traded_assessment.models import Invoice

CONTRACT = {
    ("get", "/api/v1/schools"): None,
    ("get", "/api/v1/schools/{urn}"): None,
    ("get", "/api/v1/partnerships"): None,
    ("get", "/api/v1/training/sessions"): None,
    ("post", "/api/v1/training/quotes"): None,
    ("get", "/api/v1/training/bookings"): "bookings",
    ("post", "/api/v1/training/bookings"): "bookings",
    ("get", "/api/v1/invoices"): "invoices",
    ("get", "/api/v1/invoices/{number}"): "invoices",
    ("get", "/api/v1/invoices/{number}.pdf"): "invoices",
    ("get", "/api/v1/invoices/{number}.xml"): "invoices",
    ("get", "/api/v1/tracker/programmes"): "tracker",
    ("get", "/api/v1/tracker/actions"): "tracker",
}
"""The calls of this part of the contract (design.md section 7), and the scope that each asks for."""


@pytest.fixture(scope="module")
def description():
    return Client().get("/api/v1/openapi.json").json()


def operations(description):
    return {
        (method, path): operation
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }


def test_is_valid_openapi(description):
    validate(description)
    assert description["openapi"] == "3.1.0"


def test_has_exactly_the_calls_of_the_contract(description):
    assert set(operations(description)) == set(CONTRACT)


def test_parameters_are_those_of_the_contract(description):
    named = {
        key: {one["name"] for one in operation["parameters"]} - {"page", "page_size"}
        for key, operation in operations(description).items()
    }
    assert named["get", "/api/v1/schools"] == {"q", "la", "type", "quadrant", "status"}
    assert named["get", "/api/v1/partnerships"] == {"quadrant", "kind", "on"}
    assert named["get", "/api/v1/invoices"] == {"status", "from", "to"}
    assert named["post", "/api/v1/training/bookings"] == {"Idempotency-Key"}
    assert named["get", "/api/v1/tracker/actions"] == {"programme", "quadrant", "rating", "overdue", "as_at"}


@pytest.mark.parametrize(("call", "scope"), CONTRACT.items())
def test_each_call_says_which_scope_it_asks_for(description, call, scope):
    security = operations(description)[call].get("security", [{}])
    if scope:
        assert security == [{"PersonalToken": [scope]}]
    else:
        assert {} in security


@pytest.mark.parametrize(("call", "scope"), CONTRACT.items())
def test_each_call_answers_its_errors_as_problems(description, call, scope):
    answers = operations(description)[call]["responses"]
    expected = {"422", "429", "500"} | ({"401", "403"} if scope else set()) | ({"404"} if "{" in call[1] else set())
    assert expected <= set(answers)
    for status, answer in answers.items():
        if int(status) >= 400:
            assert list(answer["content"]) == ["application/problem+json"]


def test_every_route_says_whether_it_is_a_page_or_a_call():
    [mounted] = [one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "api"]
    declared = {}
    for pattern in mounted.url_patterns:
        assert isinstance(pattern, URLPattern)
        declared[str(pattern.pattern)] = pattern.callback.access
    pages = {route for route, access in declared.items() if access == PUBLIC}
    assert pages == {"docs", "openapi.json"}
    assert set(declared.values()) == {PUBLIC, TOKEN}


def test_a_call_without_a_token_is_one_that_the_contract_makes_public():
    """Closed by default: a new call needs a token, or a line in the contract above."""
    open_calls = {
        (method.lower(), operation.path)
        for router in api._get_bound_routers()
        for path_view in router.path_operations.values()
        for operation in path_view.operations
        for method in operation.methods
        if not any(auth.required for auth in operation.auth_callbacks)
    }
    assert {(method, f"/api/v1{path}") for method, path in open_calls} == {
        (method, path.replace("{urn}", "{int:urn}")) for (method, path), scope in CONTRACT.items() if scope is None
    }


class TestAnswers:
    """What is answered is what the description says, down to each field."""

    @pytest.fixture(autouse=True)
    def something_of_everything(self, caller, description):
        self.description, self.caller = description, caller
        self.session = TrainingSessionFactory()
        make_school(la=883, type_code=34)
        attendees = [{"name": "Year 2 teacher"}]
        self.lines = [{"product": "single_session", "session": self.session.pk, "attendees": attendees}]
        self.booked = caller.post("/training/bookings", {"urn": 114805, "lines": self.lines}, key="key-1")

    def check(self, response, method, path):
        answers = operations(self.description)[method, f"/api/v1{path}"]["responses"]
        content = answers[str(response.status_code)]["content"]
        schema = content[response["Content-Type"].split(";")[0]]["schema"]
        Draft202012Validator(schema | {"components": self.description["components"]}).validate(response.json())

    @pytest.mark.parametrize(
        ("asked", "path"),
        [
            ("/schools", "/schools"),
            ("/schools/114805", "/schools/{urn}"),
            ("/partnerships", "/partnerships"),
            ("/partnerships?kind=none", "/partnerships"),
            ("/training/sessions", "/training/sessions"),
            ("/training/bookings", "/training/bookings"),
            ("/invoices", "/invoices"),
            ("/invoices/INV-2021-000001", "/invoices/{number}"),
            ("/schools?page=0", "/schools"),
            ("/schools/1", "/schools/{urn}"),
            ("/invoices/INV-2021-000009", "/invoices/{number}"),
            ("/invoices/INV-2021-000001.pdf", "/invoices/{number}.pdf"),
            ("/invoices/INV-2021-000001.xml", "/invoices/{number}.xml"),
        ],
    )
    def test_reading(self, asked, path):
        self.check(self.caller.get(asked), "get", path)

    def test_booking_and_refusing(self):
        self.check(self.booked, "post", "/training/bookings")
        self.check(self.caller.post("/training/bookings", {}, key="key-2"), "post", "/training/bookings")
        self.check(self.caller.post("/training/bookings", {}), "post", "/training/bookings")
        assert Invoice.objects.count() == 1

    def test_quoting(self):
        lines = [{"product": "single_session", "session": self.session.pk, "staff": 3}]
        self.check(self.caller.post("/training/quotes", {"urn": 114805, "lines": lines}), "post", "/training/quotes")
        self.check(self.caller.post("/training/quotes", {"urn": 1, "lines": lines}), "post", "/training/quotes")
