"""`check_invariants` finds funded places that only somebody who switched the database's rules off could have given."""

import pgtrigger
import pytest
from django.db import connection

from essex_portal.accounts.roles import Role
from partnerships.models import FundedApplication, Offer
from partnerships.queries.invariants import broken_partnership_invariants
from partnerships.services import applications, awards
from tests.factories.accounts import make_account
from tests.factories.offers import AFTERWARDS, apply, make_offer
from tests.factories.partnerships import make_quadrant

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(db):
    offer, officer = make_offer("Twinning", places=2), make_account(Role.QUADRANT_OFFICER, make_quadrant())
    row = apply(offer, places=2)
    awards.rank_applications(offer=offer, ranks={row.pk: (1, 2)}, by=officer)
    awards.award_places(offer=offer, by=officer, now=AFTERWARDS)
    applications.accept(application=row, by=row.applied_by, now=AFTERWARDS)
    return offer


def test_all_is_well(offer):
    assert broken_partnership_invariants() == []


def test_a_count_that_is_wrong_is_wrong_money(offer):
    Offer.objects.update(places_taken=1)
    [sentence] = broken_partnership_invariants()
    assert "counts 1 places given, £8,000; its applications hold 2, £16,000" in sentence


def test_more_given_than_there_are(offer):
    with pgtrigger.ignore():
        FundedApplication.objects.update(places=3)
        connection.check_constraints()
    assert f"Offer {offer.pk} (Twinning) has 2 places and has given 3" in broken_partnership_invariants()
