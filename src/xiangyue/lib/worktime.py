"""Working time 工作时间: how much of it lies between two moments, and when a given amount of it will have
run.

Working days are the State Council's yearly holiday list *with* the weekend days worked in exchange 调休; a
town's own exceptions lie over that list. The list of a year comes out in the weeks before it: until then its Mondays
to Fridays stand for workdays, and whoever counts into such a year is told so (`guessed_year`). Every moment
taken is aware; every moment given back is in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.metadata import version
from zoneinfo import ZoneInfo

from chinese_calendar.constants import holidays, workdays  # type: ignore[import-untyped]  # ships no types

from xiangyue.lib.stretches import Stretch, joined, outside

ONE_DAY = timedelta(days=1)
MIDNIGHT = time(0)


class StillPaused(Exception):
    """The clock stands still under a pause without an end, so the moment asked for is not known yet."""

    def __init__(self, since: datetime) -> None:
        super().__init__(f"时限自 {since.isoformat()} 起中止，尚未恢复，暂时算不出到期时间。")
        self.since = since


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: said for the years it covers, guessed by the weekday for others."""

    days_off: frozenset[date] = field(repr=False)
    make_up: frozenset[date] = field(repr=False)
    years: frozenset[int]

    def is_workday(self, day: date) -> bool:
        if day.weekday() < 5:
            return day not in self.days_off
        return day in self.make_up

    def guessed_year(self, first: date, last: date) -> int | None:
        """The first year between these days, both included, of which nobody has said which days are worked."""
        return next((year for year in range(first.year, last.year + 1) if year not in self.years), None)

    def before(self, year: int) -> Calendar:
        """The same as it was before this year's list came."""
        return Calendar(
            frozenset(day for day in self.days_off if day.year < year),
            frozenset(day for day in self.make_up if day.year < year),
            frozenset(known for known in self.years if known < year),
        )


@dataclass(frozen=True)
class Office:
    """When an office works.

    `periods` are local, half-open, in order and apart; the last may end at 00:00, which means midnight.
    Without a calendar every day is worked. Round the clock (water, power, gas, heat: 条例 art. 19) is
    natural time, and then neither periods nor calendar count.
    """

    periods: tuple[tuple[time, time], ...]
    calendar: Calendar | None
    round_the_clock: bool = False
    zone: str = "Asia/Shanghai"
    version: str = ""  # which dated rule and which lists of days it was made of

    def __post_init__(self) -> None:
        if self.round_the_clock:
            return
        if not self.periods:
            raise ValueError("办公时间至少要有一段。")
        for number, (opens, closes) in enumerate(self.periods, start=1):
            if opens.tzinfo or closes.tzinfo:
                raise ValueError(f"第 {number} 段办公时间应写当地时间，不带时区。")
            until_midnight = closes == MIDNIGHT and number == len(self.periods)
            if opens >= closes and not until_midnight:
                raise ValueError(f"第 {number} 段办公时间的开始 {opens} 不早于结束 {closes}。")
            if number > 1 and opens < self.periods[number - 2][1]:
                raise ValueError(f"第 {number} 段办公时间与前一段重叠，或没有按先后排列。")

    def works_on(self, day: date) -> bool:
        return self.round_the_clock or self.calendar is None or self.calendar.is_workday(day)

    def guessed_year(self, start: datetime, end: datetime) -> int | None:
        """As of its calendar, for the office's own days from `start` to `end`."""
        if self.round_the_clock or self.calendar is None:
            return None
        first, last = (_utc(moment).astimezone(ZoneInfo(self.zone)).date() for moment in (start, end))
        return self.calendar.guessed_year(first, last)

    def before(self, year: int) -> Office:
        """The same office before this year's days off were known."""
        return self if self.calendar is None else replace(self, calendar=self.calendar.before(year))


@dataclass(frozen=True)
class Pause:
    """A stretch in which the clock stands still; without `until` it has not ended."""

    since: datetime
    until: datetime | None

    def __post_init__(self) -> None:
        _utc(self.since)
        if self.until is not None and _utc(self.until) < _utc(self.since):
            raise ValueError("中止的结束时间早于开始时间。")


