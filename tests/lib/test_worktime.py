"""Working time, held against a slow minute-by-minute oracle and against days that everybody remembers."""

from bisect import bisect_left
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from xiangyue.lib.worktime import (
    Calendar,
    Office,
    Pause,
    StillPaused,
    add_working,
    add_working_days,
    next_working,
    statutory_calendar,
    working_between,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)
CALENDAR = statutory_calendar()
TOWN_HALL = Office(((time(9), time(12)), (time(13, 30), time(17, 30))), CALENDAR)
THREE_SHIFTS = Office(((time(8, 15), time(11, 45)), (time(13), time(17)), (time(19), time(0))), CALENDAR)
COUNTER_EVERY_DAY = Office(((time(8), time(20)),), None)
UTILITY = Office((), None, round_the_clock=True)
OFFICES = (TOWN_HALL, THREE_SHIFTS, COUNTER_EVERY_DAY, UTILITY)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


@cache
def worked_by_the_package(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def works_in_minute(minute: datetime, office: Office, pauses: list[Pause]) -> bool:
    """The oracle's only question, asked of one minute, written without a look at the code under test."""
    for pause in pauses:
        if pause.since <= minute and (pause.until is None or minute < pause.until):
            return False
    if office is UTILITY:
        return True
    here = minute.astimezone(SHANGHAI)
    if office is not COUNTER_EVERY_DAY and not worked_by_the_package(here.date()):
        return False
    clock = here.hour * 60 + here.minute
    for opens, closes in office.periods:
        until = closes.hour * 60 + closes.minute or 24 * 60
        if opens.hour * 60 + opens.minute <= clock < until:
            return True
    return False


starts = st.datetimes(datetime(2023, 1, 1), datetime(2026, 11, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=SHANGHAI)
)
offices = st.sampled_from(OFFICES)


@st.composite
def a_start_with_pauses(draw: st.DrawFn) -> tuple[datetime, list[Pause]]:
    start = draw(starts)
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        since = start + MINUTE * draw(st.integers(-1_000, 8_000))
        pauses.append(Pause(since, since + MINUTE * draw(st.integers(0, 3_000))))
    return start, pauses


@settings(max_examples=120, deadline=None)
@given(a_start_with_pauses(), st.integers(0, 12_000), offices)
def test_time_between_equals_the_minutes_counted_one_by_one(
    placed: tuple[datetime, list[Pause]], minutes: int, office: Office
) -> None:
    start, pauses = placed
    counted = sum(works_in_minute(start + MINUTE * passed, office, pauses) for passed in range(minutes))
    assert working_between(start, start + MINUTE * minutes, office, pauses) == MINUTE * counted


@settings(max_examples=120, deadline=None)
@given(a_start_with_pauses(), st.integers(1, 1_500), offices)
def test_the_moment_reached_is_the_one_the_minute_hand_reaches(
    placed: tuple[datetime, list[Pause]], amount: int, office: Office
) -> None:
    start, pauses = placed
    minute, left = start.astimezone(UTC), amount
    while left:
        left -= works_in_minute(minute, office, pauses)
        minute += MINUTE
    assert add_working(start, MINUTE * amount, office, pauses) == minute


@settings(max_examples=60, deadline=None)
@given(a_start_with_pauses(), offices)
def test_nothing_to_add_gives_the_first_working_minute(placed: tuple[datetime, list[Pause]], office: Office) -> None:
    start, pauses = placed
    minute = start.astimezone(UTC)
    while not works_in_minute(minute, office, pauses):
        minute += MINUTE
    assert add_working(start, timedelta(), office, pauses) == minute


@settings(max_examples=100, deadline=None)
@given(starts, st.timedeltas(timedelta(), timedelta(days=5)), offices)
def test_adding_and_measuring_are_each_others_inverse(start: datetime, amount: timedelta, office: Office) -> None:
    assert working_between(start, add_working(start, amount, office), office) == amount


@settings(max_examples=80, deadline=None)
@given(starts, st.integers(0, 20), st.sampled_from((TOWN_HALL, THREE_SHIFTS)))
def test_the_nth_working_day_is_the_nth_in_a_list_of_them(start: datetime, days: int, office: Office) -> None:
    year = [start.date() + timedelta(days=offset) for offset in range(80)]
    assume(year[-1].year <= 2026)
    worked = [day for day in year if worked_by_the_package(day)]
    after_start = bisect_left(worked, start.date() + timedelta(days=1))
    wanted = worked[after_start + days - 1] if days else worked[0]
    closes = office.periods[-1][1]
    at = datetime.combine(wanted, closes, SHANGHAI) + (timedelta(days=1) if closes == time(0) else timedelta())
    assert add_working_days(start, days, office) == at


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 2, 4), True),
        (date(2024, 2, 10), False),
        (date(2024, 9, 29), True),
        (date(2024, 10, 1), False),
        (date(2024, 10, 7), False),
        (date(2024, 10, 8), True),
        (date(2024, 10, 12), True),
        (date(2025, 1, 26), True),
        (date(2025, 1, 28), False),
        (date(2025, 2, 8), True),
        (date(2025, 2, 9), False),
        (date(2024, 11, 5), True),
        (date(2024, 11, 9), False),
    ],
)
def test_the_days_everybody_remembers(day: date, worked: bool) -> None:
    assert CALENDAR.is_workday(day) is worked


