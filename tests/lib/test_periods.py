"""The assessment period and the noon window, at their edges."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.lib.periods import Period, assessment_period, assessment_period_named, day_window, window_of_day

SHANGHAI = ZoneInfo("Asia/Shanghai")
days = st.dates(date(2001, 1, 1), date(2098, 12, 31))


@pytest.mark.parametrize(
    ("day", "start", "label"),
    [
        (date(2024, 11, 18), date(2024, 10, 19), "2024-11"),
        (date(2024, 11, 19), date(2024, 11, 19), "2024-12"),
        (date(2024, 12, 31), date(2024, 12, 19), "2025-01"),
        (date(2025, 1, 1), date(2024, 12, 19), "2025-01"),
        (date(2024, 2, 29), date(2024, 2, 19), "2024-03"),
    ],
)
def test_the_period_turns_on_the_nineteenth(day: date, start: date, label: str) -> None:
    period = assessment_period(day)
    assert (period.start, period.label) == (start, label)


@given(days)
def test_every_day_lies_in_its_period_and_its_label_leads_back(day: date) -> None:
    period = assessment_period(day)
    assert day in period
    assert assessment_period_named(period.label) == period
    assert period.previous().end == period.start
    assert period.year_before() == assessment_period_named(f"{period.end.year - 1}-{period.end.month:02}")


def test_a_year_has_twelve_periods_without_gap() -> None:
    period = assessment_period_named("2024-12")
    seen = [period]
    while len(seen) < 13:
        seen.append(seen[-1].previous())
    assert seen[-1] == period.year_before()
    assert seen[-1].label == "2023-12"


@pytest.mark.parametrize("label", ["2024-13", "2024-1", "2024年11月", "", "2024-00", " 2024-11", "２０２４-11"])
def test_a_label_in_another_writing_is_refused_in_plain_words(label: str) -> None:
    with pytest.raises(ValueError, match="例如 2024-11"):
        assessment_period_named(label)


def test_a_period_needs_a_day() -> None:
    with pytest.raises(ValueError, match="不早于"):
        Period(date(2024, 1, 1), date(2024, 1, 1))


def test_periods_sort_by_time() -> None:
    named = [assessment_period_named(label) for label in ("2024-11", "2023-12", "2024-01")]
    assert [period.label for period in sorted(named)] == ["2023-12", "2024-01", "2024-11"]


def test_its_moments_are_local_midnights_in_utc() -> None:
    first, after = assessment_period_named("2024-11").moments("Asia/Shanghai")
    assert first == datetime(2024, 10, 18, 16, tzinfo=UTC)
    assert after == datetime(2024, 11, 18, 16, tzinfo=UTC)
    assert first.tzinfo is UTC


def test_noon_opens_a_window_and_closes_the_one_before() -> None:
    noon = datetime(2024, 11, 5, 12, tzinfo=SHANGHAI)
    assert day_window(noon) == window_of_day(date(2024, 11, 6))
    assert day_window(noon - timedelta(microseconds=1)) == window_of_day(date(2024, 11, 5))


def test_the_window_of_a_day_runs_from_noon_before_to_its_noon() -> None:
    opens, closes = window_of_day(date(2024, 11, 5))
    assert opens == datetime(2024, 11, 4, 4, tzinfo=UTC)
    assert closes == datetime(2024, 11, 5, 4, tzinfo=UTC)


@given(st.datetimes(datetime(2001, 1, 1), datetime(2098, 1, 1), timezones=st.just(UTC)))
def test_every_moment_lies_in_its_window(moment: datetime) -> None:
    opens, closes = day_window(moment)
    assert opens <= moment < closes
    assert closes - opens == timedelta(days=1)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="时区"):
        day_window(datetime(2024, 11, 5, 12))


@given(days, st.integers(-40, 80))
def test_a_running_period_stands_beside_as_many_days_of_another(day: date, later: int) -> None:
    period = assessment_period(day)
    today = period.start + timedelta(days=later)
    had, beside = period.so_far(today), period.beside(period.previous(), today)
    assert beside.start == period.previous().start
    if later < 0:
        assert had is None and beside.days == 1
    elif today >= period.end - timedelta(days=1):
        assert had == period and beside == period.previous()
    else:
        assert had is not None
        assert had.days == later + 1 and beside.days == min(had.days, period.previous().days)
