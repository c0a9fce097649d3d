"""Peer review: arranging, agreeing, following up; private to the two schools and the leads until both share it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from essex_portal.organisations.models import Organisation
from partnerships.models import PeerVisit
from partnerships.queries.visits import visits_seen_by
from partnerships.services import visits
from partnerships.services.refusals import VisitRefused
from tests.factories.accounts import make_account, outbox_to, sign_in
from tests.factories.partnerships import make_partnership, make_quadrant
from tests.factories.schools import make_school
from tests.factories.visits import ARRANGED, VISITED, make_plan, make_visit

pytestmark = pytest.mark.django_db
MOST = 15
AFTER = datetime(2021, 11, 18, 9, tzinfo=ARRANGED.tzinfo)
SECRET = "Marking takes too long"


@dataclass
class Cast:
    """A partnership of three schools with its people, and those around it."""

    partnership: Organisation
    host: User
    visitor: User
    lead: User
    third: User
    officer: User
    stranger: User
    director: User

    def school_of(self, person: User) -> Organisation:
        return person.memberships.get().organisation


@pytest.fixture
def cast(db: None) -> Cast:
    schools = [make_school(name=name) for name in ("Oak Primary School", "Elm Primary School", "Ash Primary School")]
    partnership = make_partnership("Marsh Partnership", schools=schools)
    host, visitor, third = (make_account(Role.HEADTEACHER, school) for school in schools)
    elsewhere = make_school(name="Hill Primary School")
    make_partnership("Hill Partnership", quadrant=make_quadrant("West"), schools=[elsewhere])
    return Cast(
        partnership=partnership,
        host=host,
        visitor=visitor,
        third=third,
        lead=make_account(Role.PARTNERSHIP_LEAD, partnership),
        officer=make_account(Role.QUADRANT_OFFICER, make_quadrant()),
        stranger=make_account(Role.HEADTEACHER, elsewhere),
        director=make_account(Role.DIRECTOR),
    )


@pytest.fixture
def visit(cast: Cast) -> PeerVisit:
    return make_visit(cast.partnership, cast.school_of(cast.host), cast.school_of(cast.visitor), by=cast.host)


def agree(visit: PeerVisit, by: User, *, words: str = SECRET, follow_up_on: date | None = None) -> PeerVisit:
    return visits.write_findings(
        visit=visit,
        strengths=["Calm classes"],
        even_better=[words],
        follow_up_on=follow_up_on,
        by=by,
        today=AFTER.date(),
    )


def share(visit: PeerVisit, by: User, *, yes: bool = True) -> PeerVisit:
    return visits.share_visit(visit=visit, share=yes, by=by, now=AFTER)


def readers(cast: Cast) -> set[str]:
    people = {name: person for name, person in vars(cast).items() if isinstance(person, User)}
    return {
        name for name, person in people.items() if visits_seen_by(User.objects.get(pk=person.pk), AFTER.date()).exists()
    }


PRIVATE = {"host", "visitor", "lead"}


def test_a_visit_is_private_until_both_schools_share_it(cast, visit):
    agree(visit, cast.host)
    assert readers(cast) == PRIVATE
    share(visit, cast.host)
    assert readers(cast) == PRIVATE
    share(visit, cast.visitor)
    assert readers(cast) == PRIVATE | {"third", "officer"}
    share(visit, cast.host, yes=False)
    assert readers(cast) == PRIVATE


def test_changed_words_are_private_again(cast, visit):
    agree(visit, cast.host)
    for person in (cast.host, cast.visitor):
        share(visit, person)
    agree(visit, cast.visitor, follow_up_on=VISITED + timedelta(30))  # the same words
    assert "third" in readers(cast)
    agree(visit, cast.visitor, words="Something else")
    assert readers(cast) == PRIVATE


def test_a_lead_shares_for_no_school(cast, visit):
    agree(visit, cast.lead)
    with pytest.raises(PermissionDenied):
        share(visit, cast.lead)
    with pytest.raises(VisitRefused, match="before you share"):
        share(make_visit(cast.partnership, visit.host, visit.visitor, by=cast.host), cast.host)


def test_both_leads_see_a_visit_between_two_partnerships(cast):
    other = cast.school_of(cast.stranger)
    second = other.partnership_memberships.get().partnership
    lead = make_account(Role.PARTNERSHIP_LEAD, second)
    own = cast.school_of(cast.host)
    found = make_visit(cast.partnership, own, other, by=cast.lead, other_partnership=second)
    assert visits_seen_by(lead, AFTER.date()).get() == found
    assert readers(cast) == {"host", "stranger", "lead"}


@pytest.mark.parametrize("who", ["third", "officer", "stranger", "director"])
def test_nobody_else_reads_writes_or_learns_of_it(cast, visit, who):
    agree(visit, cast.host)
    client = Client()
    with time_machine.travel(AFTER):
        sign_in(client, getattr(cast, who))
        assert "Oak Primary School" not in client.get(reverse("partnerships:visits")).content.decode()
        assert b"Oak" not in client.get(reverse("partnerships:visits_calendar")).content
        for name in ("visit", "change_visit", "write_findings", "cancel_visit"):
            assert client.get(reverse(f"partnerships:{name}", args=[visit.pk])).status_code == 404
        for name in ("share_visit", "finish_follow_up", "write_findings", "cancel_visit"):
            answer = client.post(reverse(f"partnerships:{name}", args=[visit.pk]), {"reason": "x", "strengths": "x"})
            assert answer.status_code == 404
    visit.refresh_from_db()
    assert (visit.cancelled_at, visit.strengths, visit.is_shared) == (None, ["Calm classes"], False)


def test_who_reads_a_shared_visit_still_writes_nothing(cast, visit):
    agree(visit, cast.host)
    for person in (cast.host, cast.visitor):
        share(visit, person)
    client = Client()
    with time_machine.travel(AFTER):
        for person in (cast.third, cast.officer):
            sign_in(client, person)
            shown = client.get(reverse("partnerships:visit", args=[visit.pk])).content.decode()
            assert SECRET in shown
            assert "Write down" not in shown
            assert client.get(reverse("partnerships:write_findings", args=[visit.pk])).status_code == 404


def test_both_schools_are_told_once_of_each_date_and_calendars_follow(cast, visit):
    day_after = VISITED + timedelta(1)
    for _ in range(2):
        visits.move_visit(visit=visit, on=day_after, starts=time(9), ends=time(15), focus=visit.focus, by=cast.lead)
    for _ in range(2):
        visits.cancel_visit(visit=visit, reason="A teacher is ill", by=cast.host, now=ARRANGED)
    subjects = [subject.split(":")[0] for subject in outbox_to(cast.visitor.email)]
    assert subjects == ["Peer review visit", "Visit moved", "Visit cancelled"]
    files = [
        bytes(mail.attachments.get().content) for mail in Message.objects.filter(to=cast.host.email).order_by("pk")
    ]
    events = [Calendar.from_ical(file).walk("VEVENT")[0] for file in files]
    assert len({str(event["UID"]) for event in events}) == 1
    assert [int(event["SEQUENCE"]) for event in events] == [0, 1, 2]
    assert not any(SECRET.encode() in file for file in files)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends": time(9)}, "end after it starts"),
        ({"visitor": "host"}, "cannot visit itself"),
        ({"visitor": "stranger"}, "in none of the partnerships"),
    ],
)
def test_a_visit_that_cannot_be_is_refused(cast, changes, words):
    people = {name: cast.school_of(getattr(cast, who)) for name, who in changes.items() if name == "visitor"}
    host, visitor = cast.school_of(cast.host), cast.school_of(cast.visitor)
    plan = replace(make_plan(cast.partnership, host, visitor), **changes | people)
    with pytest.raises(VisitRefused, match=words):
        visits.arrange_visit(plan=plan, by=cast.host, now=ARRANGED)
    with pytest.raises(PermissionDenied):
        visits.arrange_visit(plan=make_plan(cast.partnership, host, visitor), by=cast.third, now=ARRANGED)
    assert not PeerVisit.objects.exists()


def test_nothing_is_agreed_before_the_day_nor_followed_up_before_the_visit(cast, visit):
    with pytest.raises(VisitRefused, match="on the day of the visit or later"):
        visits.write_findings(
            visit=visit, strengths=["x"], even_better=[], follow_up_on=None, by=cast.host, today=ARRANGED.date()
        )
    with pytest.raises(VisitRefused, match="must not be before the visit"):
        agree(visit, cast.host, follow_up_on=VISITED - timedelta(1))
    with pytest.raises(VisitRefused, match="Set a date"):
        visits.finish_follow_up(visit=visit, by=cast.host, now=AFTER)
    agree(visit, cast.host, follow_up_on=VISITED + timedelta(30))
    for _ in range(2):
        visits.finish_follow_up(visit=visit, by=cast.visitor, now=AFTER)
    assert AuditEvent.objects.filter(event="visit.followed_up").count() == 1
    with pytest.raises(VisitRefused, match="has taken place"):
        visits.cancel_visit(visit=visit, reason="Too late", by=cast.host, now=AFTER)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"visitor": "host"}, "no_school_visits_itself"),
        ({"ends": time(8)}, "a_visit_ends_after_it_starts"),
        ({"follow_up_on": VISITED - timedelta(1)}, "a_follow_up_comes_after_the_visit"),
        ({"follow_up_done_at": AFTER}, "a_done_follow_up_had_a_date"),
        ({"cancelled_at": AFTER}, "a_cancelled_visit_says_why"),
        ({"other_partnership": "partnership"}, "a_visit_between_two_partnerships"),
    ],
)
def test_a_visit_is_whole(visit, change: dict[str, object], constraint: str):
    values = {name: getattr(visit, value) if isinstance(value, str) else value for name, value in change.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PeerVisit.objects.filter(pk=visit.pk).update(**values)


@time_machine.travel(ARRANGED)
def test_a_headteacher_arranges_a_visit_on_screen_and_bad_input_loses_nothing(cast):
    client = sign_in(Client(), cast.host)
    address = f"{reverse('partnerships:new_visit')}?partnership={cast.partnership.pk}"
    answers = {
        "host": cast.school_of(cast.host).pk, "visitor": cast.school_of(cast.host).pk, "on": "2021-11-17",
        "starts": "9am", "ends": "3pm", "focus": "Reading",
    }  # fmt: skip
    shown = client.post(address, answers).content.decode()
    assert "A school cannot visit itself" in shown
    assert "Reading" in shown
    assert "Enter what the visitors look at" in client.post(address, answers | {"focus": ""}).content.decode()
    client.post(address, answers | {"visitor": cast.school_of(cast.visitor).pk})
    assert PeerVisit.objects.get().focus == "Reading"
    refused = sign_in(Client(), cast.director).get(address)
    assert refused.status_code == 403


@time_machine.travel(AFTER)
@pytest.mark.parametrize("who", ["host", "officer"])
def test_three_visits_and_thirty_take_the_same_queries(cast, who):
    host, visitor = cast.school_of(cast.host), cast.school_of(cast.visitor)
    client = sign_in(Client(), getattr(cast, who))
    address = reverse("partnerships:visits")
    client.get(address)  # what only the first page after sign-in asks
    counts = []
    for wanted in (3, 30):
        for _ in range(wanted - PeerVisit.objects.count()):
            make_visit(cast.partnership, host, visitor, by=cast.host)
        PeerVisit.objects.update(shared_by_host_at=AFTER, shared_by_visitor_at=AFTER)
        with CaptureQueriesContext(connection) as captured:
            assert host.name in client.get(address).content.decode()
        counts.append(len(captured))
    assert counts[0] == counts[1] <= MOST
