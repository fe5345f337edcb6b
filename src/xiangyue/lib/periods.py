"""The assessment period 考核期 (19th to 18th) and the daily window (noon to noon), as the district counts
them.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_DAY = 19
NOON = time(12)


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` up to, not including, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"考核期的开始 {self.start} 不早于结束 {self.end}。")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def label(self) -> str:
        """The month of the last day: 19 October to 18 November 2024 is "2024-11", 11月考核期."""
        return (self.end - timedelta(days=1)).strftime("%Y-%m")

    def previous(self) -> "Period":
        return Period(_months_before(self.start, 1), _months_before(self.end, 1))

    def year_before(self) -> "Period":
        return Period(_months_before(self.start, 12), _months_before(self.end, 12))

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def so_far(self, today: date) -> "Period | None":
        """Its days up to and with today; None where it has not begun."""
        return Period(self.start, min(self.end, today + timedelta(days=1))) if self.start <= today else None

    def beside(self, other: "Period", today: date) -> "Period":
        """Of `other` as many days, from its first, as this period has had; the whole where this one is over."""
        if self.end <= today + timedelta(days=1):
            return other
        had = max((today - self.start).days + 1, 1)
        return Period(other.start, min(other.end, other.start + timedelta(days=had)))

    def moments(self, zone: str = "Asia/Shanghai") -> tuple[datetime, datetime]:
        """The first moment of the period and the first after it, in UTC."""
        return _local(self.start, time(0), zone), _local(self.end, time(0), zone)


@dataclass(frozen=True)
class Month:
    """A calendar month, and the two beside it as they stand in an address ("2024-11")."""

    first: date
    following: date

    @property
    def label(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> str:
        return f"{_months_before(self.first, 1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.following:%Y-%m}"


def month_of(label: str, today: date) -> Month:
    """The month of an address, this month where it names none that an office means."""
    found = re.fullmatch(r"((?:19|20|21)\d{2})-(0[1-9]|1[0-2])", label, re.ASCII)
    first = date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)
    return Month(first, _months_before(first, -1))


def assessment_period(day: date) -> Period:
    """The assessment period that holds `day`."""
    start = day.replace(day=FIRST_DAY)
    if day.day < FIRST_DAY:
        start = _months_before(start, 1)
    return Period(start, _months_before(start, -1))


def assessment_period_named(label: str) -> Period:
    """The assessment period that ends in the month `label`, written "2024-11". ValueError for any other
    writing.
    """
    found = re.fullmatch(r"(20\d{2})-(0[1-9]|1[0-2])", label, re.ASCII)
    if found is None:
        raise ValueError(f"考核期要写成“年-月”，例如 2024-11；“{label}”不是这样的写法。")
    end = date(int(found[1]), int(found[2]), FIRST_DAY)
    return Period(_months_before(end, 1), end)


def day_window(moment: datetime, zone: str = "Asia/Shanghai") -> tuple[datetime, datetime]:
    """The noon-to-noon window, in UTC, that holds `moment`; noon itself opens a window."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"时间 {moment} 没有时区，不知道属于哪一个日报窗口。")
    local = moment.astimezone(ZoneInfo(zone))
    day = local.date() + timedelta(days=1) if local.time() >= NOON else local.date()
    return window_of_day(day, zone)


def window_of_day(day: date, zone: str = "Asia/Shanghai") -> tuple[datetime, datetime]:
    """Noon of the day before to noon of `day`, in UTC: what the report of `day` counts."""
    return _local(day - timedelta(days=1), NOON, zone), _local(day, NOON, zone)


def _months_before(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))


def _local(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
