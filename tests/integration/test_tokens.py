"""API tokens: made by those who may, good for what the person's roles allow, shown once."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from essex_portal.accounts import services
from essex_portal.accounts.models import ApiToken, User
from essex_portal.accounts.roles import Role
from essex_portal.accounts.services import PeopleRefused, user_of_token
from essex_portal.audit.models import AuditEvent
from tests.factories.accounts import PASSWORD, join, make_account, make_school, make_token, sign_in

pytestmark = pytest.mark.django_db
FINANCE_SYSTEM = {"name": "Finance system", "scopes": ["invoices"], "expires_on": None}


def made_by(by: User | None, user: User, organisation=None, **changes: object) -> tuple[ApiToken, str]:
    values = FINANCE_SYSTEM | {"now": datetime(2021, 11, 10, 9, tzinfo=UTC)} | changes
    return services.make_token(user=user, organisation=organisation, by=by, **values)


# --- the services -----------------------------------------------------------------------------------


def test_a_headteacher_makes_the_schools_own(now) -> None:
    school = make_school()
    head = make_account(Role.HEADTEACHER, school)
    token, secret = made_by(head, head, school)
    assert secret.startswith("eep_")
    assert secret not in str(ApiToken.objects.values().get())
    assert secret not in str(list(AuditEvent.objects.values()))
    found = user_of_token(secret, now)
    assert found == token
    assert (found.user, found.organisation) == (head, school)


@pytest.mark.parametrize("role", [Role.SCHOOL_MEMBER, Role.FINANCE, Role.TRAINING_OFFICE])
def test_others_make_none(role: Role) -> None:
    person = make_account(role)
    organisation = person.memberships.get().organisation if role == Role.SCHOOL_MEMBER else None
    with pytest.raises(PermissionDenied):
        made_by(person, person, organisation)


def test_a_headteacher_makes_none_for_another_school_person_or_the_county() -> None:
    school = make_school()
    head = make_account(Role.HEADTEACHER, school)
    colleague = make_account(Role.SCHOOL_MEMBER, school)
    for user, organisation in ((head, make_school()), (head, None), (colleague, school)):
        with pytest.raises(PermissionDenied):
            made_by(head, user, organisation, scopes=["bookings"])


def test_an_administrator_makes_one_for_another_person() -> None:
    token, _ = made_by(make_account(Role.ADMINISTRATOR), make_account(Role.FINANCE))
    assert token.scopes == ["invoices"]


def test_scopes_are_those_that_the_persons_roles_allow() -> None:
    school = make_school()
    member = make_account(Role.SCHOOL_MEMBER, school)
    head = make_account(Role.HEADTEACHER, school)
    director = make_account(Role.DIRECTOR)
    assert services.allowed_scopes(member, school) == ["bookings"]
    assert services.allowed_scopes(head, school) == ["bookings", "invoices"]
    assert services.allowed_scopes(head, make_school()) == []
    assert services.allowed_scopes(director, None) == ["bookings", "invoices", "tracker"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scopes": ["tracker"]}, "do not allow “tracker”"),
        ({"scopes": ["everything"]}, "no scope called “everything”"),
        ({"scopes": []}, "Select what the token is for"),
        ({"expires_on": date(2021, 11, 9)}, "in the future"),
    ],
)
def test_refusals_of_a_token(changes: dict[str, object], words: str) -> None:
    with pytest.raises(PeopleRefused, match=words):
        made_by(None, make_account(Role.FINANCE), **changes)
    assert not ApiToken.objects.exists()


def test_a_token_ends_with_its_last_day() -> None:
    _, secret = made_by(None, make_account(Role.FINANCE), expires_on=date(2021, 11, 10))
    assert user_of_token(secret, datetime(2021, 11, 10, 23, tzinfo=UTC))
    assert user_of_token(secret, datetime(2021, 11, 11, 1, tzinfo=UTC)) is None


def test_a_token_ends_when_it_is_revoked(now) -> None:
    token, secret = made_by(None, make_account(Role.FINANCE))
    administrator = make_account(Role.ADMINISTRATOR)
    services.revoke_token(token=token, by=administrator, now=now)
    assert user_of_token(secret, now) is None
    with pytest.raises(PeopleRefused, match="already been revoked"):
        services.revoke_token(token=token, by=administrator, now=now)


def test_others_revoke_none(now) -> None:
    school = make_school()
    token, _ = made_by(None, make_account(Role.HEADTEACHER, school), school)
    for stranger in (make_account(Role.HEADTEACHER), make_account(Role.SCHOOL_MEMBER, school)):
        with pytest.raises(PermissionDenied):
            services.revoke_token(token=token, by=stranger, now=now)


def test_a_schools_token_ends_with_the_membership_there(now) -> None:
    school = make_school()
    head = make_account(Role.HEADTEACHER, school)
    join(head, make_school(), Role.HEADTEACHER)
    _, secret = made_by(None, head, school)
    of_school = head.memberships.get(organisation=school)
    services.end_membership(membership=of_school, by=make_account(Role.ADMINISTRATOR), now=now)
    assert user_of_token(secret, now) is None


def test_a_token_ends_with_the_account(now) -> None:
    finance = make_account(Role.FINANCE)
    _, secret = made_by(None, finance)
    User.objects.filter(pk=finance.pk).update(is_active=False)
    assert user_of_token(secret, now) is None


def test_a_made_up_token_opens_nothing(now) -> None:
    assert user_of_token("eep_made-up", now) is None


def test_last_use_is_written_once_a_day(now, django_assert_num_queries) -> None:
    _, secret = made_by(None, make_account(Role.FINANCE))
    with django_assert_num_queries(3):
        user_of_token(secret, now)
    with django_assert_num_queries(2):
        user_of_token(secret, now + timedelta(hours=1))
    assert ApiToken.objects.get().last_used_on == date(2021, 11, 10)
    user_of_token(secret, now + timedelta(days=1))
    assert ApiToken.objects.get().last_used_on == date(2021, 11, 11)


# --- the pages --------------------------------------------------------------------------------------


def test_a_headteacher_makes_sees_and_revokes_a_token(client: Client, now) -> None:
    sign_in(client, make_account())
    assert "No tokens yet" in client.get("/people/school/tokens/").content.decode()
    made = client.post("/people/school/tokens/new/", {"name": "Our timetable", "scopes": ["bookings"]})
    secret = re.search(r'id="token">(eep_[\w-]+)<', made.content.decode()).group(1)
    assert user_of_token(secret, now)
    page = client.get("/people/school/tokens/").content.decode()
    assert "Our timetable" in page
    assert secret not in page
    address = reverse("accounts:revoke_token", args=[ApiToken.objects.get().pk])
    assert "Our timetable" in client.get(address).content.decode()
    assert client.post(address)["Location"] == "/people/school/tokens/"
    assert user_of_token(secret, now) is None
    assert "already been revoked" in client.post(address).content.decode()


def test_making_a_token_asks_for_the_password_first(client: Client) -> None:
    head = make_account()
    client.post("/accounts/login/", {"login": head.email, "password": PASSWORD})
    response = client.get("/people/school/tokens/new/")
    assert response["Location"] == "/accounts/reauthenticate/?next=%2Fpeople%2Fschool%2Ftokens%2Fnew%2F"


def test_a_refused_token_keeps_what_was_entered(client: Client) -> None:
    sign_in(client, make_account())
    entered = {"name": "Our timetable", "expires_on_day": "1", "expires_on_month": "2", "expires_on_year": "2020"}
    page = client.post("/people/school/tokens/new/", entered | {"scopes": ["bookings"]}).content.decode()
    assert "The last day must be in the future" in page
    assert 'value="Our timetable"' in page
    page = client.post("/people/school/tokens/new/", entered | {"scopes": ["tracker"]}).content.decode()
    assert "There is a problem" in page
    assert not ApiToken.objects.exists()


def test_an_administrator_makes_one_for_a_person(client: Client) -> None:
    finance = make_account(Role.FINANCE)
    sign_in(client, make_account(Role.ADMINISTRATOR))
    new = {"email": finance.email, "name": "Ledger", "scopes": ["invoices"]}
    assert "Copy your token now" in client.post("/people/tokens/new/", new).content.decode()
    page = client.get("/people/tokens/").content.decode()
    assert "Ledger" in page
    assert str(finance) in page
    assert "no account" in client.post("/people/tokens/new/", new | {"email": "a@b.example"}).content.decode()
    wrong = client.post("/people/tokens/new/", new | {"scopes": ["tracker"]}).content.decode()
    assert "do not allow “tracker”" in wrong
    client.post(reverse("accounts:revoke_token", args=[ApiToken.objects.get().pk]))
    assert "Revoked" in client.get("/people/tokens/").content.decode()


def test_another_schools_token_is_not_there(client: Client) -> None:
    school = make_school()
    token, _ = make_token(make_account(Role.HEADTEACHER, school), organisation=school)
    sign_in(client, make_account())
    assert client.post(reverse("accounts:revoke_token", args=[token.pk])).status_code == 404
    assert token.name not in client.get("/people/school/tokens/").content.decode()


@pytest.mark.parametrize("address", ["/people/school/tokens/", "/people/tokens/"])
def test_lists_cost_the_same_for_three_as_for_thirty(
    client: Client, address: str, django_assert_max_num_queries
) -> None:
    school = make_school()
    head = make_account(Role.HEADTEACHER, school)
    sign_in(client, head if "school" in address else make_account(Role.ADMINISTRATOR))
    client.get(address)

    def queries() -> int:
        with django_assert_max_num_queries(15) as counted:
            client.get(address)
        return len(counted)

    for _ in range(3):
        make_token(head, organisation=school)
    few = queries()
    for _ in range(27):
        make_token(head, organisation=school)
    assert queries() == few


# --- the command ------------------------------------------------------------------------------------


def test_the_command_prints_the_token_last(capsys, now) -> None:
    finance = make_account(Role.FINANCE)
    call_command("api_token", finance.email, "--scopes", "invoices")
    secret = capsys.readouterr().out.splitlines()[-1]
    assert user_of_token(secret, now).user == finance


def test_the_command_makes_a_headteachers_token_good_for_the_school(capsys, now) -> None:
    school = make_school()
    head = make_account(Role.HEADTEACHER, school)
    call_command("api_token", head.email, "--scopes", "bookings, invoices")
    token = user_of_token(capsys.readouterr().out.splitlines()[-1], now)
    assert (token.organisation, token.scopes) == (school, ["bookings", "invoices"])
    other = make_school()
    join(head, other, Role.HEADTEACHER)
    call_command("api_token", head.email, "--scopes", "bookings", "--urn", str(other.school.urn))
    assert user_of_token(capsys.readouterr().out.splitlines()[-1], now).organisation == other


def test_the_command_says_what_is_wrong() -> None:
    finance = make_account(Role.FINANCE)
    for words, message in (
        (["nobody@school.example", "--scopes", "bookings"], "no account for nobody"),
        ([finance.email, "--scopes", "tracker"], "do not allow"),
        ([finance.email, "--scopes", "invoices", "--urn", "123456"], "does not belong to the school"),
    ):
        with pytest.raises(CommandError, match=message):
            call_command("api_token", *words)
