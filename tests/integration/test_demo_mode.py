"""Demo people, their one-press sign-in and their printed passwords exist in demo mode and nowhere else."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import CommandError, call_command
from django.test import Client

from essex_portal.accounts import demo
from essex_portal.accounts.models import Membership, User
from essex_portal.accounts.roles import COUNTY_ROLES, SECOND_FACTOR_ROLES, Role
from essex_portal.organisations.models import District, Organisation
from essex_portal.organisations.states import EstablishmentStatus, OrganisationKind
from tests.factories.accounts import make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> None:
    """The least of a register that the demonstration needs."""
    quadrant = Organisation.objects.create(kind=OrganisationKind.QUADRANT, name="North-East")
    colchester = District.objects.create(code="E07000071", name="Colchester", quadrant=quadrant)
    primary = {"phase_code": 2}
    for name in ("Birch Primary School", "Copford Primary School", "Dedham Primary School"):
        make_school(name=name, district=colchester, **primary)
    make_school(name="Abberton Primary School", district=colchester, status=EstablishmentStatus.CLOSED, **primary)
    make_school(name="Alderman Secondary School", district=colchester, phase_code=4)
    make_school(name="Alton Academy", type_code=34, **primary)
    make_school(name="Arena Academy", type_code=34, la=883, **primary)


@pytest.fixture
def loaded(county: None, settings) -> None:
    settings.DEMO_MODE = True
    demo.load()


def printed(capsys) -> list[dict[str, object]]:
    call_command("demo_accounts", "--json")
    return json.loads(capsys.readouterr().out)


def test_every_role_has_a_person(loaded: None, capsys) -> None:
    accounts = printed(capsys)
    assert {account["role"] for account in accounts} == {role.value for role in Role}
    assert all(account["email"].endswith(".example") for account in accounts)
    assert all(set(account) <= {"role", "email", "password", "totp_secret", "urn"} for account in accounts)
    for account in accounts:
        assert ("totp_secret" in account) == (account["role"] in SECOND_FACTOR_ROLES)
        assert ("urn" in account) == (account["role"] in {"headteacher", "school_member"})


def test_the_schools_are_chosen_by_rule(loaded: None) -> None:
    schools = {one.key: [school.name for school in one.organisations] for one in demo.offered()}
    assert schools["headteacher"] == schools["school_member"] == ["Birch Primary School"]
    assert schools["headteacher_academy"] == ["Alton Academy"]
    assert schools["headteacher_outside"] == ["Arena Academy"]
    assert schools["headteacher_two_schools"] == ["Copford Primary School", "Dedham Primary School"]


def test_the_first_headteacher_printed_is_that_of_the_maintained_school(loaded: None, capsys) -> None:
    first = next(account for account in printed(capsys) if account["role"] == "headteacher")
    assert Organisation.objects.get(school__urn=first["urn"]).name == "Birch Primary School"


def test_loading_again_changes_nothing(loaded: None) -> None:
    def everything() -> list[object]:
        rows = (User.objects, Membership.objects, Authenticator.objects, Organisation.objects)
        return [list(manager.order_by("pk").values()) for manager in rows]

    before = everything()
    demo.load()
    assert everything() == before


def test_loading_again_brings_a_changed_password_back(loaded: None) -> None:
    persona = demo.offered()[0]
    user = User.objects.get(email=persona.email)
    user.set_password("something else entirely")
    user.save()
    demo.load()
    user.refresh_from_db()
    assert user.check_password(persona.password)


def test_the_printed_password_and_secret_sign_in(loaded: None, client: Client, capsys) -> None:
    account = next(account for account in printed(capsys) if account["role"] == "director")
    client.post("/accounts/login/", {"login": account["email"], "password": account["password"]})
    secret = account["totp_secret"]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/people/account/").status_code == 200


def test_passwords_differ_by_person_and_installation(loaded: None, settings, capsys) -> None:
    here = [account["password"] for account in printed(capsys)]
    assert len(set(here)) == len(here)
    settings.SECRET_KEY = "another installation"
    assert not set(here) & {account["password"] for account in printed(capsys)}


def test_the_command_prints_for_people_too(loaded: None, capsys) -> None:
    call_command("demo_accounts")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(demo.offered())
    assert any("authenticator secret" in line for line in lines)


@pytest.mark.parametrize("key", ["headteacher", "school_member", "headteacher_outside", *COUNTY_ROLES])
def test_one_press_signs_in_fully(loaded: None, client: Client, key: str) -> None:
    assert f'data-demo-role="{key}"' in client.get("/accounts/login/").content.decode()
    response = client.post("/people/demo-sign-in/", {"persona": key})
    assert response["Location"] == "/"
    assert client.get("/people/account/").status_code == 200


def test_one_press_leads_on_to_the_page_asked_for(loaded: None, client: Client) -> None:
    response = client.post("/people/demo-sign-in/", {"persona": "headteacher", "next": "/people/school/"})
    assert response["Location"] == "/people/school/"


def test_one_press_is_protected_from_other_sites(loaded: None) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/people/demo-sign-in/", {"persona": "administrator"}).status_code == 403


def test_nobody_of_that_name(loaded: None, client: Client) -> None:
    assert client.post("/people/demo-sign-in/", {"persona": "emperor"}).status_code == 404
    assert client.get("/people/demo-sign-in/").status_code == 405


def test_before_the_content_is_loaded_there_is_nobody(client: Client, settings) -> None:
    settings.DEMO_MODE = True
    assert "Look around as" not in client.get("/accounts/login/").content.decode()
    with pytest.raises(CommandError, match="not loaded yet"):
        call_command("demo_accounts")


def test_none_of_it_exists_outside_demo_mode(loaded: None, client: Client, settings, capsys) -> None:
    """Even where the accounts were loaded: no buttons, no route, nothing printed."""
    settings.DEMO_MODE = False
    page = client.get("/accounts/login/").content.decode()
    assert "data-demo-role" not in page
    assert "demo-sign-in" not in page
    assert not any(persona.office in page for persona in demo.personas())
    assert client.post("/people/demo-sign-in/", {"persona": "administrator"}).status_code == 404
    assert client.get("/people/account/").status_code == 302
    for words in ([], ["--json"]):
        with pytest.raises(CommandError, match="demo mode only"):
            call_command("demo_accounts", *words)
    assert capsys.readouterr().out == ""
