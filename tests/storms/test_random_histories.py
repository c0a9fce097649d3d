"""Whatever people do, in whatever order: what must never be wrong, is not."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnerships.queries.invariants import broken_partnership_invariants
from tests.storms.county import NOW, County, make_county
from tests.storms.deeds import DEEDS, do
from traded_assessment.queries.all_invariants import broken_invariants

histories = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 2**32)), min_size=5, max_size=25)


@pytest.fixture
def county(db) -> County:
    return make_county(schools=5, capacity=8)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=histories)
def test_any_history_leaves_nothing_wrong(county, history):
    with transaction.atomic():
        for number, (deed, seed) in enumerate(history):
            with transaction.atomic():
                do(deed, county, Random(seed), NOW + timedelta(hours=number))  # noqa: S311 - a history to replay
        connection.check_constraints()
        assert [*broken_invariants(), *broken_partnership_invariants()] == []
        transaction.set_rollback(True)
