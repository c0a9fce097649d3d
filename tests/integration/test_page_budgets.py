"""Every page that a link leads to, as each role, on a county's trade: at most 15 statements (design.md section 8),
and no link to what the person may not open.
"""

import re
from collections.abc import Iterator
from io import StringIO
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from essex_portal.accounts.models import Membership, User
from essex_portal.accounts.roles import Role
from tests.factories.accounts import make_account, sign_in
from tests.integration.training.test_county_trade import NOW, county

__all__ = ["county"]

MOST = 15
FILES = (".csv", ".xlsx", ".zip", ".pdf", ".ics", ".txt", ".json", ".xml")
ENDS_THE_VISIT = {"account_logout", "accounts:act_for"}
ROLES = (Role.HEADTEACHER, Role.QUADRANT_OFFICER, Role.TRAINING_OFFICE, Role.FINANCE, Role.DIRECTOR, Role.ADMINISTRATOR)


@pytest.fixture
def trade(county: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        call_command("seed_county_trade", schools=8, bookings=60, invoices=24, stdout=StringIO())
        yield


def person(role: Role) -> User:
    """Of the headteachers, one whose school traded."""
    held = Membership.objects.filter(role=role).order_by("organisation__school__urn").first()
    return held.user if held else make_account(role)


def links(path: str, content: str) -> Iterator[str]:
    for href in re.findall(r'href="([^"#]+)"', content):
        found = urljoin(path, href.replace("&amp;", "&"))
        address = urlsplit(found)
        if found.startswith("/") and not found.startswith("/static") and not address.path.endswith(FILES):
            yield found


def route_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_every_page_takes_few_statements(trade: None, client: Client, role: Role) -> None:
    sign_in(client, person(role))
    client.get("/")  # the first page after signing in notes the visit
    waiting, asked, counts, refused = ["/"], {"", *ENDS_THE_VISIT}, {}, []
    while waiting:
        path = waiting.pop(0)
        route = route_of(path)
        if route in asked:
            continue
        asked.add(route)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        if response.status_code == 403:
            refused.append(path)
        if response.status_code == 200 and not response.streaming:
            counts[route] = len(queries)
            waiting += links(path, response.content.decode(errors="ignore"))
    assert refused == [], "a link leads to what the person may not open"
    assert {route: count for route, count in counts.items() if count > MOST} == {}
    assert len(counts) > 10, "there was nothing to walk"
