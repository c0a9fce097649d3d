"""Two hundred people at once on a few small sessions."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import pytest
from django.db import connection

from partnerships.queries.invariants import broken_partnership_invariants
from tests.storms.county import NOW, make_county
from tests.storms.deeds import DEEDS, do
from traded_assessment.queries.all_invariants import broken_invariants

ACTORS, DEEDS_EACH, CONNECTIONS = 200, 4, 40


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
    assert [*broken_invariants(), *broken_partnership_invariants()] == []
    assert {deed.__name__ for deed in DEEDS if not done[deed.__name__]} == set()
