"""Applying for funded places: what a school hands in, who may, and what becomes of it at a successor."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import SchoolLink
from essex_portal.organisations.states import EstablishmentStatus
from partnerships.models import FundedApplication
from partnerships.queries.offers import reasons_for
from partnerships.services import applications, awards
from partnerships.services.application_successors import follow_applications
from partnerships.services.applications import Answers
from partnerships.services.refusals import OfferRefused
from partnerships.states import ApplicationState
from tests.factories.accounts import make_account, outbox_to
from tests.factories.offers import (
    AFTERWARDS,
    GOOD,
    WHILE_OPEN,
    apply,
    make_district,
    make_offer,
    make_primary,
    rank_in_turn,
)
from tests.factories.partnerships import make_quadrant

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_account(Role.QUADRANT_OFFICER, make_quadrant())


def test_a_school_saves_hands_in_changes_and_withdraws(officer):
    offer, school = make_offer(places=5), make_primary()
    head = make_account(Role.HEADTEACHER, school)
    saved = apply(offer, school, hand_in=False, by=head)
    assert (saved.state, saved.handed_in_at) == (ApplicationState.DRAFT, None)
    handed_in = apply(offer, school, by=head)
    changed = applications.save_application(
        offer=offer, school=school, answers=Answers(3, "More", ()), hand_in=False, by=head, now=WHILE_OPEN
    )
    assert handed_in.pk == saved.pk == changed.pk
    assert (changed.state, changed.places_wanted) == (ApplicationState.HANDED_IN, 3)
    applications.withdraw(application=changed, by=head, now=WHILE_OPEN)
    assert apply(offer, school, hand_in=False, by=head).state == ApplicationState.DRAFT
    assert outbox_to(head.email) == [f"We have your application: {offer.title}"]


@pytest.mark.parametrize(
    ("now", "answers", "words"),
    [
        (AFTERWARDS, Answers(1, "Case", (GOOD,)), "It closed on 30 November 2021"),
        (WHILE_OPEN - timedelta(30), Answers(1, "Case", (GOOD,)), "takes no applications today"),
        (WHILE_OPEN, Answers(4, "Case", (GOOD,)), "1 to 3 places"),
        (WHILE_OPEN, Answers(0, "Case", (GOOD,)), "1 to 3 places"),
        (WHILE_OPEN, Answers(1, " ", (GOOD,)), "Say what your school will do"),
        (WHILE_OPEN, Answers(1, "Case", ()), "Confirm each statement"),
    ],
)
def test_what_cannot_be_handed_in(now: datetime, answers: Answers, words: str):
    offer, school = make_offer(places=9, declarations=[GOOD]), make_primary()
    head = make_account(Role.HEADTEACHER, school)
    with pytest.raises(OfferRefused, match=words):
        applications.save_application(offer=offer, school=school, answers=answers, hand_in=True, by=head, now=now)
    assert not FundedApplication.objects.exists()


def test_a_school_for_which_it_is_not_is_refused_with_the_reason():
    offer, school = make_offer(), make_primary(district="Harlow", name="Harlow Primary School")
    offer.districts.add(make_district())
    assert [(reason.answer.value, reason.found) for reason in reasons_for(offer, school)][1] == ("no", "Harlow")
    with pytest.raises(OfferRefused, match="not for your school"):
        apply(offer, school)


def test_only_the_schools_headteacher_applies_and_answers(officer):
    offer = make_offer()
    row = apply(offer)
    stranger = make_account(Role.HEADTEACHER, make_primary())
    with pytest.raises(PermissionDenied):
        apply(offer, make_primary(), by=stranger)
    for verb in (applications.withdraw, applications.accept, applications.decline):
        with pytest.raises(PermissionDenied):
            verb(application=row, by=stranger, now=AFTERWARDS)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "awarded"}, "an_award_has_places_and_a_day_to_accept"),
        ({"state": "turned_down"}, "who_is_turned_down_hears_why"),
        ({"handed_in_at": None}, "what_is_handed_in_says_when"),
        ({"places_wanted": 0}, "an_application_wants_places"),
    ],
)
def test_an_application_is_whole(change: dict[str, object], constraint: str):
    row = apply(make_offer())
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        FundedApplication.objects.filter(pk=row.pk).update(**change)


def test_a_school_applies_once():
    row = apply(make_offer())
    row.pk, row.rank = None, None
    with pytest.raises(IntegrityError, match="a_school_applies_once_for_an_offer"), transaction.atomic():
        row.save()


class TestASchoolThatBecomesAnAcademy:
    def closed(self, row, *later):
        row.school.school.status = EstablishmentStatus.CLOSED
        row.school.school.save()
        for one in later:
            SchoolLink.objects.create(earlier=row.school.school, later=one.school)

    def test_keeps_its_place(self, officer):
        offer = make_offer(places=1)
        row, academy = apply(offer, make_primary("Oak Primary")), make_primary("Oak Academy")
        rank_in_turn(offer, row, by=officer)
        awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
        self.closed(row, academy)
        assert follow_applications(by=None) == 1
        head = make_account(Role.HEADTEACHER, academy)
        applications.accept(application=row, by=head, now=AFTERWARDS)
        row.refresh_from_db()
        assert (row.school, row.state) == (academy, ApplicationState.ACCEPTED)
        assert follow_applications(by=None) == 0
        assert AuditEvent.objects.get(event="application.followed").before == {"school": "Oak Primary"}

    def test_with_its_own_application_or_beside_another_successor_nothing_moves(self):
        offer = make_offer()
        row, other = apply(offer), apply(offer)
        self.closed(row, other.school)
        split = apply(offer)
        self.closed(split, make_primary(), make_primary())
        assert follow_applications(by=None) == 0