def test_the_calendar_agrees_with_the_published_one_on_every_day() -> None:
    day = date(2004, 1, 1)
    while day <= date(2026, 12, 31):
        assert CALENDAR.is_workday(day) is worked_by_the_package(day), day
        day += timedelta(days=1)


def test_national_day_week_holds_no_working_time() -> None:
    assert working_between(local(2024, 10, 1), local(2024, 10, 8), TOWN_HALL) == timedelta()
    assert next_working(local(2024, 9, 30, 18), TOWN_HALL) == local(2024, 10, 8, 9)


def test_a_sunday_worked_in_exchange_counts() -> None:
    assert next_working(local(2024, 2, 3, 20), TOWN_HALL) == local(2024, 2, 4, 9)
    assert add_working_days(local(2024, 2, 3, 10), 1, TOWN_HALL) == local(2024, 2, 4, 17, 30)


def test_a_full_day_ends_at_closing_time_not_at_the_next_opening() -> None:
    assert add_working(local(2024, 11, 5, 9), timedelta(hours=7), TOWN_HALL) == local(2024, 11, 5, 17, 30)
    assert add_working(local(2024, 11, 5, 9), timedelta(hours=3), TOWN_HALL) == local(2024, 11, 5, 12)


def test_lunch_does_not_count() -> None:
    assert add_working(local(2024, 11, 5, 11, 30), timedelta(hours=1), TOWN_HALL) == local(2024, 11, 5, 14)
    assert next_working(local(2024, 11, 5, 12), TOWN_HALL) == local(2024, 11, 5, 13, 30)


def test_five_working_days_over_the_holiday() -> None:
    assert add_working_days(local(2024, 9, 27, 16), 5, TOWN_HALL) == local(2024, 10, 10, 17, 30)


def test_no_days_means_the_close_of_this_day_or_the_next_one_worked() -> None:
    assert add_working_days(local(2024, 11, 5, 20), 0, TOWN_HALL) == local(2024, 11, 5, 17, 30)
    assert add_working_days(local(2024, 11, 9, 8), 0, TOWN_HALL) == local(2024, 11, 11, 17, 30)


def test_round_the_clock_is_natural_time() -> None:
    assert add_working(local(2024, 10, 1, 3), timedelta(hours=24), UTILITY) == local(2024, 10, 2, 3)
    assert add_working_days(local(2024, 10, 1, 3), 2, UTILITY) == local(2024, 10, 4)


def test_the_result_is_in_utc() -> None:
    assert add_working(local(2024, 11, 5, 9), timedelta(hours=1), TOWN_HALL).tzinfo is UTC
    assert next_working(local(2024, 11, 5, 10), TOWN_HALL).tzinfo is UTC
    assert add_working_days(local(2024, 11, 5), 1, TOWN_HALL).tzinfo is UTC


def test_an_open_pause_leaves_the_end_unknown() -> None:
    paused = [Pause(local(2024, 11, 5, 10), None)]
    with pytest.raises(StillPaused, match="尚未恢复"):
        add_working(local(2024, 11, 5, 9), timedelta(hours=2), TOWN_HALL, paused)
    with pytest.raises(StillPaused):
        add_working(local(2024, 11, 5, 9), timedelta(hours=2), UTILITY, paused)
    with pytest.raises(StillPaused):
        add_working(local(2024, 11, 9, 9), timedelta(), TOWN_HALL, paused)


def test_an_open_pause_after_the_end_changes_nothing() -> None:
    paused = [Pause(local(2024, 11, 5, 10), None)]
    assert add_working(local(2024, 11, 5, 9), timedelta(hours=1), TOWN_HALL, paused) == local(2024, 11, 5, 10)


def test_an_open_pause_outside_office_hours_is_told_before_the_calendar_runs_out() -> None:
    paused = [Pause(local(2026, 12, 31, 20), None)]
    with pytest.raises(StillPaused):
        add_working(local(2026, 12, 31, 9), timedelta(hours=9), TOWN_HALL, paused)


def test_time_under_an_open_pause_is_not_measured() -> None:
    paused = [Pause(local(2024, 11, 5, 10), None)]
    measured = working_between(local(2024, 11, 5, 9), local(2024, 11, 8), TOWN_HALL, paused)
    assert measured == timedelta(hours=1)


