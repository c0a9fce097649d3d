"""Whatever goes wrong under /api/ is a problem in the words of RFC 9457, and no session opens anything."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from essex_portal.accounts.models import ApiToken
from essex_portal.accounts.services import revoke_token
from tests.integration.api.conftest import problem


class TestAddresses:
    @pytest.mark.parametrize("path", ["/", "/nothing", "/schools/", "/governors", "/training", "/docs/more"])
    def test_an_unknown_one(self, anybody, path):
        problem(anybody.get(path), 404, "not-found")

    def test_one_below_api_but_of_no_version(self, client, db):
        problem(client.get("/api/v9/schools"), 404, "not-found")

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_a_wrong_method_is_told_the_right_one(self, client, db, method):
        response = getattr(client, method)("/api/v1/schools")
        problem(response, 405, "method-not-allowed")
        assert response["Allow"] == "GET"

    def test_a_host_that_is_not_ours(self, client, db):
        problem(client.get("/api/v1/schools", headers={"Host": "elsewhere.example"}), 400, "bad-request")


class TestForgery:
    """No cookie opens anything here, so there is nothing to forge and no form token to ask for."""

    def test_a_post_with_a_token_needs_no_form_token(self, caller):
        browser = Client(enforce_csrf_checks=True)
        headers = caller.headers() | {"Idempotency-Key": "key-1"}
        answer = browser.post("/api/v1/training/bookings", "{}", content_type="application/json", headers=headers)
        problem(answer, 422, "invalid")

    def test_a_post_to_nowhere_is_not_found(self, db):
        problem(Client(enforce_csrf_checks=True).post("/api/v1/nothing"), 404, "not-found")

    def test_no_cookie_is_set(self, caller):
        assert not caller.get("/invoices").cookies


class TestTokens:
    @pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer eep_wrong", "Basic abc", "eep_x", "Bearer \xe9"])
    def test_one_that_opens_nothing(self, client, db, header):
        response = client.get("/api/v1/invoices", headers={"Authorization": header})
        problem(response, 401, "token-refused")
        assert 'error="invalid_token"' in response["WWW-Authenticate"]

    def test_a_revoked_one(self, caller, head, now):
        assert caller.get("/invoices").status_code == 200
        revoke_token(token=ApiToken.objects.get(), by=head, now=now)
        problem(caller.get("/invoices"), 401, "token-refused")

    def test_an_expired_one(self, caller, now):
        ApiToken.objects.update(expires_on="2021-11-09")
        problem(caller.get("/invoices"), 401, "token-refused")

    def test_a_session_opens_nothing(self, head, school):
        browser = Client()
        browser.force_login(head)
        problem(browser.get("/api/v1/invoices"), 401, "token-missing")
        answer = browser.post("/api/v1/training/bookings", {}, content_type="application/json")
        problem(answer, 401, "token-missing")

    def test_no_cache_keeps_an_answer_to_a_token(self, caller):
        assert caller.get("/invoices")["Cache-Control"] == "no-store"


class TestRequests:
    def test_one_that_is_too_large(self, anybody, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
        problem(anybody.post("/training/quotes", {"urn": 1, "lines": ["x" * 100]}), 413, "too-large")

    def test_a_number_with_more_digits_than_python_reads(self, anybody):
        problem(anybody.post("/training/quotes", b'{"urn": ' + b"9" * 5000 + b"}"), 400, "bad-request")

    def test_one_nested_deeper_than_python_goes(self, anybody):
        problem(anybody.post("/training/quotes", b"[" * 100_000), 400, "bad-request")

    def test_one_that_calls_itself_a_form(self, client, db):
        response = client.post("/api/v1/training/quotes", {"urn": 1})
        problem(response, 400, "bad-request")


class TestOurOwnMistakes:
    @pytest.fixture
    def broken(self, db):
        with patch("essex_portal.organisations.api.school_by_urn", side_effect=ZeroDivisionError("secret detail")):
            yield

    def test_are_a_problem_without_detail(self, anybody, broken):
        response = anybody.get("/schools/114805")
        problem(response, 500, "server-error")
        assert b"secret" not in response.content

    def test_are_in_the_log_with_their_trace(self, anybody, broken, caplog):
        anybody.get("/schools/114805")
        [record] = [record for record in caplog.records if record.name == "portal.api"]
        assert record.exc_info[0] is ZeroDivisionError

    def test_a_database_that_does_not_answer_is_said(self, anybody):
        with patch("essex_portal.organisations.api.school_by_urn", side_effect=OperationalError):
            problem(anybody.get("/schools/114805"), 503, "unavailable")

    def test_outside_a_call_too(self, db):
        client = Client(raise_request_exception=False)
        with patch("essex_portal.accounts.middleware.chosen_school", side_effect=ZeroDivisionError):
            problem(client.get("/api/v1/schools"), 500, "server-error")


class TestLimit:
    @pytest.fixture(autouse=True)
    def three_a_minute(self, settings):
        settings.API_REQUESTS_PER_MINUTE = 3

    @pytest.fixture(autouse=True)
    def a_minute_of_its_own(self, now, request):
        """The counts live as long as the process, so each test has another hour."""
        hour = 10 + [test.name for test in request.session.items].index(request.node.name) % 13
        self.now = now.replace(hour=hour)
        with time_machine.travel(self.now, tick=False):
            yield

    def ask(self, caller, times):
        return [caller.get("/training/sessions").status_code for _ in range(times)]

    def test_the_fourth_call_waits_for_the_next_minute(self, anybody):
        assert self.ask(anybody, 4) == [200, 200, 200, 429]
        response = anybody.get("/training/sessions")
        problem(response, 429, "too-many-requests")
        assert response["Retry-After"] == "60"
        with time_machine.travel(self.now + timedelta(minutes=1), tick=False):
            assert self.ask(anybody, 1) == [200]

    def test_each_token_and_address_has_its_own(self, anybody, caller):
        assert self.ask(anybody, 4)[-1] == 429
        assert [caller.get("/invoices").status_code for _ in range(4)] == [200, 200, 200, 429]

    def test_an_address_behind_a_proxy_is_the_callers(self, client, db, settings):
        settings.NINJA_NUM_PROXIES = 1
        for visitor in range(4):
            response = client.get(
                "/api/v1/training/sessions", headers={"X-Forwarded-For": f"6.6.6.6, 10.0.0.{visitor}"}
            )
            assert response.status_code == 200

    def test_none_is_possible(self, anybody, settings):
        settings.API_REQUESTS_PER_MINUTE = 0
        assert set(self.ask(anybody, 5)) == {200}
