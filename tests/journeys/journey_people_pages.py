"""The pages of people, accounts and sign-in in a real browser: accessible, at 320 px, and passkeys as they are used."""

from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from tests.factories.accounts import (
    PASSWORD,
    make_account,
    make_authenticator,
    make_invitation,
    make_school,
    make_token,
)
from tests.factories.accounts import sign_in as session_of
from tests.journeys.accessibility import assert_accessible, assert_fits_320

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

BEFORE_SIGN_IN = ("/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/invitations/no-such-link/")
OF_EVERYBODY = (
    "/people/account/",
    "/people/account/name/",
    "/people/account/second-factor/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/reauthenticate/",
)
OF_HEADS = ("/people/school/", "/people/school/invite/", "/people/school/tokens/", "/people/school/tokens/new/")
OF_ADMINISTRATORS = (
    "/people/",
    "/people/invite/",
    "/people/invitations/",
    "/people/tokens/",
    "/people/tokens/new/",
    "/people/audit/",
    "/accounts/2fa/recovery-codes/generate/",
)


@pytest.fixture
def head(live_server, settings) -> User:
    settings.SITE_URL = live_server.url
    settings.ALLOWED_HOSTS = ["localhost"]
    school = make_school(name="Marsh Primary School")
    head = make_account(Role.HEADTEACHER, school, name="Headteacher, Marsh Primary School", email="head@school.example")
    make_account(Role.SCHOOL_MEMBER, school, name="Assessment lead")
    make_invitation(organisation=school, by=head)
    make_token(head, organisation=school)
    return head


@pytest.fixture
def address(live_server) -> Callable[[str], str]:
    """Passkeys need a name, not an IP address."""
    base = live_server.url.replace("127.0.0.1", "localhost")
    return lambda path: f"{base}{path}"


@pytest.fixture
def passkeys(page: Page) -> Iterator[None]:
    """A device that makes and uses passkeys, and whose owner always agrees."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield
    devtools.detach()


def carry_session(context: BrowserContext, user: User, base: str) -> None:
    """Sign the browser in without the forms."""
    cookie = session_of(Client(), user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": base}])


def look_at(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("h1")).to_have_count(1)
    assert_accessible(page)
    assert_fits_320(page)


def test_pages_before_sign_in(page: Page, head: User, address: Callable[[str], str]) -> None:
    for path in BEFORE_SIGN_IN:
        look_at(page, address(path))


def test_pages_of_a_headteacher(page: Page, head: User, address: Callable[[str], str]) -> None:
    carry_session(page.context, head, address("/"))
    membership = head.memberships.get().pk
    for path in (
        *OF_EVERYBODY,
        *OF_HEADS,
        f"/people/memberships/{membership}/end/",
        f"/people/memberships/{membership}/role/",
    ):
        look_at(page, address(path))


def test_pages_of_an_administrator(page: Page, head: User, address: Callable[[str], str]) -> None:
    carry_session(page.context, make_account(Role.ADMINISTRATOR, name="Administrator"), address("/"))
    for path in (*OF_ADMINISTRATORS, f"/people/person/{head.pk}/"):
        look_at(page, address(path))


def test_the_menu_is_opened_and_closed_by_keyboard(page: Page, head: User, address: Callable[[str], str]) -> None:
    carry_session(page.context, make_account(Role.DIRECTOR, name="Director"), address("/"))
    page.goto(address("/schools/"))
    menu = page.get_by_role("navigation", name="Menu")
    word, first = menu.locator("summary", has_text="Plans and boards"), menu.get_by_role("link", name="Tracker")
    word.press("Enter")
    expect(first).to_be_visible()
    assert_accessible(page)
    assert_fits_320(page)
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(word).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("searchbox").or_(page.get_by_role("textbox")).first.focus()
    expect(first).to_be_hidden()
    word.press("Enter")
    first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tracker")


def test_a_passkey_is_made_and_then_opens_the_portal_alone(
    page: Page, head: User, address: Callable[[str], str], passkeys: None
) -> None:
    sign_in(page, address)
    page.goto(address("/accounts/2fa/webauthn/add/"))
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.goto(address("/accounts/login/?next=/people/account/"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Your account", exact=True)).to_be_visible()


def test_a_passkey_is_the_second_step_of_a_council_role(
    page: Page, head: User, address: Callable[[str], str], passkeys: None
) -> None:
    officer = make_account(Role.ADMISSIONS_OFFICER, email="officer@council.example")
    sign_in(page, address, officer.email)
    expect(page.get_by_role("heading", name="Set up a second step at sign-in")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Let me sign in with this passkey alone").uncheck()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, address, officer.email)
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_passkey_that_is_not_used_says_so(page: Page, head: User, address: Callable[[str], str]) -> None:
    page.goto(address("/accounts/login/"))
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"isUserVerified": False}})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")


def test_signing_in_with_an_app_works_without_javascript(
    no_script_page: Page, head: User, address: Callable[[str], str]
) -> None:
    officer = make_account(Role.ADMISSIONS_OFFICER, email="officer@council.example")
    _, secret = make_authenticator(officer)
    sign_in(no_script_page, address, officer.email)
    expect(no_script_page.get_by_role("button", name="Use a passkey instead")).to_be_hidden()
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    no_script_page.get_by_label("Security code").fill(code)
    no_script_page.get_by_role("button", name="Sign in", exact=True).click()
    expect(no_script_page.get_by_role("button", name="Sign out")).to_be_visible()


def sign_in(page: Page, address: Callable[[str], str], email: str = "head@school.example") -> None:
    page.goto(address("/accounts/login/"))
    page.get_by_label("Email address").fill(email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
