"""Bookings that wait for a headteacher: asking, deciding by page and by link, running out, two at once."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.mail.models import Message
from tests.factories.accounts import sign_in
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.threads import at_once
from tests.factories.training import PriceListFactory, TrainingSessionFactory
from traded_assessment.models import ApprovalRequest, Order, PlaceHold, TrainingSession, WaitingEntry
from traded_assessment.services.approvals import (
    ApprovalRefused,
    approve,
    ask_approval,
    end_overdue_requests,
    refuse,
    set_approval_rules,
    withdraw,
)
from traded_assessment.services.order_requests import OrderLineRequest, Person
from traded_assessment.services.orders import place_order
from traded_assessment.services.refusals import NeedsApproval, PriceChanged, SessionFull
from traded_assessment.services.waiting_list import join_waiting_list, offer_freed_places
from traded_assessment.states import ApprovalState, HoldState, Product, WaitingState

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
DECIDE_BY = datetime(2021, 11, 15, 9, 30, tzinfo=UTC)  # 24 working hours, over a weekend
SECRET_LINK = re.compile(r"/training/approve/\S+")


@pytest.fixture
def session(open_for_business):
    return TrainingSessionFactory(course__title="Phonics", capacity=3)


@pytest.fixture
def rules(school, head):
    return set_approval_rules(school=school, needed=True, deputies=[], by=head)


def lines(session, *names, unnamed=0):
    people = tuple(Person(name) for name in names)
    return [OrderLineRequest(Product.SINGLE_SESSION, session.pk, people, unnamed=unnamed)]


@pytest.fixture
def asked(rules, school, teacher, session):
    return ask(school, teacher, session)


def ask(school, by, session, *, key="key-1", places=1):
    wanted = lines(session, "Year 1 lead", unnamed=places - 1)
    return ask_approval(school=school, lines=wanted, key=key, shown=None, by=by, now=NOW, purchase_order="PO-9")


def held(session):
    session.refresh_from_db()
    return session.places_sold, session.places_held


class TestAsking:
    def test_nobody_needs_approval_before_the_headteacher_says_so(self, school, teacher, session):
        place_order(school=school, lines=lines(session, "A"), idempotency_key="a", by=teacher, now=NOW)
        assert Order.objects.count() == 1

    def test_without_approval_nothing_is_placed(self, rules, school, teacher, session):
        with pytest.raises(NeedsApproval):
            place_order(school=school, lines=lines(session, "A"), idempotency_key="a", by=teacher, now=NOW)

    def test_headteachers_deputies_and_the_office_need_none(self, rules, school, head, teacher, officer, session):
        set_approval_rules(school=school, needed=True, deputies=[teacher], by=head)
        for number, person in enumerate((head, teacher, officer)):
            place_order(school=school, lines=lines(session, "A"), idempotency_key=f"{number}", by=person, now=NOW)
        assert Order.objects.count() == 3

    def test_places_are_kept_and_each_approver_gets_a_mail(self, rules, school, head, teacher, session):
        deputy = make_person(Role.SCHOOL_MEMBER, school)
        set_approval_rules(school=school, needed=True, deputies=[deputy], by=head)
        asked = ask(school, teacher, session, places=2)
        assert (asked.expires_at, asked.gross) == (DECIDE_BY, Decimal(55))
        assert held(session) == (0, 2)
        mails = Message.objects.filter(key__contains=":asked:")
        assert {mail.to for mail in mails} == {head.email, deputy.email}
        assert "Year 1 lead" in mails[0].text
        assert "£55" in mails[0].text
        assert all(mail.holds_secret for mail in mails)

    def test_the_same_key_is_one_request(self, asked, school, teacher, session):
        assert ask(school, teacher, session) == asked
        assert held(session) == (0, 1)

    def test_places_are_never_kept_past_the_start(self, rules, school, teacher, session):
        start = NOW + timedelta(hours=1)
        TrainingSession.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
        assert ask(school, teacher, session).expires_at == start

    def test_a_full_session_refuses_as_an_order_would(self, rules, school, teacher, session):
        with pytest.raises(SessionFull):
            ask(school, teacher, session, places=4)
        assert not ApprovalRequest.objects.exists()

    def test_an_offer_from_the_waiting_list_is_used(self, rules, school, teacher, head, session):
        other = make_school()
        place_order(
            school=other,
            lines=lines(session, unnamed=3),
            idempotency_key="a",
            by=make_person(Role.HEADTEACHER, other),
            now=NOW,
        )
        join_waiting_list(school=school, session=session, places=1, by=teacher, now=NOW)
        TrainingSession.objects.filter(pk=session.pk).update(capacity=4)
        offer_freed_places(session=session, now=NOW)
        asked = ask(school, teacher, session)
        assert WaitingEntry.objects.get().state == WaitingState.ACCEPTED
        assert held(session) == (3, 1)
        approve(approval=asked, shown=asked.gross, by=head, now=NOW)
        assert held(session) == (4, 0)


class TestApproving:
    def test_the_order_is_placed_in_the_askers_name(self, asked, head, teacher, session):
        order = approve(approval=asked, shown=asked.gross, by=head, now=NOW)
        assert (order.placed_by, order.purchase_order, order.gross) == (teacher, "PO-9", Decimal(55))
        assert held(session) == (1, 0)
        asked.refresh_from_db()
        assert (asked.state, asked.order, asked.decided_by) == (ApprovalState.APPROVED, order, head)
        assert PlaceHold.objects.get().state == HoldState.USED
        assert AuditEvent.objects.get(event="approval.approved").actor_id == head.pk
        assert Message.objects.filter(to=teacher.email, subject__startswith="Your training order").exists()

    def test_twice_is_one_order(self, asked, head):
        first, second = (approve(approval=asked, shown=asked.gross, by=head, now=NOW) for _ in range(2))
        assert first == second
        assert Order.objects.count() == 1

    def test_another_price_is_asked_again(self, asked, head):
        PriceListFactory(version=2, valid_from="2021-11-11")
        with pytest.raises(PriceChanged):
            approve(approval=asked, shown=Decimal(50), by=head, now=NOW)
        asked.refresh_from_db()
        assert asked.state == ApprovalState.ASKED

    @pytest.mark.parametrize("who", ["asker", "other school", "former deputy"])
    def test_nobody_else_decides(self, asked, school, head, teacher, who):
        person = teacher
        if who == "other school":
            person = make_person(Role.HEADTEACHER, make_school())
        if who == "former deputy":
            person = make_person(Role.SCHOOL_MEMBER, school)
            set_approval_rules(school=school, needed=True, deputies=[person], by=head)
            Membership.objects.filter(user=person).update(ended_at=NOW)
        with pytest.raises(PermissionDenied):
            approve(approval=asked, shown=asked.gross, by=person, now=NOW)
        with pytest.raises(PermissionDenied):
            refuse(approval=asked, reason="No", by=person, now=NOW)

    def test_who_left_the_school_does_not_book(self, asked, head, teacher):
        Membership.objects.filter(user=teacher).update(ended_at=NOW)
        with pytest.raises(ApprovalRefused, match="no longer belongs"):
            approve(approval=asked, shown=asked.gross, by=head, now=NOW)

    def test_too_late(self, asked, head):
        with pytest.raises(ApprovalRefused, match="time to decide is over"):
            approve(approval=asked, shown=asked.gross, by=head, now=DECIDE_BY)


class TestNotApproving:
    def test_refusing_tells_why_and_frees_the_places(self, asked, head, teacher, session):
        refuse(approval=asked, reason="Not this term", by=head, now=NOW)
        assert held(session) == (0, 0)
        text = Message.objects.get(to=teacher.email).text
        assert "Not this term" in text
        assert f"/training/bookings/approvals/{asked.pk}/" in text
        with pytest.raises(ApprovalRefused, match="refused"):
            approve(approval=asked, shown=asked.gross, by=head, now=NOW)

    def test_freed_places_go_down_the_waiting_list(self, rules, school, head, teacher, session):
        asked = ask(school, teacher, session, places=3)
        other = make_school()
        by = make_person(Role.HEADTEACHER, other)
        entry = join_waiting_list(school=other, session=session, places=2, by=by, now=NOW)
        withdraw(approval=asked, by=teacher, now=NOW)
        entry.refresh_from_db()
        assert entry.state == WaitingState.OFFERED
        assert held(session) == (0, 2)

    def test_it_runs_out_by_itself_once(self, asked, teacher, session):
        end_overdue_requests(now=DECIDE_BY - timedelta(minutes=1))
        assert held(session) == (0, 1)
        for _ in range(2):
            end_overdue_requests(now=DECIDE_BY)
        asked.refresh_from_db()
        assert asked.state == ApprovalState.EXPIRED
        assert held(session) == (0, 0)
        assert Message.objects.filter(to=teacher.email).count() == 1

    def test_only_the_asker_withdraws(self, asked, head):
        with pytest.raises(PermissionDenied):
            withdraw(approval=asked, by=head, now=NOW)


def test_a_deputy_is_one_of_the_schools_people(school, head):
    stranger = make_person(Role.SCHOOL_MEMBER, make_school())
    with pytest.raises(PermissionDenied):
        set_approval_rules(school=school, needed=True, deputies=[stranger], by=head)


@pytest.mark.parametrize(
    "changes", [{"state": "approved", "decided_at": NOW}, {"state": "refused"}, {"expires_at": NOW}]
)
def test_the_database_refuses_a_request_that_contradicts_itself(asked, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalRequest.objects.filter(pk=asked.pk).update(**changes)


@pytest.mark.django_db(transaction=True)
def test_two_approvers_and_many_presses_at_once_are_one_order(asked, school, head, session):
    second = make_person(Role.HEADTEACHER, school)
    decisions = [lambda by=by: approve(approval=asked, shown=asked.gross, by=by, now=NOW) for by in (head, second) * 4]
    decisions += [lambda: end_overdue_requests(now=NOW)] * 2
    orders = {order.pk for order in at_once(decisions) if order}
    connection.close()
    assert len(orders) == Order.objects.count() == 1
    assert held(session) == (1, 0)


@pytest.mark.usefixtures("briefing_day")
class TestPages:
    def link_to(self, person):
        return SECRET_LINK.search(Message.objects.get(to=person.email, key__contains=":asked:").text).group()

    def test_the_link_decides_without_signing_in_and_can_do_nothing_else(self, asked, head):
        client, link = Client(), self.link_to(head)
        page = client.get(link)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        words = client.post(link, {"approve": "1", "shown": "55.00"}, follow=True).content.decode()
        assert Order.objects.get().reference in words
        assert client.get(reverse("traded_assessment:order", args=[Order.objects.get().reference])).status_code == 302

    def test_a_link_that_was_tampered_with_opens_nothing(self, asked, head):
        link = self.link_to(head)
        assert Client().get(link[:-3] + "xx/").status_code == 404

    def test_the_link_of_a_former_headteacher_opens_nothing(self, asked, head):
        link = self.link_to(head)
        Membership.objects.filter(user=head).update(ended_at=NOW)
        assert Client().get(link).status_code == 404

    def test_a_changed_price_is_said_and_asked_again(self, asked, head):
        ApprovalRequest.objects.update(gross=Decimal(50))
        client, link = Client(), self.link_to(head)
        assert "it was £50" in client.get(link).content.decode()
        words = client.post(link, {"approve": "1", "shown": "50.00"}).content.decode()
        assert "price has changed from £50 to £55" in words
        assert not Order.objects.exists()

    def test_refusing_needs_a_reason(self, asked, head):
        client, link = Client(), self.link_to(head)
        assert "Enter why you refuse it" in client.post(link, {"refuse": "1", "reason": ""}).content.decode()
        client.post(link, {"refuse": "1", "reason": "Too many"})
        assert ApprovalRequest.objects.get().state == ApprovalState.REFUSED

    def test_what_was_entered_can_be_sent_again(self, asked, head, teacher):
        refuse(approval=asked, reason="Not now", by=head, now=NOW)
        client = sign_in(Client(), teacher)
        words = client.post(reverse("traded_assessment:send_approval_again", args=[asked.pk]), follow=True)
        page = words.content.decode()
        assert "Year 1 lead" in page
        assert "Ask for approval" in page

    def test_a_member_sees_their_own_alone(self, asked, school, teacher):
        colleague = sign_in(Client(), make_person(Role.SCHOOL_MEMBER, school))
        assert colleague.get(reverse("traded_assessment:approval", args=[asked.pk])).status_code == 404
        assert str(teacher) not in colleague.get(reverse("traded_assessment:approvals")).content.decode()
        own = sign_in(Client(), teacher)
        assert (
            "Withdraw the request" in own.get(reverse("traded_assessment:approval", args=[asked.pk])).content.decode()
        )

    def test_the_asker_cannot_approve_by_posting(self, asked, teacher):
        own = sign_in(Client(), teacher)
        own.post(reverse("traded_assessment:approval", args=[asked.pk]), {"approve": "1", "shown": "55.00"})
        assert not Order.objects.exists()
