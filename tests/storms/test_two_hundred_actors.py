"""Two hundred people at once on a few small sessions and offers."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import pytest
from django.db import connection

from partnerships.queries.invariants import broken_partnership_invariants
from tests.storms.county import NOW, County, make_county
from tests.storms.deeds import DEEDS, do
from traded_assessment.queries.all_invariants import broken_invariants

ACTORS, DEEDS_EACH, CONNECTIONS = 200, 4, 40
STEPS_AFTERWARDS = 300


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_hundred_people_at_once_leave_nothing_wrong(seed):
    county = make_county(schools=20, capacity=30)

    def act(number: int) -> Counter[str]:
        random = Random(seed * 1000 + number)  # noqa: S311 - a storm to replay
        done: Counter[str] = Counter()
        try:
            for step in range(DEEDS_EACH):
                deed = random.choice(DEEDS)
                done[deed.__name__] += do(deed, county, random, NOW + timedelta(minutes=step))
        finally:
            connection.close()
        return done

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        done = sum(threads.map(act, range(ACTORS)), Counter())
    refused = go_on_until_each_deed_was_done(county, done, Random(seed))  # noqa: S311
    assert [*broken_invariants(), *broken_partnership_invariants()] == []
    assert refused == set(), "nobody ever did these, so the storm says nothing about them"


def go_on_until_each_deed_was_done(county: County, done: Counter[str], random: Random) -> set[str]:
    """One after the other, until the seldom deeds found something to be done to. Returns those that never did."""
    for step in range(STEPS_AFTERWARDS):
        missing = [deed for deed in DEEDS if not done[deed.__name__]]
        if not missing:
            return set()
        for deed in (random.choice(DEEDS), *missing):
            done[deed.__name__] += do(deed, county, random, NOW + timedelta(minutes=DEEDS_EACH + step))
    return {deed.__name__ for deed in DEEDS if not done[deed.__name__]}
