"""Visits and forums in the calendar feeds that training hands out: to whom, and never what they must not hold."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation, SchoolLink
from partnerships.models import LinkRequest, PeerVisit
from partnerships.services import visits
from partnerships.states import ListState
from tests.factories.accounts import make_account
from tests.factories.forums import LINK, NEXT, NOW, listed, make_drop_in, make_forum
from tests.factories.partnerships import make_partnership
from tests.factories.schools import make_school
from tests.factories.visits import ARRANGED, VISITED, make_visit
from traded_assessment.queries.calendar_feeds import Owner, feed_path
from traded_assessment.services.calendar_feeds import make_feed, revoke_feed

pytestmark = pytest.mark.django_db
AFTER = ARRANGED + timedelta(days=8)


@pytest.fixture
def schools(db):
    return [make_school(name=f"{tree} Primary School") for tree in ("Oak", "Elm", "Ash")]


@pytest.fixture
def partnership(schools):
    return make_partnership("Marsh Partnership", schools=schools)


@pytest.fixture
def heads(schools):
    return [make_account(Role.HEADTEACHER, school) for school in schools]


@pytest.fixture
def visit(partnership, schools, heads):
    return make_visit(partnership, schools[0], schools[1], by=heads[0])


def feed_for(owner):
    fields = {"school": owner} if isinstance(owner, Organisation) else {"user": owner}
    return make_feed(owner=Owner(**fields), now=NOW, by=None)


def fetch(feed, now=NOW):
    with time_machine.travel(now, tick=False):
        return Client().get(feed_path(feed))


def titles(owner, now=NOW):
    content = Calendar.from_ical(fetch(feed_for(owner), now).content)
    return [str(event["summary"]) for event in content.walk("VEVENT")]


TITLE = "Peer review: Elm Primary School visits Oak Primary School"


def test_a_visit_stands_in_the_calendars_of_both_schools_their_heads_and_the_lead(partnership, schools, heads, visit):
    lead = make_account(Role.PARTNERSHIP_LEAD, partnership)
    for owner in (*schools[:2], *heads[:2], lead):
        assert titles(owner) == [TITLE]


def test_it_is_in_nobody_elses(partnership, schools, heads, visit):
    officer = make_account(Role.QUADRANT_OFFICER, Organisation.objects.get(name="North-East"))
    for owner in (schools[2], heads[2], officer, make_account(Role.DIRECTOR)):
        assert titles(owner) == []


def agreed_and_shared(visit, heads):
    findings = {"strengths": ["Calm classes"], "even_better": ["Marking takes too long"], "follow_up_on": None}
    visits.write_findings(visit=visit, by=heads[0], today=AFTER.date(), **findings)
    for head in heads[:2]:
        visits.share_visit(visit=visit, share=True, by=head, now=AFTER)


def test_shared_it_is_in_the_partnerships_until_one_school_takes_it_back(heads, visit):
    agreed_and_shared(visit, heads)
    feed = feed_for(heads[2])
    content = fetch(feed, AFTER).content.decode()
    assert "SUMMARY:Peer review" in content
    assert "Marking" not in content
    visits.share_visit(visit=visit, share=False, by=heads[0], now=AFTER)
    assert "VEVENT" not in fetch(feed, AFTER).content.decode()


def test_who_has_left_the_school_no_longer_gets_its_visits(heads, visit):
    feed = feed_for(heads[0])
    Membership.objects.filter(user=heads[0]).update(ended_at=NOW)
    assert "VEVENT" not in fetch(feed).content.decode()


def test_a_moved_and_a_cancelled_visit_follow(heads, visit):
    feed = feed_for(heads[0])
    when = {"on": VISITED + timedelta(1), "starts": visit.starts, "ends": visit.ends, "focus": visit.focus}
    visits.move_visit(visit=visit, by=heads[0], **when)
    visits.cancel_visit(visit=visit, reason="Snow", by=heads[0], now=NOW)
    [event] = Calendar.from_ical(fetch(feed).content).walk("VEVENT")
    assert event["dtstart"].dt.date() == VISITED + timedelta(1)
    assert (event["status"], event["sequence"]) == ("CANCELLED", 2)


def test_an_academy_goes_on_with_its_predecessors_visits(schools, visit):
    academy = make_school(name="Oak Academy", type_code=34)
    SchoolLink.objects.create(earlier=schools[0].school, later=academy.school)
    assert titles(academy) == [TITLE]


def test_a_visit_of_more_than_a_year_ago_has_left_the_calendar(schools, visit):
    PeerVisit.objects.update(on=date(2020, 11, 1))
    assert titles(schools[0]) == []


def test_a_forum_is_in_the_calendar_of_the_schools_on_its_list_without_its_link(schools, heads):
    forum = make_forum("Early years forum")
    member = listed(forum, schools[0], contact=heads[0])
    assert "Early years forum" in titles(schools[0])
    assert "Early years forum" in titles(heads[0])
    assert LINK not in fetch(feed_for(schools[0])).content.decode()
    assert titles(schools[1]) == []
    member.state, member.reason = ListState.REMOVED, "Closed"
    member.save()
    assert titles(schools[0]) == []


def test_of_a_drop_in_a_person_has_the_dates_that_they_asked_for(heads):
    drop_in = make_drop_in("Phone the team")
    LinkRequest.objects.create(forum=drop_in, planned_on=NEXT, asked_by=heads[0], asked_at=NOW)
    assert titles(heads[0]) == ["Phone the team"]
    assert titles(heads[1]) == []


def test_a_revoked_address_shows_no_visit(heads, visit):
    feed = feed_for(heads[0])
    revoke_feed(owner=Owner(user=heads[0]), now=NOW, by=heads[0])
    answer = fetch(feed)
    assert (answer.status_code, b"Peer review" in answer.content) == (410, False)