def test_pauses_that_overlap_are_taken_off_once() -> None:
    twice = [
        Pause(local(2024, 11, 5, 9), local(2024, 11, 5, 11)),
        Pause(local(2024, 11, 5, 10), local(2024, 11, 5, 12)),
    ]
    assert working_between(local(2024, 11, 5, 9), local(2024, 11, 6), TOWN_HALL, twice) == timedelta(hours=4)


def test_into_a_year_of_which_nothing_is_known_weekdays_are_counted_and_it_is_told() -> None:
    start = local(2026, 12, 31, 10)
    friday = add_working_days(start, 1, TOWN_HALL)
    assert friday == local(2027, 1, 1, 17, 30)  # a Friday, whatever becomes of it
    assert add_working_days(start, 2, TOWN_HALL) == local(2027, 1, 4, 17, 30)
    assert TOWN_HALL.guessed_year(start, friday) == 2027
    assert TOWN_HALL.guessed_year(start, local(2026, 12, 31, 18)) is None
    assert TOWN_HALL.guessed_year(start, local(2029, 1, 5)) == 2027  # the first of them


def test_an_office_knows_again_what_it_did_not_know_before() -> None:
    known = replace(TOWN_HALL, calendar=statutory_calendar([date(2027, 1, 1)], [date(2027, 1, 3)], [2027]))
    start = local(2026, 12, 31, 10)
    assert add_working_days(start, 1, known) == local(2027, 1, 3, 17, 30)  # the Sunday is worked in exchange
    assert add_working_days(start, 1, known.before(2027)) == local(2027, 1, 1, 17, 30)
    assert known.guessed_year(start, local(2027, 12, 31)) is None


def test_the_last_moment_of_a_covered_year_needs_no_further_calendar() -> None:
    assert working_between(local(2026, 12, 31, 9), local(2027, 1, 1), TOWN_HALL) == timedelta(hours=7)


def test_a_town_overrides_the_national_list() -> None:
    town = statutory_calendar(extra_off=[date(2024, 11, 5), date(2024, 2, 4)], extra_work=[date(2024, 10, 2)])
    assert not town.is_workday(date(2024, 11, 5))
    assert not town.is_workday(date(2024, 2, 4))
    assert town.is_workday(date(2024, 10, 2))


def test_a_town_supplies_a_year_that_is_not_published_yet() -> None:
    town = statutory_calendar(extra_off=[date(2027, 1, 1)], extra_work=[date(2027, 1, 3)], extra_years=[2027])
    assert not town.is_workday(date(2027, 1, 1))
    assert town.is_workday(date(2027, 1, 3))
    assert town.is_workday(date(2027, 1, 4))
    assert not town.is_workday(date(2027, 1, 9))


def test_a_day_cannot_be_both_off_and_worked() -> None:
    with pytest.raises(ValueError, match="2024-10-02"):
        statutory_calendar(extra_off=[date(2024, 10, 2)], extra_work=[date(2024, 10, 2)])


@pytest.mark.parametrize(
    "periods",
    [
        (),
        ((time(12), time(9)),),
        ((time(9), time(9)),),
        ((time(9), time(12)), (time(11), time(17))),
        ((time(13), time(17)), (time(9), time(12))),
        ((time(9), time(0)), (time(13), time(17))),
        ((time(9, tzinfo=UTC), time(12, tzinfo=UTC)),),
    ],
)
def test_periods_out_of_order_are_refused(periods: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="办公时间"):
        Office(periods, CALENDAR)


def test_moments_without_a_zone_are_refused() -> None:
    naive = datetime(2024, 11, 5, 9)
    for call in (
        lambda: add_working(naive, MINUTE, TOWN_HALL),
        lambda: add_working_days(naive, 1, TOWN_HALL),
        lambda: working_between(naive, local(2024, 11, 6), TOWN_HALL),
        lambda: working_between(local(2024, 11, 4), naive, TOWN_HALL),
        lambda: next_working(naive, TOWN_HALL),
        lambda: Pause(naive, None),
    ):
        with pytest.raises(ValueError, match="时区"):
            call()


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="早于"):
        working_between(local(2024, 11, 6), local(2024, 11, 5), TOWN_HALL)
    with pytest.raises(ValueError, match="负数"):
        add_working(local(2024, 11, 6), -MINUTE, TOWN_HALL)
    with pytest.raises(ValueError, match="负数"):
        add_working_days(local(2024, 11, 6), -1, TOWN_HALL)
    with pytest.raises(ValueError, match="早于"):
        Pause(local(2024, 11, 6), local(2024, 11, 5))


def test_a_calendar_of_ones_own() -> None:
    own = Calendar(frozenset({date(2030, 1, 1)}), frozenset({date(2030, 1, 5)}), frozenset({2030}))
    assert not own.is_workday(date(2030, 1, 1))
    assert own.is_workday(date(2030, 1, 5))
    assert own.is_workday(date(2031, 1, 1)) and not own.is_workday(date(2031, 1, 4))
    assert own.guessed_year(date(2030, 5, 1), date(2031, 1, 1)) == 2031
