"""A walk through each area by its links, as each role: every page passes axe, fits 320 px and has one heading.

A page that no link leads to fails the walk, so a new page comes into it by being linked; what cannot be
walked to (answers to a form, files, steps of a sign-in) is named in its area's NOT_WALKED with the reason.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.areas import AREAS
from tests.journeys.areas.area import Area
from tests.journeys.conftest import Portal
from tests.rules.test_routes_are_guarded import ALL as ALL_ROUTES

FILE_ENDINGS = (".csv", ".xlsx", ".zip", ".pdf", ".ics", ".txt", ".json", ".xml")
STEPS_OF_SIGNING_IN = ("account_", "mfa_", "socialaccount_", "openid_connect_")
"""allauth's: no link leads to most of them."""
ROUTES = {name for name, _, _ in ALL_ROUTES}


@pytest.mark.parametrize("area", AREAS, ids=str)
def test_every_page_is_accessible(area: Area, portal: Portal, browser: Browser) -> None:
    area.prepare(portal, browser)
    seen: set[str] = set()
    faults: list[str] = []
    for role in area.roles:
        page = portal.new_page(browser)
        if role:
            portal.sign_in(page, role)
        faults += walk(page, portal.url, area, seen, starts=["/", *area.starts(role)])
        page.context.close()
    missed = {name for name in ROUTES if area.holds(name)} - seen
    faults += [f"No link leads to {name}" for name in sorted(missed) if not by_design(name, area)]
    assert not faults, "\n".join(faults)


def test_every_route_is_in_an_area() -> None:
    outside = {name for name in ROUTES if not name.startswith("api:") and sum(area.holds(name) for area in AREAS) != 1}
    assert not outside


def walk(page: Page, base: str, area: Area, seen: set[str], *, starts: list[str]) -> list[str]:
    """Open one address of each of the area's routes that this visitor finds a link to, and look at it.

    Returns what is wrong.
    """
    waiting, asked, faults = [(path, "the start") for path in starts], set(), []
    while waiting:
        path, found_on = waiting.pop(0)
        route = route_of(path)
        if route is None or route in asked or route in area.not_walked or not (area.holds(route) or path in starts):
            continue
        asked.add(route)
        response = page.goto(base + path)
        if response is None or response.status != 200:
            faults.append(f"{path}, linked from {found_on}, answers {response and response.status}")
        elif route not in seen:
            faults += look(page)
        seen.add(route)
        waiting += [(link, path) for link in links(page, base)]
    return faults


def look(page: Page) -> list[str]:
    """What is wrong with the open page, in words."""
    return [
        str(fault) for check in (well_headed, assert_accessible, assert_fits_320) if (fault := failing(check, page))
    ]


def failing(check: Callable[[Page], None], page: Page) -> AssertionError | None:
    try:
        check(page)
    except AssertionError as fault:
        return fault
    return None


def well_headed(page: Page) -> None:
    assert page.locator("h1").count() == 1, f"{page.url} has {page.locator('h1').count()} first headings"
    assert page.title().endswith(f" – {settings.PORTAL_NAME}"), f"{page.url} is titled {page.title()}"


def links(page: Page, base: str) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    return [
        href.removeprefix(base)
        for href in hrefs
        if href.startswith(base) and not urlsplit(href).path.endswith(FILE_ENDINGS)
    ]


def route_of(path: str) -> str | None:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def by_design(name: str, area: Area) -> bool:
    return name.startswith(STEPS_OF_SIGNING_IN) or name in area.not_walked
