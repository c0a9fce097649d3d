"""Council roles sign in with a second factor; its secrets lie encrypted; the last one stays."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.adapter import PortalMFAAdapter
from essex_portal.accounts.models import User
from essex_portal.accounts.roles import COUNTY_ROLES, SCHOOL_ROLES, Role
from tests.factories.accounts import PASSWORD, join, make_account, make_authenticator, outbox_to, sign_in
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db

SET_UP = "/people/account/second-factor/"


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def log_in(client: Client, user: User):
    return client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})


@pytest.mark.parametrize("role", [*COUNTY_ROLES, Role.QUADRANT_OFFICER])
def test_a_council_role_without_one_reaches_only_the_page_that_sets_it_up(client: Client, role: Role) -> None:
    log_in(client, make_account(role))
    for address in ("/", "/cookies/", "/people/", "/people/account/", "/accounts/email/", "/accounts/2fa/"):
        response = client.get(address)
        assert response.status_code == 302, address
        assert response["Location"].startswith(SET_UP), address
    assert client.get(SET_UP).status_code == 200
    assert client.get("/healthz").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


@pytest.mark.parametrize("role", SCHOOL_ROLES)
def test_a_school_role_may_do_without(client: Client, role: Role) -> None:
    log_in(client, make_account(role))
    assert client.get("/people/account/").status_code == 200


def test_setting_up_an_app_opens_the_portal_in_the_same_session(client: Client) -> None:
    officer = make_account(Role.ADMISSIONS_OFFICER)
    log_in(client, officer)
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert "data:image/svg+xml;base64," in page
    secret = re.search(r'id="authenticator-key">([A-Z2-7]+)<', page).group(1)
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "The code is not right" in wrong.content.decode()
    code = code_of(secret)
    done = client.post("/accounts/2fa/totp/activate/", {"code": f"{code[:3]} {code[3:]}"})
    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    assert client.get("/people/account/").status_code == 200


def test_the_second_factor_is_asked_at_the_next_sign_in(client: Client) -> None:
    officer = make_account(Role.ADMISSIONS_OFFICER)
    _, secret = make_authenticator(officer)
    assert log_in(client, officer)["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/people/account/").status_code == 302
    assert "Enter your security code" in client.get("/accounts/2fa/authenticate/").content.decode()
    assert "The code is not right" in client.post("/accounts/2fa/authenticate/", {"code": "123"}).content.decode()
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/people/account/").status_code == 200


def test_a_recovery_code_stands_in_for_the_app_once(client: Client) -> None:
    officer = make_account(Role.ADMISSIONS_OFFICER)
    make_authenticator(officer)
    sign_in(client, officer)
    client.post("/accounts/2fa/recovery-codes/generate/")
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    code = re.findall(r"<li>([0-9a-z]{6,})</li>", page)[0]
    other = Client()
    log_in(other, officer)
    other.post("/accounts/2fa/authenticate/", {"code": code})
    assert other.get("/people/account/").status_code == 200
    again = Client()
    log_in(again, officer)
    again.post("/accounts/2fa/authenticate/", {"code": code})
    assert again.get("/people/account/").status_code == 302


def test_recovery_codes_come_as_a_file_to_keep(client: Client) -> None:
    head = make_account()
    make_authenticator(head)
    sign_in(client, head, second_factor=True)
    client.post("/accounts/2fa/recovery-codes/generate/")
    response = client.get("/accounts/2fa/recovery-codes/download/")
    assert response["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert len(response.content.decode().split("\n\n")[1].split()) == 10


def test_a_session_by_password_alone_must_prove_it_when_a_council_role_is_added(client: Client) -> None:
    head = make_account()
    sign_in(client, head)
    _, secret = make_authenticator(head)
    council = make_person(Role.ADMISSIONS_OFFICER).memberships.get().organisation
    join(head, council, Role.ADMISSIONS_OFFICER)
    asked = client.get("/people/account/")
    assert asked["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fpeople%2Faccount%2F"
    client.post("/accounts/2fa/reauthenticate/", {"code": code_of(secret), "next": "/people/account/"})
    assert client.get("/people/account/").status_code == 200


def test_a_council_role_cannot_remove_its_last_second_factor(client: Client) -> None:
    officer = make_account(Role.ADMISSIONS_OFFICER)
    make_authenticator(officer)
    sign_in(client, officer)
    page = client.get("/accounts/2fa/totp/deactivate/").content.decode()
    assert "Your role needs a second step" in page
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).exists()


def test_a_council_role_may_remove_its_only_passkey_only_beside_another_factor(client: Client) -> None:
    officer = make_account(Role.ADMISSIONS_OFFICER)
    passkey = Authenticator.objects.create(user=officer, type=Authenticator.Type.WEBAUTHN, data={"name": "Laptop"})
    sign_in(client, officer)
    address = reverse("mfa_remove_webauthn", args=[passkey.pk])
    refused = client.post(address)
    assert Authenticator.objects.filter(pk=passkey.pk).exists(), refused.status_code
    assert "Your role needs a second step" in refused.content.decode()
    make_authenticator(officer)
    client.post(address)
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()


def test_a_school_role_may_remove_its_second_factor_and_is_told_by_mail(client: Client) -> None:
    head = make_account()
    make_authenticator(head)
    sign_in(client, head, second_factor=True)
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=head).exists()
    assert outbox_to(head.email) == ["The authenticator app was removed"]


def test_nobody_manages_another_persons_passkey(client: Client) -> None:
    owner, other = make_account(), make_account()
    passkey = Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data={"name": "Laptop"})
    sign_in(client, other)
    for route in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert client.get(reverse(route, args=[passkey.pk])).status_code == 404


def test_a_passkey_is_renamed(client: Client) -> None:
    head = make_account()
    passkey = Authenticator.objects.create(user=head, type=Authenticator.Type.WEBAUTHN, data={"name": "Laptop"})
    sign_in(client, head)
    client.post(reverse("mfa_edit_webauthn", args=[passkey.pk]), {"name": "Office laptop"})
    assert "Office laptop" in client.get("/accounts/2fa/webauthn/").content.decode()


def test_secrets_lie_encrypted_in_the_database() -> None:
    _, secret = make_authenticator(make_account(Role.ADMISSIONS_OFFICER))
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored
    assert PortalMFAAdapter().decrypt(stored) == secret


def test_a_new_encryption_key_reads_what_the_old_one_wrote(settings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.MFA_ENCRYPTION_KEY = old
    written = PortalMFAAdapter().encrypt("secret")
    settings.MFA_ENCRYPTION_KEY = f"{new}, {old}"
    assert PortalMFAAdapter().decrypt(written) == "secret"
    newer = PortalMFAAdapter().encrypt("secret")
    assert Fernet(new).decrypt(newer.encode()) == b"secret"


def test_a_council_person_costs_no_more_queries_than_others(client: Client, django_assert_num_queries) -> None:
    sign_in(client, make_account(Role.ADMISSIONS_OFFICER))
    client.get("/cookies/")
    with django_assert_num_queries(2):
        client.get("/cookies/")
