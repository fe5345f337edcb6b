"""Spans of days as a town's tables write them, half-open in the town's own time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.lib.spans import Span


@pytest.mark.parametrize(
    ("text", "first", "following", "told"),
    [
        ("2024", date(2024, 1, 1), date(2025, 1, 1), "2024 年"),
        ("2024-09", date(2024, 9, 1), date(2024, 10, 1), "2024 年 9 月"),
        ("2024-12", date(2024, 12, 1), date(2025, 1, 1), "2024 年 12 月"),
        ("2024-07-01..2024-12-31", date(2024, 7, 1), date(2025, 1, 1), "2024-07-01 至 2024-12-31"),
        ("2024-02-29..2024-02-29", date(2024, 2, 29), date(2024, 3, 1), "2024-02-29 至 2024-02-29"),
        ("2024-11考核期", date(2024, 10, 19), date(2024, 11, 19), "2024 年 11 月考核期"),
        ("2024-Q3", date(2024, 7, 1), date(2024, 10, 1), "2024 年第 3 季度"),
        ("2024-Q4", date(2024, 10, 1), date(2025, 1, 1), "2024 年第 4 季度"),
        ("2024夏", date(2024, 6, 1), date(2024, 9, 1), "2024 年夏季"),
        ("2024冬", date(2024, 12, 1), date(2025, 3, 1), "2024 年冬季"),
        ("2024-01考核期", date(2023, 12, 19), date(2024, 1, 19), "2024 年 1 月考核期"),
    ],
)
def test_what_can_be_written(text, first, following, told):
    span = Span.of(text)
    assert (span.first, span.following, str(span)) == (first, following, told)


@pytest.mark.parametrize(
    "text",
    [
        *("", "24", "2024年", "2024-13", "2024-1", "2024考核期", "2024-11-01", "2024-11-01..", "去年"),
        *("2024-02-30..2024-03-01", "2024-03-02..2024-03-01", "2024-03-01...2024-03-02", "２０２４", "2024-11 考核期"),
        *("2024-Q5", "2024Q1", "2024夏季", "夏"),
    ],
)
def test_any_other_writing_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="请"):
        Span.of(text)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2024", "2023"),
        ("2024-09", "2023-09"),
        ("2024-11考核期", "2023-11考核期"),
        ("2024-02-01..2024-02-29", "2023-02-01..2023-02-28"),
    ],
)
def test_the_year_before(text, before):
    assert Span.of(text).year_before() == Span.of(before)


def test_moments_begin_at_the_towns_own_midnight():
    assert Span.of("2024").moments("at") == {
        "at__gte": datetime(2023, 12, 31, 16, tzinfo=UTC),
        "at__lt": datetime(2024, 12, 31, 16, tzinfo=UTC),
    }
    assert Span.of("2024-09").days("held_on") == {"held_on__gte": date(2024, 9, 1), "held_on__lt": date(2024, 10, 1)}


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_two_days_are_both_included(one, other):
    first, last = sorted((one, other))
    span = Span.of(f"{first}..{last}")
    assert (span.following - span.first).days == (last - first).days + 1
