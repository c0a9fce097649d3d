"""Funded places are ranked, awarded, accepted, given back and passed on; the money follows, and never one too many."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from essex_portal.audit.models import AuditEvent
from partnerships.models import FundedApplication, Offer
from partnerships.queries.offers import money_report, offers_taken_by
from partnerships.services import applications, awards, offers
from partnerships.services.refusals import OfferRefused
from tests.factories.accounts import outbox_to
from tests.factories.offers import (
    AFTERWARDS,
    GOOD,
    WHILE_OPEN,
    apply,
    make_offer,
    rank_in_turn,
    states_of,
)

pytestmark = pytest.mark.django_db


def test_places_go_by_rank_the_others_wait_and_a_place_given_back_goes_to_the_next(officer):
    offer = make_offer(places=2)
    first, second, third = (apply(offer) for _ in range(3))
    rank_in_turn(offer, third, first, second, by=officer)
    given = awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
    assert [row.pk for row in given] == [third.pk, first.pk]
    assert states_of(first, second, third) == ["awarded", "waiting", "awarded"]
    assert FundedApplication.objects.get(pk=first.pk).accept_by == date(2021, 12, 15)

    applications.accept(application=third, by=third.applied_by, now=AFTERWARDS)
    applications.decline(application=first, by=first.applied_by, now=AFTERWARDS)
    assert states_of(first, second, third) == ["declined", "awarded", "accepted"]
    offer.refresh_from_db()
    assert (offer.places_taken, offer.places_left) == (2, 0)
    assert outbox_to(second.applied_by.email)[1:] == [
        f"Your school is on the waiting list: {offer.title}",
        f"Funded places for your school: {offer.title}",
    ]
    assert AuditEvent.objects.filter(event="application.awarded").count() == 3


def test_an_award_lapses_the_day_after_its_last_day_and_twice_changes_nothing(officer):
    offer = make_offer(places=1)
    first, second = apply(offer), apply(offer)
    rank_in_turn(offer, first, second, by=officer)
    awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
    last_day, day_after = datetime(2021, 12, 15, 20, tzinfo=UTC), datetime(2021, 12, 16, 0, 30, tzinfo=UTC)
    awards.lapse_overdue(today=last_day.date(), now=last_day)
    assert states_of(first, second) == ["awarded", "waiting"]
    with pytest.raises(OfferRefused, match="last day to accept was 15 December 2021"):
        applications.accept(application=first, by=first.applied_by, now=day_after)
    for _ in range(2):
        awards.lapse_overdue(today=day_after.date(), now=day_after)
    assert states_of(first, second) == ["lapsed", "awarded"]
    assert FundedApplication.objects.get(pk=second.pk).accept_by == date(2022, 1, 4)


def test_awarding_twice_and_accepting_twice_change_nothing_more(officer):
    offer = make_offer(places=1)
    row = apply(offer)
    rank_in_turn(offer, row, by=officer)
    for _ in range(2):
        awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
        applications.accept(application=row, by=row.applied_by, now=AFTERWARDS)
    assert AuditEvent.objects.filter(event="application.accepted").count() == 1
    assert outbox_to(row.applied_by.email).count(f"Funded places for your school: {offer.title}") == 1


def test_what_stands_in_the_way_of_awarding(officer):
    offer = make_offer(declarations=[GOOD])
    row = apply(offer, declared=(GOOD,))

    def refused(words: str, now: datetime = AFTERWARDS) -> None:
        with pytest.raises(OfferRefused, match=words):
            awards.award_places(offer=offer, by=officer, now=now)

    refused("Schools may still apply", WHILE_OPEN)
    refused("no rank")
    rank_in_turn(offer, row, by=officer)
    refused("nobody has checked")
    awards.confirm_declarations(application=row, by=officer, now=AFTERWARDS)
    awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
    assert states_of(row) == ["awarded"]
    offers.end_offer(offer=offer, reason="The money went elsewhere", by=officer)
    refused("has ended")


def test_what_nobody_has_decided_about_gets_no_place_by_itself(officer):
    offer = make_offer(places=1, declarations=[GOOD])
    first = apply(offer, declared=(GOOD,))
    rank_in_turn(offer, first, by=officer)
    awards.confirm_declarations(application=first, by=officer, now=AFTERWARDS)
    awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
    late = apply(offer, declared=(GOOD,))  # the office has let schools apply a few days longer
    awards.rank_applications(offer=offer, ranks={late.pk: (2, 1)}, by=officer)
    applications.decline(application=first, by=first.applied_by, now=AFTERWARDS)
    assert states_of(first, late) == ["declined", "handed_in"]
    awards.confirm_declarations(application=late, by=officer, now=AFTERWARDS)
    awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
    assert states_of(late) == ["awarded"]


def test_ranks_are_given_once_and_no_school_gets_more_than_it_asks_for(officer):
    offer = make_offer()
    one, two = apply(offer), apply(offer)
    with pytest.raises(OfferRefused, match="Rank 1 is given twice"):
        awards.rank_applications(offer=offer, ranks={one.pk: (1, 1), two.pk: (1, 1)}, by=officer)
    with pytest.raises(OfferRefused, match="asks for 1 place"):
        awards.rank_applications(offer=offer, ranks={one.pk: (1, 2)}, by=officer)
    rank_in_turn(offer, one, two, by=officer)
    rank_in_turn(offer, two, one, by=officer)
    assert dict(FundedApplication.objects.values_list("pk", "rank")) == {one.pk: 2, two.pk: 1}


def test_who_is_turned_down_hears_why_and_gets_nothing(officer):
    offer = make_offer()
    row = apply(offer)
    awards.turn_down(application=row, reason="You took part last year.", by=officer, now=AFTERWARDS)
    assert outbox_to(row.applied_by.email)[-1] == f"Your application was not successful: {offer.title}"
    with pytest.raises(OfferRefused, match="turned down"):
        awards.turn_down(application=row, reason="Again", by=officer, now=AFTERWARDS)
    assert awards.award_places(offer=offer, by=officer, now=AFTERWARDS) == []


def test_the_money_is_committed_when_awarded_and_left_when_given_back(officer):
    offer = make_offer(places=3)
    first, second = apply(offer, places=2), apply(offer)
    rank_in_turn(offer, first, second, by=officer)
    awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
    applications.accept(application=second, by=second.applied_by, now=AFTERWARDS)

    def figures() -> list[str]:
        (row,) = money_report(Offer.objects.all())
        return [f"{amount:f}" for amount in (row.money.budget, row.money.committed, row.money.accepted, row.money.left)]

    assert figures() == ["24000.00", "24000.00", "8000.00", "0.00"]
    applications.decline(application=first, by=first.applied_by, now=AFTERWARDS)
    assert figures() == ["24000.00", "8000.00", "8000.00", "16000.00"]
    taken = offers_taken_by([first.school, second.school], AFTERWARDS.date())
    assert list(taken) == [second]
    assert not offers_taken_by([second.school], date(2021, 11, 30)).exists()


def test_the_database_never_lets_in_one_too_many(officer):
    offer = make_offer(places=1)
    first, second = apply(offer), apply(offer)
    rank_in_turn(offer, first, second, by=officer)
    awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
    with pytest.raises(IntegrityError, match="no_more_funded_places_than_there_are"), transaction.atomic():
        FundedApplication.objects.filter(pk=second.pk).update(state="awarded", accept_by=date(2022, 1, 4))
    FundedApplication.objects.filter(pk=first.pk).delete()
    offer.refresh_from_db()
    assert offer.places_taken == 0


class TestARollingOffer:
    def test_it_is_awarded_as_applications_come_in(self, officer):
        offer = make_offer(places=1, rolling=True)
        first, second, unranked = apply(offer), apply(offer), apply(offer)
        rank_in_turn(offer, first, second, by=officer)
        assert awards.award_places(offer=offer, by=officer, now=WHILE_OPEN) == [first]
        assert states_of(first, second, unranked) == ["awarded", "waiting", "handed_in"]
        applications.decline(application=first, by=first.applied_by, now=WHILE_OPEN)
        assert states_of(first, second, unranked) == ["declined", "awarded", "handed_in"]

    def test_after_its_last_day_each_is_decided(self, officer):
        offer = make_offer(places=1, rolling=True)
        apply(offer)
        with pytest.raises(OfferRefused, match="no rank"):
            awards.award_places(offer=offer, by=officer, now=AFTERWARDS)

    def test_what_is_declared_is_checked_first(self, officer):
        offer = make_offer(declarations=[GOOD], rolling=True)
        rank_in_turn(offer, apply(offer, declared=(GOOD,)), by=officer)
        with pytest.raises(OfferRefused, match="nobody has checked"):
            awards.award_places(offer=offer, by=officer, now=WHILE_OPEN)
