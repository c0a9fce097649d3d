"""Funded places: applying, ranking, awarding, passing on; and what the database never lets in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import SchoolLink
from essex_portal.organisations.states import EstablishmentStatus
from partnerships import starting_content
from partnerships.models import FundedApplication, Offer
from partnerships.queries.offers import money_report, offers_taken_by, reasons_for
from partnerships.services import applications, awards, offers
from partnerships.services.application_successors import follow_applications
from partnerships.services.applications import Answers
from partnerships.services.refusals import OfferRefused
from partnerships.states import ApplicationState, OfferState
from tests.factories.accounts import make_account, outbox_to
from tests.factories.offers import AFTERWARDS, WHILE_OPEN, apply, make_district, make_offer, make_primary
from tests.factories.partnerships import make_quadrant

pytestmark = pytest.mark.django_db
GOOD = "Our school was judged good or outstanding."


@pytest.fixture
def officer() -> User:
    return make_account(Role.QUADRANT_OFFICER, make_quadrant())


def rank_in_turn(offer: Offer, *rows: FundedApplication, by: User) -> None:
    ranks = {row.pk: (at, row.places_wanted) for at, row in enumerate(rows, start=1)}
    awards.rank_applications(offer=offer, ranks=ranks, by=by)


def states(*rows: FundedApplication) -> list[str]:
    found = dict(FundedApplication.objects.values_list("pk", "state"))
    return [found[row.pk] for row in rows]


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


def test_places_go_by_rank_the_others_wait_and_a_place_given_back_goes_to_the_next(officer):
    offer = make_offer(places=2)
    first, second, third = (apply(offer) for _ in range(3))
    rank_in_turn(offer, third, first, second, by=officer)
    given = awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
    assert [row.pk for row in given] == [third.pk, first.pk]
    assert states(first, second, third) == ["awarded", "waiting", "awarded"]
    assert FundedApplication.objects.get(pk=first.pk).accept_by == date(2021, 12, 15)

    applications.accept(application=third, by=third.applied_by, now=AFTERWARDS)
    applications.decline(application=first, by=first.applied_by, now=AFTERWARDS)
    assert states(first, second, third) == ["declined", "awarded", "accepted"]
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
    assert states(first, second) == ["awarded", "waiting"]
    with pytest.raises(OfferRefused, match="last day to accept was 15 December 2021"):
        applications.accept(application=first, by=first.applied_by, now=day_after)
    for _ in range(2):
        awards.lapse_overdue(today=day_after.date(), now=day_after)
    assert states(first, second) == ["lapsed", "awarded"]
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
    assert states(row) == ["awarded"]
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
    assert states(first, late) == ["declined", "handed_in"]
    awards.confirm_declarations(application=late, by=officer, now=AFTERWARDS)
    awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
    assert states(late) == ["awarded"]


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


def test_more_places_go_at_once_to_who_waits_and_fewer_than_taken_are_refused(officer):
    offer = make_offer(places=1)
    first, second = apply(offer), apply(offer)
    rank_in_turn(offer, first, second, by=officer)
    awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
    words = {name: getattr(offer, name) for name in offers.OfferWords.__annotations__}

    def save(places: int) -> None:
        changed = offers.OfferWords(**words | {"places": places})
        offers.save_offer(offer=offer, words=changed, terms=None, by=officer, today=AFTERWARDS.date())

    save(2)
    assert states(first, second) == ["awarded", "awarded"]
    with pytest.raises(OfferRefused, match="2 places are taken already"):
        save(1)


def test_terms_of_a_published_offer_stay(officer):
    offer = make_offer()
    words = offers.OfferWords(**{name: getattr(offer, name) for name in offers.OfferWords.__annotations__})
    terms = offers.OfferTerms(make_quadrant(), (), (), (), None, None, (), ())
    with pytest.raises(OfferRefused, match="stay as they were published"):
        offers.save_offer(offer=offer, words=words, terms=terms, by=officer, today=AFTERWARDS.date())
    assert offer.money_parts.count() == 2


def test_an_officer_keeps_the_offers_of_the_own_quadrant_alone(officer):
    elsewhere = make_offer(quadrant=make_quadrant("West"), state=OfferState.DRAFT)
    of_the_county = make_offer(quadrant=None, state=OfferState.DRAFT)
    for offer in (elsewhere, of_the_county):
        with pytest.raises(PermissionDenied):
            offers.publish_offer(offer=offer, by=officer)
    offers.publish_offer(offer=of_the_county, by=make_account(Role.ADMINISTRATOR))
    assert Offer.objects.get(pk=of_the_county.pk).state == OfferState.PUBLISHED


def test_a_draft_without_dates_is_not_published(officer):
    offer = make_offer(state=OfferState.DRAFT, opens_on=None, closes_on=None)
    with pytest.raises(OfferRefused, match="Enter when the offer opens"):
        offers.publish_offer(offer=offer, by=officer)


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


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"opens_on": None}, "a_published_offer_has_its_dates"),
        ({"closes_on": date(2021, 10, 1)}, "an_offer_closes_after_it_opens"),
        ({"places": 0}, "an_offer_has_places_to_give"),
        ({"most_each": 0}, "a_school_may_ask_for_a_place"),
        ({"youngest": 7, "oldest": 4}, "ages_of_an_offer_run_upwards"),
    ],
)
def test_an_offer_is_whole(change: dict[str, object], constraint: str):
    offer = make_offer()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(**change)


def test_the_county_begins_with_the_offers_of_the_briefing_as_drafts():
    for name in starting_content.read("directory")["partnerships"]:
        make_quadrant(name)
    tendring = make_district()
    for _ in range(2):
        starting_content.load()
    assert Offer.objects.count() == 7
    hub = Offer.objects.get(title="Communication Hub Schools")
    assert (hub.places, hub.state, list(hub.districts.all())) == (6, OfferState.DRAFT, [tendring])
    assert [(part.amount, part.purpose) for part in hub.money_parts.all()] == [
        (5000, "set-up and resources"),
        (3000, "a hub lead"),
    ]
    programme = Offer.objects.filter(programme="Research school programme")
    assert {len(offer.sessions) for offer in programme} == {4}


class TestARollingOffer:
    def test_it_is_awarded_as_applications_come_in(self, officer):
        offer = make_offer(places=1, rolling=True)
        first, second, unranked = apply(offer), apply(offer), apply(offer)
        rank_in_turn(offer, first, second, by=officer)
        assert awards.award_places(offer=offer, by=officer, now=WHILE_OPEN) == [first]
        assert states(first, second, unranked) == ["awarded", "waiting", "handed_in"]
        applications.decline(application=first, by=first.applied_by, now=WHILE_OPEN)
        assert states(first, second, unranked) == ["declined", "awarded", "handed_in"]

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
