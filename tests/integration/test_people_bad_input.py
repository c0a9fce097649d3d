"""Nonsense in addresses and forms gets a message or a 404, never an error page."""

import pytest
from django.test import Client

from essex_portal.accounts.roles import Role
from tests.factories.accounts import make_account, sign_in

pytestmark = pytest.mark.django_db

NUL, LONG, HUGE = "\x00", "x" * 5000, 10**30


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/oidc/nobody/login/",
        "/accounts/oidc/nobody/login/callback/",
        "/accounts/login/?next=%00",
        "/accounts/confirm-email/x:y:z/",
        "/accounts/password/reset/key/1-abc/",
        "/accounts/password/reset/key/zzzzzzzzzzzzzzzzzzzz-abc/",
        "/accounts/3rdparty/signup/",
        "/accounts/2fa/authenticate/",
        "/accounts/2fa/webauthn/login/",
        "/accounts/login/code/confirm/",
        "/invitations/%00/",
        f"/invitations/{LONG}/",
    ],
)
def test_addresses_before_sign_in(client: Client, address: str) -> None:
    assert client.get(address).status_code in {200, 302, 404}


@pytest.mark.parametrize(
    "address",
    [
        "/people/?q=%00",
        "/people/?organisation=%D9%A3%D9%A3",
        "/people/?organisation=1234567",
        "/people/?role=nobody&page=99999&sort=nothing",
        f"/people/person/{HUGE}/",
        f"/people/memberships/{HUGE}/end/",
        f"/people/tokens/{HUGE}/revoke/",
        "/people/invitations/?state_now=%00&q=%00",
        "/people/audit/?q=%00&event=%00&since_day=9999999999&since_month=x&since_year=-1",
        "/people/audit/?since_day=1&since_month=1&since_year=0",
    ],
)
def test_addresses_of_an_administrator(client: Client, address: str) -> None:
    assert sign_in(client, make_account(Role.ADMINISTRATOR)).get(address).status_code in {200, 404}


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/accounts/login/", {"login": NUL, "password": NUL, "next": NUL}),
        ("/accounts/login/", {"login": f"{LONG}@school.example", "password": LONG}),
        ("/accounts/password/reset/", {"email": NUL}),
        ("/accounts/2fa/webauthn/login/", {"credential": "[1]"}),
        ("/accounts/2fa/webauthn/login/", {"credential": '{"response": {"userHandle": "AAAA"}}'}),
        ("/accounts/2fa/webauthn/login/", {"credential": '{"response": {"userHandle": 5}}'}),
    ],
)
def test_forms_before_sign_in(client: Client, address: str, data: dict[str, str]) -> None:
    assert client.post(address, data).status_code in {200, 302}


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/people/invite/", {"email": "a@b.example", "role": "headteacher", "organisation": NUL}),
        ("/people/invite/", {"email": f"{LONG}@b.example", "role": "headteacher", "organisation": LONG}),
        ("/people/invite/", {"email": "a@b.example", "role": "nobody", "organisation": "x", "chosen": "x"}),
        ("/people/tokens/new/", {"email": NUL, "name": NUL, "scopes": [NUL]}),
        ("/people/account/name/", {"name": NUL}),
        ("/accounts/2fa/webauthn/add/", {"credential": "[]"}),
    ],
)
def test_forms_of_an_administrator(client: Client, address: str, data: dict[str, object]) -> None:
    response = sign_in(client, make_account(Role.ADMINISTRATOR)).post(address, data)
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
