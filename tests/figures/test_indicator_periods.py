"""The periods of an indicator's kind: one after the other, each day in one of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.figures.indicators import periods
from xiangyue.lib.spans import Span

days = st.dates(date(2001, 1, 1), date(2098, 12, 31))


@pytest.mark.parametrize(
    ("kind", "day", "named"),
    [
        ("month", date(2024, 2, 29), "2024-02"),
        ("to_date", date(2024, 2, 10), "2024-01-01..2024-02-29"),
        ("assessment", date(2024, 11, 18), "2024-11考核期"),
        ("assessment", date(2024, 11, 19), "2024-12考核期"),
        ("quarter", date(2024, 6, 30), "2024-Q2"),
        ("season", date(2024, 1, 31), "2023冬"),
        ("season", date(2024, 3, 1), "2024春"),
        ("season", date(2024, 12, 1), "2024冬"),
        ("year", date(2024, 12, 31), "2024"),
    ],
)
def test_the_period_that_holds_a_day(kind, day, named):
    assert periods.holding(kind, day).text == named


@given(st.sampled_from(periods.KINDS), days)
def test_a_period_holds_its_day_and_is_of_its_kind(kind, day):
    span = periods.holding(kind, day)
    assert span.first <= day < span.following
    assert periods.fits(kind, span)


@given(st.sampled_from([one for one in periods.KINDS if one != periods.TO_DATE]), days, st.integers(0, 800))
def test_periods_follow_one_another_without_a_gap(kind, first, length):
    found = periods.all_of(kind, first, last := min(first + timedelta(days=length), date(2099, 11, 30)))
    assert found[0].first <= first and last < found[-1].following
    assert all(one.following == other.first for one, other in zip(found, found[1:], strict=False))


def test_to_date_begins_with_the_year_and_ends_with_each_month():
    found = periods.all_of("to_date", date(2023, 11, 5), date(2024, 2, 1))
    assert [one.text[-10:] for one in found] == ["2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29"]
    assert {one.first for one in found} == {date(2023, 1, 1), date(2024, 1, 1)}


@pytest.mark.parametrize(
    ("kind", "now", "before"),
    [
        ("month", "2024-02", "2023-02"),
        ("to_date", "2025-01-01..2025-02-28", "2024-01-01..2024-02-29"),
        ("to_date", "2024-01-01..2024-02-29", "2023-01-01..2023-02-28"),
        ("assessment", "2024-11考核期", "2023-11考核期"),
        ("quarter", "2024-Q1", "2023-Q1"),
        ("season", "2024冬", "2023冬"),
        ("year", "2024", "2023"),
    ],
)
def test_a_year_before_is_the_same_period_of_that_year(kind, now, before):
    assert periods.year_before(kind, Span.of(now)).text == before


def test_a_month_is_no_quarter():
    assert not periods.fits("quarter", Span.of("2024-03"))
    assert not periods.fits("to_date", Span.of("2024-01-01..2024-03-15"))
