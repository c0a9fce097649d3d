"""Roles: given, changed, ended with the next click, never the last one by accident."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from essex_portal.accounts import services
from essex_portal.accounts.models import Membership, User
from essex_portal.accounts.permissions import holds, organisations_with
from essex_portal.accounts.roles import Permission, Role
from essex_portal.accounts.services import PeopleRefused
from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import Organisation
from tests.factories.accounts import join, make_account, make_school, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> Organisation:
    return make_school(name="Marsh Primary School")


@pytest.fixture
def head(school: Organisation) -> User:
    return make_account(Role.HEADTEACHER, school, name="Headteacher")


@pytest.fixture
def member(school: Organisation) -> Membership:
    return make_account(Role.SCHOOL_MEMBER, school, name="Assessment lead").memberships.get()


# --- the services -----------------------------------------------------------------------------------


def test_ending_keeps_the_membership_with_who_and_when(member: Membership, head: User, now) -> None:
    services.end_membership(membership=member, by=head, now=now, reason="left the school")
    member.refresh_from_db()
    assert (member.ended_at, member.ended_by) == (now, head)
    event = AuditEvent.objects.get(event="membership.ended")
    assert event.before["role"] == "school_member"
    assert event.reason == "left the school"


def test_ending_twice_is_refused(member: Membership, head: User, now) -> None:
    services.end_membership(membership=member, by=head, now=now)
    with pytest.raises(PeopleRefused, match="no longer has this role"):
        services.end_membership(membership=member, by=head, now=now)


@pytest.mark.parametrize("role", [Role.HEADTEACHER, Role.SCHOOL_MEMBER, Role.FINANCE])
def test_others_may_not_end_or_change_it(member: Membership, role: Role, now) -> None:
    stranger = make_account(role)
    with pytest.raises(PermissionDenied):
        services.end_membership(membership=member, by=stranger, now=now)
    with pytest.raises(PermissionDenied):
        services.change_role(membership=member, role=Role.HEADTEACHER, by=stranger, now=now)


def test_a_member_may_not_make_themselves_headteacher(member: Membership, now) -> None:
    with pytest.raises(PermissionDenied):
        services.change_role(membership=member, role=Role.HEADTEACHER, by=member.user, now=now)


def test_the_only_headteacher_cannot_leave_by_their_own_hand(head: User, member: Membership, now) -> None:
    own = head.memberships.get()
    with pytest.raises(PeopleRefused, match="only headteacher of Marsh Primary School"):
        services.end_membership(membership=own, by=head, now=now)
    with pytest.raises(PeopleRefused, match="only headteacher"):
        services.change_role(membership=own, role=Role.SCHOOL_MEMBER, by=head, now=now)
    services.change_role(membership=member, role=Role.HEADTEACHER, by=head, now=now)
    services.end_membership(membership=own, by=head, now=now)


def test_a_closed_account_is_no_other_headteacher(head: User, school: Organisation, now) -> None:
    closed = make_account(Role.HEADTEACHER, school)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    with pytest.raises(PeopleRefused, match="only headteacher"):
        services.end_membership(membership=head.memberships.get(), by=head, now=now)


def test_an_administrator_ends_the_only_headteacher(head: User, now) -> None:
    services.end_membership(membership=head.memberships.get(), by=make_account(Role.ADMINISTRATOR), now=now)
    assert not head.memberships.filter(ended_at=None).exists()


def test_nobody_ends_the_last_administrator(now) -> None:
    first = make_account(Role.ADMINISTRATOR, services.the_council())
    with pytest.raises(PeopleRefused, match="last administrator"):
        services.end_membership(membership=first.memberships.get(), by=first, now=now)
    second = make_account(Role.ADMINISTRATOR, services.the_council())
    services.end_membership(membership=first.memberships.get(), by=second, now=now)
    with pytest.raises(PeopleRefused, match="last administrator"):
        services.end_membership(membership=second.memberships.get(), by=second, now=now)


def test_changing_a_role_keeps_the_old_one_as_history(member: Membership, head: User, now) -> None:
    changed = services.change_role(membership=member, role=Role.HEADTEACHER, by=head, now=now)
    assert changed.pk != member.pk
    assert [one.ended_at for one in member.user.memberships.order_by("pk")] == [now, None]
    with pytest.raises(PeopleRefused, match="already has this role"):
        services.change_role(membership=changed, role=Role.HEADTEACHER, by=head, now=now)


def test_refusals_of_a_role(head: User, school: Organisation) -> None:
    with pytest.raises(PeopleRefused, match="belongs to a council team"):
        services.add_membership(user=head, organisation=school, role=Role.FINANCE, by=None)
    with pytest.raises(PeopleRefused, match="already has the role headteacher"):
        services.add_membership(user=head, organisation=school, role=Role.HEADTEACHER, by=None)


def test_only_ones_own_name_can_be_changed(head: User, member: Membership) -> None:
    with pytest.raises(PermissionDenied):
        services.rename_person(user=member.user, name="Someone", by=head)


def test_the_database_allows_a_role_once_at_a_time(member: Membership, now) -> None:
    with pytest.raises(IntegrityError, match="one_current_membership_a_role"), transaction.atomic():
        join(member.user, member.organisation, Role.SCHOOL_MEMBER)
    with pytest.raises(IntegrityError, match="membership_ended_by_needs_ended_at"), transaction.atomic():
        Membership.objects.filter(pk=member.pk).update(ended_by=member.user)
    with pytest.raises(IntegrityError, match="one_user_an_email_address"), transaction.atomic():
        User.objects.create_user(member.user.email).save()


def test_the_database_allows_one_account_an_address_whatever_its_case(head: User) -> None:
    with pytest.raises(IntegrityError, match="one_user_an_email_address"):
        User(email=head.email.upper()).save()


# --- what a role reaches ----------------------------------------------------------------------------


def test_a_school_role_reaches_its_school_only(head: User, school: Organisation) -> None:
    other = make_school()
    assert holds(head, Permission.BUY_SUBSCRIPTION, school)
    assert not holds(head, Permission.BUY_SUBSCRIPTION, other)
    assert not holds(head, Permission.VIEW_INVOICES)
    assert list(organisations_with(head, Permission.BUY_SUBSCRIPTION)) == [school]


def test_a_county_role_reaches_every_school(school: Organisation) -> None:
    office = make_account(Role.TRAINING_OFFICE)
    assert holds(office, Permission.BOOK_TRAINING, school)
    assert school in organisations_with(office, Permission.BOOK_TRAINING)


# --- the pages --------------------------------------------------------------------------------------


def test_removing_counts_with_the_next_click(client: Client, member: Membership, head: User) -> None:
    theirs = sign_in(Client(), member.user)
    assert "School member, Marsh Primary School" in theirs.get("/people/account/").content.decode()
    sign_in(client, head)
    address = reverse("accounts:end_membership", args=[member.pk])
    asked = client.get(address).content.decode()
    assert "Remove Assessment lead?" in asked
    assert client.post(address, {"reason": "left"})["Location"] == "/people/school/"
    assert "You have no role at the moment" in theirs.get("/people/account/").content.decode()
    assert theirs.get("/people/school/").status_code == 403


def test_the_only_headteacher_reads_why(client: Client, head: User) -> None:
    sign_in(client, head)
    response = client.post(reverse("accounts:end_membership", args=[head.memberships.get().pk]))
    assert "Invite your successor first" in response.content.decode()


def test_a_headteacher_who_leaves_lands_at_home(client: Client, head: User, school: Organisation) -> None:
    make_account(Role.HEADTEACHER, school)
    sign_in(client, head)
    assert client.post(reverse("accounts:end_membership", args=[head.memberships.get().pk]))["Location"] == "/"


def test_a_headteacher_makes_a_colleague_headteacher(client: Client, head: User, member: Membership) -> None:
    sign_in(client, head)
    address = reverse("accounts:change_role", args=[member.pk])
    assert "Select" in client.post(address).content.decode()
    assert client.post(address, {"role": "headteacher"})["Location"] == "/people/school/"
    assert holds(User.objects.get(pk=member.user_id), Permission.MANAGE_SCHOOL_PEOPLE, member.organisation)


def test_a_headteacher_sees_own_people_only(client: Client, head: User, member: Membership) -> None:
    stranger = make_account()
    page = sign_in(client, head).get("/people/school/").content.decode()
    assert member.user.email in page
    assert stranger.email not in page


def test_an_administrator_finds_people(client: Client, head: User, member: Membership) -> None:
    sign_in(client, make_account(Role.ADMINISTRATOR, name="Administrator"))

    def found(query: str) -> set[str]:
        page = client.get(f"/people/?{query}").content.decode()
        return {user.email for user in User.objects.all() if user.email in page.split("<table")[1]}

    urn = member.organisation.school.urn
    assert found("q=headteacher") == {head.email}
    assert found("role=school_member") == {member.user.email}
    assert found(f"organisation={urn}") == found("organisation=marsh") == {head.email, member.user.email}
    assert found("role=finance") == set()
    assert "No one fits" in client.get("/people/?q=nobody").content.decode()


def test_an_ended_role_finds_nobody(client: Client, head: User, member: Membership, now) -> None:
    services.end_membership(membership=member, by=head, now=now)
    sign_in(client, make_account(Role.ADMINISTRATOR))
    assert "No one fits" in client.get("/people/?role=school_member&organisation=marsh").content.decode()


def test_an_administrator_sees_a_person_with_their_history(client: Client, head: User, member: Membership, now) -> None:
    services.change_role(membership=member, role=Role.HEADTEACHER, by=head, now=now)
    sign_in(client, make_account(Role.ADMINISTRATOR))
    page = client.get(reverse("accounts:person", args=[member.user_id])).content.decode()
    assert "Roles before" in page
    assert "School member, Marsh Primary School, until 10 November 2021, ended by Headteacher" in page
    assert client.get(reverse("accounts:person", args=[999_999])).status_code == 404


@pytest.mark.parametrize("address", ["/people/school/", "/people/"])
def test_lists_cost_the_same_for_three_as_for_thirty(
    client: Client, address: str, school: Organisation, head: User, django_assert_max_num_queries
) -> None:
    sign_in(client, head if address == "/people/school/" else make_account(Role.ADMINISTRATOR))
    client.get(address)

    def queries() -> int:
        with django_assert_max_num_queries(15) as counted:
            client.get(address)
        return len(counted)

    for _ in range(3):
        make_account(Role.SCHOOL_MEMBER, school)
    few = queries()
    for _ in range(27):
        make_account(Role.SCHOOL_MEMBER, school)
    assert queries() == few
