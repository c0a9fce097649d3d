"""How old debts are, and how they add up."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traded_assessment.ageing import WAYS, Bucket, Debt, aged, bucket_of, of_row

AS_AT = date(2022, 3, 1)


def debt(days=0, owed=60, number="INV-1", school=1, payer=1, quadrant="South", tier="Essex academy"):
    due_on = AS_AT - timedelta(days)
    return Debt(
        number, school, f"School {school}", payer, f"Payer {payer}", quadrant, tier, due_on, due_on, Decimal(60),
        Decimal(owed),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (-30, Bucket.NOT_DUE),
        (0, Bucket.NOT_DUE),
        (1, Bucket.TO_30),
        (30, Bucket.TO_30),
        (31, Bucket.TO_60),
        (60, Bucket.TO_60),
        (61, Bucket.TO_90),
        (90, Bucket.TO_90),
        (91, Bucket.OLDER),
        (4000, Bucket.OLDER),
    ],
)
def test_by_days_after_the_last_day_to_pay(days, bucket):
    assert bucket_of(debt(days), AS_AT) == bucket
    assert bucket_of(debt(days, owed=-5), AS_AT) == Bucket.IN_CREDIT


def test_rows_by_each_way_with_the_largest_overdue_first():
    debts = [debt(5, 10), debt(-5, 500, school=2, quadrant=""), debt(95, 30, school=2, payer=1, quadrant="")]
    assert [(row.name, row.overdue, row.total) for row in aged(debts, AS_AT, "school")] == [
        ("School 2", 30, 530), ("School 1", 10, 10),
    ]  # fmt: skip
    assert [row.name for row in aged(debts, AS_AT, "payer")] == ["Payer 1"]
    assert [row.name for row in aged(debts, AS_AT, "quadrant")] == ["Outside the quadrants", "South"]


debts = st.builds(
    debt,
    days=st.integers(-60, 200),
    owed=st.integers(-80, 80).filter(bool),
    number=st.uuids().map(str),
    school=st.integers(1, 4),
    payer=st.integers(1, 2),
    quadrant=st.sampled_from(["South", "Mid", ""]),
)


@given(st.lists(debts), st.sampled_from(sorted(WAYS)))
def test_every_figure_is_the_sum_of_the_invoices_that_it_opens(found, by):
    rows = aged(found, AS_AT, by)
    assert sum(row.total for row in rows) == sum(one.owed for one in found)
    for row in rows:
        for bucket in Bucket:
            behind = of_row(found, AS_AT, by=by, key=row.key, bucket=bucket)
            assert sum(one.owed for one in behind) == row.amounts[bucket]
    for bucket in Bucket:
        behind = of_row(found, AS_AT, by=by, bucket=bucket)
        assert sum(one.owed for one in behind) == sum(row.amounts[bucket] for row in rows)
