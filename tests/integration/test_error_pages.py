"""Error pages: in the portal's look, with what to do next and a reference, whatever else is broken."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from essex_portal.ui.access import public


@public
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a bug")


@public
def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only the school's headteacher can buy the subscription.")


@public
def missing(request: HttpRequest) -> HttpResponse:
    raise Http404("secret detail")


@public
def throttled(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "429.html", status=429)


@public
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("saved")


urlpatterns = [
    path("broken/", broken),
    path("refused/", refused),
    path("missing/", missing),
    path("throttled/", throttled),
    path("form/", form),
    path("", include("essex_portal.urls")),
]
handler400 = "essex_portal.ui.errors.handler400"
handler403 = "essex_portal.ui.errors.handler403"
handler404 = "essex_portal.ui.errors.handler404"
handler500 = "essex_portal.ui.errors.handler500"

REFERENCE = "abcdef0123456789"


@pytest.fixture
def own_pages():
    with override_settings(ROOT_URLCONF=__name__):
        yield


def visit(address: str) -> HttpResponse:
    return Client(raise_request_exception=False).get(address, headers={"X-Request-Id": REFERENCE})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/refused/", 403, "Only the school&#x27;s headteacher can buy the subscription."),
        ("/missing/", 404, "Page not found"),
        ("/throttled/", 429, "Wait 5 minutes"),
        ("/broken/", 500, "Sorry, something went wrong"),
    ],
)
def test_an_error_page_says_what_to_do_and_has_a_reference(own_pages, address, status, words):
    response = visit(address)
    html = response.content.decode()
    assert response.status_code == status
    assert words in html
    assert REFERENCE in html
    assert html.count("<h1") == 1
    assert 'href="/"' in html
    assert "secret detail" not in html


def test_a_fault_is_told_without_the_database(own_pages):
    """No database mark: pytest-django refuses any query, so this page makes none."""
    response = visit("/broken/")
    assert response.status_code == 500
    assert "Before you repeat a booking" in response.content.decode()


def test_an_unreadable_request_is_told_without_the_database(own_pages):
    response = Client(raise_request_exception=False).get("/form/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "We could not read that request" in response.content.decode()


@pytest.mark.django_db
class TestAFormWithAnOldToken:
    def send(self, *, origin: str | None = "http://testserver", **data) -> HttpResponse:
        headers = {"origin": origin} if origin else {}
        return Client(enforce_csrf_checks=True).post("/form/", data, headers=headers)

    def test_it_is_kept_to_be_sent_again(self, own_pages):
        response = self.send(name="A & B", staff=["1", "2"], csrfmiddlewaretoken="x" * 64)
        html = response.content.decode()
        assert response.status_code == 403
        assert '<input type="hidden" name="name" value="A &amp; B">' in html
        assert html.count('name="staff"') == 2
        assert html.count('name="csrfmiddlewaretoken"') == 1
        assert "x" * 64 not in html

    def test_sending_it_again_works(self, own_pages):
        client = Client(enforce_csrf_checks=True)
        headers = {"origin": "http://testserver"}
        response = client.post("/form/", {"name": "A"}, headers=headers)
        token = response.context["csrf_token"]
        again = client.post("/form/", {"name": "A", "csrfmiddlewaretoken": str(token)}, headers=headers)
        assert again.content == b"saved"

    @pytest.mark.parametrize("origin", ["https://evil.example", None, "null"])
    def test_what_another_site_may_have_sent_is_not_offered(self, own_pages, origin):
        html = self.send(origin=origin, name="planted").content.decode()
        assert "planted" not in html
        assert "nothing was saved" in html

    def test_passwords_are_not_kept(self, own_pages):
        assert "hunter2" not in self.send(login="a@b.example", password="hunter2").content.decode()


def test_handlers_work_when_the_request_never_got_an_id():
    from essex_portal.ui.errors import handler500

    html = handler500(RequestFactory().get("/")).content.decode()
    assert "reference" not in html
