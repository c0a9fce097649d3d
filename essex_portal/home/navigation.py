"""The service navigation: which entries a person sees, which one the page belongs to, and how many make groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation

MOST_IN_A_ROW = 8
"""So many entries stand side by side; who has more gets them in groups."""


class Group(StrEnum):
    TRAINING = "Training and invoices"
    SCHOOLS = "Schools and partnerships"
    PLANS = "Plans and boards"
    PORTAL = "Administration"


@dataclass(frozen=True)
class Entry:
    text: str
    route: str
    permission: Permission | None = None
    unless: Permission | None = None  # who holds this finds the page under another entry
    signed_in: bool = False
    of_school: bool = False
    about: str = ""
    group: Group | None = None
    under: str = ""  # pages below this path belong to the entry, when that is more than those below its own


@dataclass(frozen=True)
class Item:
    text: str
    href: str
    active: bool
    about: str = ""
    group: Group | None = None


@dataclass(frozen=True)
class Menu:
    """Entries that open under one word."""

    text: str
    items: tuple[Item, ...]

    @property
    def active(self) -> bool:
        return any(item.active for item in self.items)


ENTRIES = (
    Entry("Home", "home:start", signed_in=True),
    Entry(
        "Training",
        "traded_assessment:catalogue",
        about="What is on offer, by half term, with the places left.",
        group=Group.TRAINING,
    ),
    Entry(
        "Your bookings",
        "traded_assessment:bookings",
        Permission.VIEW_SCHOOL_BOOKINGS,
        of_school=True,
        about="Booked places, what your subscription has left, orders and invoices.",
        group=Group.TRAINING,
    ),
    Entry(
        "Training office",
        "traded_assessment:office",
        Permission.MANAGE_TRAINING,
        about="Courses, sessions, prices and price requests.",
        group=Group.TRAINING,
    ),
    Entry(
        "Training figures",
        "traded_assessment:figures",
        Permission.VIEW_TRAINING,
        unless=Permission.MANAGE_TRAINING,
        about="Places and income by half term; which schools have nobody trained; what is not used.",
        under="/training/office/",
        group=Group.TRAINING,
    ),
    Entry(
        "Invoices",
        "traded_assessment:invoices",
        Permission.VIEW_INVOICES,
        about="Find invoices, record payments, export a month.",
        under="/training/finance/",
        group=Group.TRAINING,
    ),
    Entry(
        "Schools",
        "organisations:search",
        signed_in=True,
        about="Find a school in the register by name or place.",
        group=Group.SCHOOLS,
    ),
    Entry(
        "Partnerships",
        "partnerships:directory",
        signed_in=True,
        about="Which schools work together, by quadrant, as at any day.",
        group=Group.SCHOOLS,
    ),
    Entry(
        "Year of Reading",
        "taskforce:reading",
        signed_in=True,
        about="What schools and others do for reading, on a map. Add what you do.",
        group=Group.SCHOOLS,
    ),
    Entry(
        "School’s people",
        "accounts:school_people",
        Permission.MANAGE_SCHOOL_PEOPLE,
        about="Invite and remove colleagues.",
        group=Group.SCHOOLS,
    ),
    Entry(
        "Tracker",
        "tracker:programmes",
        Permission.VIEW_TRACKER,
        about="Programmes and their actions: how they stand, what is due, as at any day.",
        group=Group.PLANS,
    ),
    Entry(
        "SEND",
        "send:statement",
        Permission.VIEW_TRACKER,
        about="The statement of action, its plan, risks and visits, the strategy, and the quadrants’ current actions.",
        under="/send/",
        group=Group.PLANS,
    ),
    Entry(
        "Task Force",
        "taskforce:commitments",
        Permission.VIEW_TRACKER,
        about="The Task Force’s commitments and the meetings of its board.",
        under="/task-force/",
        group=Group.PLANS,
    ),
    Entry(
        "Board",
        "tracker:board",
        Permission.SEND_BOARD_PACKS,
        about="Every programme on one page, what needs a decision, and packs for the board.",
        group=Group.PLANS,
    ),
    Entry(
        "People",
        "accounts:people",
        Permission.MANAGE_PEOPLE,
        about="Accounts, roles and invitations.",
        group=Group.PORTAL,
    ),
    Entry(
        "Register",
        "organisations:imports",
        Permission.IMPORT_REGISTER,
        about="Import the school register; keep quadrants and term dates.",
        under="/register/",
        group=Group.PORTAL,
    ),
    Entry(
        "Background work",
        "home:jobs",
        Permission.MANAGE_JOBS,
        about="What is under way, and what failed.",
        group=Group.PORTAL,
    ),
)


def navigation_for(request: HttpRequest, user: Any) -> list[Item]:
    """The entries this person may open, the current one marked: the longest path that the page is under."""
    school = getattr(request, "acting_for", None)
    visible = [(entry, reverse(entry.route)) for entry in ENTRIES if _may_see(entry, user, school)]
    places = [(entry.under or href, href) for entry, href in visible]
    _, current = max((place for place in places if _is_under(request.path, *place)), default=("", ""))
    return [
        Item(entry.text, href, active=href == current, about=entry.about, group=entry.group) for entry, href in visible
    ]


def menu_of(items: Sequence[Item]) -> list[Item | Menu]:
    """The entries as they stand in the page's head: side by side when they are few, otherwise by group."""
    if len(items) <= MOST_IN_A_ROW:
        return list(items)
    menu: list[Item | Menu] = []
    for group, grouped in groupby(items, key=lambda item: item.group):
        members = tuple(grouped)
        menu += [Menu(group, members)] if group and len(members) > 1 else members
    return menu


def _is_under(path: str, place: str, href: str) -> bool:
    return path == href if place == "/" else path.startswith(place)


def _may_see(entry: Entry, user: Any, school: Organisation | None) -> bool:
    if entry.of_school and school is None:
        return False
    if entry.unless is not None and holds(user, entry.unless):
        return False
    if entry.permission is not None:
        return holds(user, entry.permission, school if entry.of_school else None)
    return user.is_authenticated or not entry.signed_in
