"""What a forum's quarterly report counts, and which days a quarter has."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.forum_report import Held, Theme, quarter_of, quarters_between, report_of, themes_of


@pytest.mark.parametrize(
    ("day", "first_on", "last_on"),
    [
        ("2021-11-10", "2021-10-01", "2021-12-31"),
        ("2022-01-01", "2022-01-01", "2022-03-31"),
        ("2024-02-29", "2024-01-01", "2024-03-31"),
        ("2022-06-30", "2022-04-01", "2022-06-30"),
        ("2022-07-01", "2022-07-01", "2022-09-30"),
    ],
)
def test_a_day_lies_in_its_quarter(day: str, first_on: str, last_on: str) -> None:
    assert quarter_of(date.fromisoformat(day)) == (date.fromisoformat(first_on), date.fromisoformat(last_on))


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_quarters_follow_one_another_without_a_gap(day: date) -> None:
    first_on, last_on = quarter_of(day)
    assert first_on <= day <= last_on
    assert quarter_of(last_on + timedelta(1))[0] == last_on + timedelta(1)
    assert quarter_of(first_on) == quarter_of(last_on)


def test_the_newest_quarter_comes_first() -> None:
    quarters = quarters_between(date(2021, 6, 30), date(2021, 11, 10))
    assert [first_on for first_on, _ in quarters] == [date(2021, 10, 1), date(2021, 7, 1), date(2021, 4, 1)]


def held(day: int, *themes: str, schools: int = 1) -> Held:
    return Held(date(2021, 11, day), schools, 0, themes, "")


def test_themes_are_counted_by_meeting_whatever_their_capitals() -> None:
    meetings = [held(2, "Online safety", "online safety", "Attendance"), held(9, "Online Safety"), held(16)]
    assert themes_of(meetings) == [Theme("Online safety", 2), Theme("Attendance", 1)]


def test_a_report_counts_who_came_by_date() -> None:
    report = report_of([held(9, schools=3), held(2, schools=4)], cancelled=1)
    assert [one.on.day for one in report.held] == [2, 9]
    assert (report.came, report.cancelled) == (7, 1)
