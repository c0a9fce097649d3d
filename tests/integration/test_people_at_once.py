"""Two people doing the same thing at the same moment: the database lets one of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from essex_portal.accounts import services
from essex_portal.accounts.models import Invitation, Membership, User
from essex_portal.accounts.roles import Role
from essex_portal.accounts.services import PeopleRefused
from tests.factories.accounts import PASSWORD, make_account, make_invitation, make_school

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions: Callable[[], object]) -> list[object]:
    """Run the actions in threads of their own, started together. What each returned, or its refusal."""
    start = Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        connection.ensure_connection()
        start.wait(timeout=10)
        try:
            return action()
        except PeopleRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def refused(results: list[object]) -> int:
    return sum(isinstance(result, PeopleRefused) for result in results)


def test_the_last_two_administrators_cannot_leave_at_once() -> None:
    def leave(own: Membership) -> Callable[[], object]:
        return lambda: services.end_membership(membership=own, by=own.user, now=timezone.now())

    make_account(Role.ADMINISTRATOR)
    for _ in range(5):  # the moment between looking and leaving is short
        make_account(Role.ADMINISTRATOR)  # in a team of their own, since nothing keeps them in one
        current = list(Membership.objects.filter(ended_at=None).select_related("user"))
        assert refused(at_once(*map(leave, current))) == 1
        assert Membership.objects.filter(ended_at=None).count() == 1


def test_a_link_opened_twice_makes_one_account() -> None:
    _, secret = make_invitation()

    def accept() -> object:
        return services.accept_invitation_as_new_person(
            secret=secret, name="Assessment lead", password=PASSWORD, now=timezone.now()
        )

    assert refused(at_once(*[accept] * 4)) == 3
    assert User.objects.count() == 1


def test_two_links_to_one_address_make_one_account() -> None:
    secrets = [make_invitation(organisation=make_school())[1] for _ in range(2)]

    def accept(secret: str) -> Callable[[], object]:
        return lambda: services.accept_invitation_as_new_person(
            secret=secret, name="Assessment lead", password=PASSWORD, now=timezone.now()
        )

    assert refused(at_once(*map(accept, secrets))) == 1
    assert User.objects.count() == 1


def test_a_double_click_sends_one_invitation() -> None:
    school = make_school()

    def send() -> object:
        return services.invite(
            email="colleague@school.example",
            name="",
            organisation=school,
            role=Role.SCHOOL_MEMBER,
            by=None,
            now=timezone.now(),
        )

    assert refused(at_once(*[send] * 4)) == 3
    assert Invitation.objects.count() == 1
