"""Signing in with e-mail and password, staying signed in, forgetting the password, the limits on tries."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.mail.models import Message
from tests.factories.accounts import PASSWORD, make_account, outbox_to, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def head() -> User:
    return make_account(Role.HEADTEACHER, email="head@school.example")


def log_in(client: Client, email: str = "head@school.example", password: str = PASSWORD, **more: object):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **more)


def test_a_person_signs_in_and_lands_at_home(client: Client, head: User) -> None:
    response = log_in(client)
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.get("/people/account/").status_code == 200


def test_sign_in_leads_back_to_the_page_asked_for(client: Client, head: User) -> None:
    asked = client.get("/people/school/")
    assert asked["Location"] == "/accounts/login/?next=/people/school/"
    page = client.get(asked["Location"]).content.decode()
    assert 'name="next" value="/people/school/"' in page
    response = client.post(asked["Location"], {"login": head.email, "password": PASSWORD, "next": "/people/school/"})
    assert response["Location"] == "/people/school/"


def test_a_fragment_sends_the_whole_page_to_sign_in(client: Client) -> None:
    current = "http://testserver/people/school/?sort=name"
    response = client.get("/people/school/", headers={"HX-Request": "true", "HX-Current-URL": current})
    assert response["HX-Redirect"] == "/accounts/login/?next=/people/school/%3Fsort%3Dname"


def test_a_form_that_came_too_late_leads_home_after_sign_in(client: Client) -> None:
    assert client.post("/people/school/invite/")["Location"] == "/accounts/login/?next=/"


def test_sign_in_does_not_lead_to_another_host(client: Client, head: User) -> None:
    data = {"login": head.email, "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post("/accounts/login/", data)["Location"] == "/"


def test_a_wrong_password_keeps_the_address_and_says_so_plainly(client: Client, head: User) -> None:
    response = log_in(client, password="wrong horse battery")
    assert response.status_code == 200
    page = response.content.decode()
    assert 'value="head@school.example"' in page
    assert "There is a problem" in page
    assert "wrong horse battery" not in page


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(client: Client, head: User) -> None:
    wrong = log_in(client, password="wrong horse battery").content.decode()
    unknown = log_in(client, email="nobody@school.example").content.decode()
    words = re.compile(r"govuk-error-summary__list.*?</ul>", re.DOTALL)
    assert words.search(wrong).group() == words.search(unknown).group()


def test_a_closed_account_cannot_sign_in(client: Client, head: User) -> None:
    User.objects.filter(pk=head.pk).update(is_active=False)
    log_in(client)
    assert client.get("/people/account/").status_code == 302


def test_closing_an_account_ends_its_sessions(client: Client, head: User) -> None:
    sign_in(client, head)
    User.objects.filter(pk=head.pk).update(is_active=False)
    assert client.get("/people/account/").status_code == 302


def test_nobody_can_sign_up(client: Client) -> None:
    page = client.get("/accounts/signup/")
    assert "Accounts come by invitation" in page.content.decode()
    data = {"email": "new@school.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", data)
    assert not User.objects.exists()


def test_a_person_signs_out(client: Client, head: User) -> None:
    sign_in(client, head)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/people/account/").status_code == 302


def test_too_many_wrong_passwords_for_one_account_close_it_for_a_while(client: Client, head: User) -> None:
    for _ in range(5):
        log_in(client, password="wrong horse battery")
    assert "oo many" in log_in(client).content.decode()


def test_the_limits_go_by_the_address_that_the_proxy_saw(client: Client, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    make_account(email="head@school.example")

    def attempt(number: int, address: str) -> int:
        forwarded = f"203.0.113.{number}, {address}"  # the first part is what the visitor made up
        return log_in(client, password="wrong horse battery", headers={"X-Forwarded-For": forwarded}).status_code

    assert [attempt(number, "198.51.100.7") for number in range(4)] == [200, 200, 200, 429]
    assert attempt(9, "198.51.100.8") == 200


def test_too_many_tries_get_a_page_with_advice(client: Client, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    log_in(client)
    response = log_in(client)
    assert response.status_code == 429
    assert "Wait 5 minutes" in response.content.decode()


def test_a_forgotten_password_is_replaced_by_a_link(client: Client, head: User) -> None:
    client.post("/accounts/password/reset/", {"email": head.email})
    assert outbox_to(head.email) == ["Choose a new password"]
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", Message.objects.get().text).group(1)
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    refused = client.post(address, {"password1": "password1234"})
    assert "There is a problem" in refused.content.decode()
    client.post(address, {"password1": "another quiet meadow"})
    log_in(client, password="another quiet meadow")
    assert client.get("/people/account/").status_code == 200


def test_a_link_for_a_new_password_works_once(client: Client, head: User) -> None:
    client.post("/accounts/password/reset/", {"email": head.email})
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", Message.objects.get().text).group(1)
    address = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": "another quiet meadow"})
    assert "does not work any more" in Client().get(link, follow=True).content.decode()


def test_asking_for_an_unknown_address_tells_nothing(client: Client, head: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": head.email}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@school.example"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert outbox_to("nobody@school.example") == ["There is no account with this address"]


def test_changing_the_password_needs_the_old_one_and_signs_other_devices_out(client: Client, head: User) -> None:
    other = sign_in(Client(), head)
    sign_in(client, head)
    new = {"oldpassword": "wrong horse battery", "password1": "another quiet meadow"}
    assert "There is a problem" in client.post("/accounts/password/change/", new).content.decode()
    client.post("/accounts/password/change/", new | {"oldpassword": PASSWORD})
    assert outbox_to(head.email) == ["Your password was changed"]
    assert other.get("/people/account/").status_code == 302


def test_changing_the_address_counts_once_it_is_confirmed(client: Client, head: User) -> None:
    sign_in(client, head)
    client.post("/accounts/email/", {"action_add": "", "email": "new.head@school.example"})
    head.refresh_from_db()
    assert head.email == "head@school.example"
    link = re.search(r"https?://[^/]+(/accounts/confirm-email/\S+)", Message.objects.get().text).group(1)
    assert "new.head@school.example" in client.get(link).content.decode()
    client.post(link)
    head.refresh_from_db()
    assert head.email == "new.head@school.example"
    assert EmailAddress.objects.get(user=head).email == "new.head@school.example"
    assert "Your email address was changed" in outbox_to("head@school.example")


def test_changing_the_address_asks_for_the_password_first(client: Client, head: User) -> None:
    log_in(client)
    response = client.post("/accounts/email/", {"action_add": "", "email": "new.head@school.example"})
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert not Message.objects.exists()
    confirmed = client.post(response["Location"], {"password": PASSWORD, "next": "/accounts/email/"})
    assert confirmed.status_code == 302
    assert outbox_to("new.head@school.example") == ["Confirm your email address"]


def test_one_sees_ones_sign_ins_and_ends_the_others(client: Client, head: User) -> None:
    firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0"
    other = Client(headers={"User-Agent": firefox})
    log_in(other)
    log_in(client)
    page = client.get("/accounts/sessions/").content.decode()
    assert "Firefox on Windows" in page
    assert "Sign out everywhere else" in page
    client.post("/accounts/sessions/")
    assert client.get("/people/account/").status_code == 200
    assert other.get("/people/account/").status_code == 302


def test_a_person_changes_their_name(client: Client, head: User) -> None:
    sign_in(client, head)
    assert "Enter your name" in client.post("/people/account/name/", {"name": ""}).content.decode()
    client.post("/people/account/name/", {"name": "Headteacher"})
    head.refresh_from_db()
    assert head.name == "Headteacher"


def test_using_the_portal_costs_a_signed_in_person_two_queries_a_request(
    client: Client, head: User, django_assert_num_queries
) -> None:
    log_in(client)
    client.get("/cookies/")
    with django_assert_num_queries(2):  # session; person with memberships
        client.get("/cookies/")


def test_a_visitor_costs_no_query(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        client.get("/cookies/")


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/inactive/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/accounts/confirm-email/",
        "/accounts/confirm-email/no-such-key/",
        "/accounts/3rdparty/login/cancelled/",
        "/accounts/3rdparty/login/error/",
    ],
)
def test_pages_before_sign_in_have_one_heading(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code in {200, 401}
    assert response.content.decode().count("<h1") == 1


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/logout/",
        "/accounts/reauthenticate/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/sessions/",
        "/accounts/3rdparty/",
        "/people/account/",
        "/people/account/name/",
        "/people/account/second-factor/",
    ],
)
def test_pages_of_ones_account_have_one_heading(client: Client, head: User, address: str) -> None:
    response = sign_in(client, head).get(address)
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1
