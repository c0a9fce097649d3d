"""The service navigation marks the entry that a page belongs to, the most particular one."""

from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from essex_portal.accounts.roles import Role
from essex_portal.home.navigation import ENTRIES, MOST_IN_A_ROW, Item, Menu, menu_of, navigation_for


def visitor(*roles: Role) -> SimpleNamespace:
    memberships = [SimpleNamespace(role=role.value, organisation_id=7) for role in roles]
    return SimpleNamespace(is_authenticated=bool(roles), is_active=True, _current_memberships=memberships)


def items(path: str, *roles: Role, school: object = None) -> dict[str, bool]:
    request = RequestFactory().get(path)
    request.acting_for = school
    return {item.text: item.active for item in navigation_for(request, visitor(*roles))}


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "Home"),
        ("/training/", "Training"),
        ("/training/sessions/4/", "Training"),
        ("/training/bookings/", "Your bookings"),
        ("/schools/114767/", "Schools"),
        ("/people/school/invite/", "School’s people"),
        ("/cookies/", None),
    ],
)
def test_a_headteachers_page_belongs_to_one_entry(path, current):
    found = items(path, Role.HEADTEACHER, school=SimpleNamespace(pk=7))
    assert [text for text, active in found.items() if active] == ([current] if current else [])


@pytest.mark.parametrize("path", ["/register/imports/", "/register/districts/E07000071/", "/register/calendar/"])
def test_all_of_the_register_belongs_to_register(path):
    assert items(path, Role.ADMINISTRATOR)["Register"]


def test_a_visitor_sees_the_training_and_no_more():
    assert list(items("/")) == ["Training"]


def test_the_office_finds_its_figures_in_its_own_entry_and_the_director_in_another():
    path = "/training/office/coverage/"
    assert items(path, Role.DIRECTOR)["Training figures"]
    office = items(path, Role.TRAINING_OFFICE)
    assert office["Training office"]
    assert "Training figures" not in office


def test_a_council_team_has_no_bookings_of_its_own():
    assert "Your bookings" not in items("/", Role.TRAINING_OFFICE)


def row(*roles: Role, path: str = "/") -> list[Item | Menu]:
    request = RequestFactory().get(path)
    request.acting_for = SimpleNamespace(pk=7)
    return menu_of(navigation_for(request, visitor(*roles)))


@pytest.mark.parametrize("role", list(Role))
def test_nobody_has_more_entries_side_by_side_than_fit(role):
    assert len(row(role)) <= MOST_IN_A_ROW


def test_who_has_few_entries_has_them_side_by_side():
    assert not [one for one in row(Role.HEADTEACHER) if isinstance(one, Menu)]


def test_an_administrators_entries_stand_in_groups_and_the_one_with_the_page_is_marked():
    menu = row(Role.ADMINISTRATOR, path="/register/imports/")
    assert [one.text for one in menu] == [
        "Home", "Training", "Schools and partnerships", "Plans and boards", "Administration"
    ]  # fmt: skip
    assert [one.text for one in menu if one.active] == ["Administration"]


def test_a_group_is_in_one_place():
    groups = [entry.group for entry in ENTRIES]
    changes = sum(one != other for one, other in pairwise(groups))
    assert changes == len(set(groups)) - 1