def statutory_calendar(
    extra_off: Iterable[date] = (), extra_work: Iterable[date] = (), extra_years: Iterable[int] = ()
) -> Calendar:
    """The published national calendar with a town's exceptions laid over it.

    `extra_years` are years that the exceptions alone describe. A day that is both off and worked: ValueError.
    """
    off, work = frozenset(extra_off), frozenset(extra_work)
    if both := off & work:
        raise ValueError(f"{min(both)} 既写成放假又写成上班，请只保留一个。")
    national = _national_calendar()
    return Calendar(
        days_off=(national.days_off - work) | off,
        make_up=(national.make_up - off) | work,
        years=national.years | frozenset(extra_years),
    )


def national_version() -> str:
    """Which list of the State Council's days off this is."""
    return f"chinesecalendar-{version('chinesecalendar')}"


@cache
def _national_calendar() -> Calendar:
    first, last = min(holidays).year, max(holidays).year
    return Calendar(
        days_off=frozenset(day for day in holidays if day.weekday() < 5),
        make_up=frozenset(day for day in workdays if day.weekday() >= 5),
        years=frozenset(range(first, last + 1)),
    )


def working_between(start: datetime, end: datetime, office: Office, pauses: Iterable[Pause] = ()) -> timedelta:
    """Working time in [start, end), pauses left out. ValueError if the end lies before the start."""
    start, end = _utc(start), _utc(end)
    if end < start:
        raise ValueError(f"结束时间 {end.isoformat()} 早于开始时间 {start.isoformat()}。")
    held = _merged(pauses)
    stretches = (outside(held, stretch) for stretch in _open_stretches(start, end, office))
    return sum((closes - opens for pieces in stretches for opens, closes in pieces), timedelta())


def add_working(start: datetime, amount: timedelta, office: Office, pauses: Iterable[Pause] = ()) -> datetime:
    """The earliest moment by which `amount` of working time has run since `start`.

    A full day's amount therefore ends at closing time, not at the next opening. An amount of zero gives
    `start` itself while the office works, otherwise the next moment at which it does. Raises StillPaused
    when a pause without an end comes first.
    """
    if amount < timedelta():
        raise ValueError("工作时间的数量不能是负数。")
    held = _merged(pauses)
    stands_from = held[-1][0] if held and held[-1][1] == FOREVER else None
    left = amount
    for stretch in _open_stretches(_utc(start), stands_from, office):
        for opens, closes in outside(held, stretch):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
    if stands_from is None:
        raise OverflowError("工作时间的数量太大，超出了日历的范围。")
    raise StillPaused(stands_from)


def add_working_days(start: datetime, days: int, office: Office) -> datetime:
    """Closing time on the N-th working day after the local day of `start`.

    The day of `start` is never counted, worked or not. With 0 days: closing time of that very day, or of
    the next working day when it is not one. Round the clock: N natural days, each closing at midnight.
    """
    if days < 0:
        raise ValueError("工作日的天数不能是负数。")
    zone = ZoneInfo(office.zone)
    day = _utc(start).astimezone(zone).date()
    if days == 0 and not office.works_on(day):
        days = 1
    while days:
        day += ONE_DAY
        days -= office.works_on(day)
    last_closes = MIDNIGHT if office.round_the_clock else office.periods[-1][1]
    return _closing(day, last_closes, zone)


def next_working(moment: datetime, office: Office) -> datetime:
    """`moment` itself while the office works, otherwise the next opening."""
    return add_working(moment, timedelta(), office)


FOREVER = datetime.max.replace(tzinfo=UTC)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"时间 {moment} 没有时区，不能用来计算。")
    return moment.astimezone(UTC)


def _closing(day: date, closes: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + ONE_DAY if closes == MIDNIGHT else day, closes, zone).astimezone(UTC)


def _open_stretches(start: datetime, end: datetime | None, office: Office) -> Iterator[tuple[datetime, datetime]]:
    """Office time from `start` on, in order. With no `end` it goes on until the calendar ends."""
    limit = FOREVER if end is None else end
    if office.round_the_clock:
        if start < limit:
            yield start, limit
        return
    zone = ZoneInfo(office.zone)
    day = start.astimezone(zone).date()
    while True:
        if datetime.combine(day, MIDNIGHT, zone) >= limit:
            return
        if office.works_on(day):
            for opens, closes in office.periods:
                low = max(start, datetime.combine(day, opens, zone).astimezone(UTC))
                high = min(limit, _closing(day, closes, zone))
                if low < high:
                    yield low, high
        day += ONE_DAY


def _merged(pauses: Iterable[Pause]) -> list[Stretch]:
    return joined((_utc(pause.since), FOREVER if pause.until is None else _utc(pause.until)) for pause in pauses)
