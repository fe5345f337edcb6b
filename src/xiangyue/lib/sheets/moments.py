"""A moment read from a cell in any of the ways in which people and programs write one."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from xiangyue.lib.sheets.sheet import Cell, Float1904, Int1904
from xiangyue.lib.sheets.writings import (
    CLOCK_ALONE,
    DAY_FIRST_OR_MONTH_FIRST,
    DAY_IN_ENGLISH,
    DIGITS,
    JAVA,
    MONTH_IN_ENGLISH,
    MONTHS,
    ORACLE,
    SERIAL,
    SHORT_YEAR,
    WRITTEN,
    YEAR_OF_TWO_DIGITS,
)

# Day 0 of the 1900 system as its serials really run: the system counts a 29 February 1900 that never was,
# so this holds from 1 March 1900 on.
SERIAL_ZERO = datetime(1899, 12, 30)
SERIAL_FROM, SERIAL_TO = 61, 2_958_466
FROM_1904_TO_1900 = 1462
# A clock of a program counts milliseconds from 1970; of 13 digits, those from 2000 to 2100 are moments.
EPOCH_FROM, EPOCH_TO = 946_684_800_000, 4_102_444_800_000
LONGEST = 100


class CannotReadMoment(Exception):
    """A cell that gives no moment, or one outside what was asked for; the message says which and how to
    write it.
    """


class Read(NamedTuple):
    """`has_clock` is false where the cell tells the day alone; its first moment stands for it."""

    moment: datetime
    has_clock: bool


def read_moment(cell: Cell, zone: str = "Asia/Shanghai") -> datetime:
    """The moment in UTC; without an offset of its own it is local to `zone`, a day alone is its first moment.

    Numbers of 8, 12 or 14 digits are written-out dates, others serials of a spreadsheet.
    """
    return read_told(cell, zone).moment


def read_told(cell: Cell, zone: str = "Asia/Shanghai") -> Read:
    """The same, and whether a clock time was told."""
    if cell is None:
        raise CannotReadMoment("时间是空的，请补填，例如 2024-11-05 12:09。")
    told = _told(cell)
    moment = told.moment if told.moment.tzinfo else told.moment.replace(tzinfo=ZoneInfo(zone))
    try:
        return Read(moment.astimezone(UTC), told.has_clock)
    except OverflowError:
        raise _unreadable(cell) from None


def _told(cell: Cell) -> Read:
    if isinstance(cell, datetime):
        return Read(cell, True)
    if isinstance(cell, date):
        return Read(datetime.combine(cell, time(0)), False)
    if isinstance(cell, str):
        return _from_text(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(in_1900(cell))
    raise CannotReadMoment(f"“{cell}”里没有日期，请写成 2024-11-05 12:09 这样。")


def in_1900(cell: Cell) -> Cell:
    """A serial of a workbook that counts from 1904, as all others count; any other cell as it is."""
    is_serial = isinstance(cell, Int1904 | Float1904) and 0 <= cell < SERIAL_TO - FROM_1904_TO_1900
    return cell + FROM_1904_TO_1900 if is_serial else cell  # type: ignore[operator,return-value]


def joined(day: Cell, clock: str) -> str:
    """One writing of a day in one cell and a clock time in another; the clock as it is where it tells its day itself or
    is no clock. CannotReadMoment where they tell two days.
    """
    if day is None or not str(day).strip():
        return clock
    if not clock.strip():
        return f"{_local_day(day):%Y-%m-%d}"
    told = _clock(clock)
    if told is not None:
        return f"{_local_day(day):%Y-%m-%d} {told}"
    if _local_day(clock) != _local_day(day):
        raise CannotReadMoment(f"“{clock}”和日期列的“{day}”不是同一天，请核对。")
    return clock


def _local_day(cell: Cell) -> date:
    return read_told(cell, "UTC").moment.date()


def _clock(text: str) -> str | None:
    """A clock time alone, as 09:10:00 or as the fraction of a day; None for anything else."""
    bare = _tight(_spaced(text[: LONGEST + 1]))
    if re.fullmatch(r"0?\.\d{1,20}", bare, re.ASCII):
        return f"{(SERIAL_ZERO + timedelta(seconds=round(float(bare) * 86_400))):%H:%M:%S}"
    return bare if CLOCK_ALONE.fullmatch(bare) else None


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().strip("'")


def _tight(spaced: str) -> str:
    return re.sub(r" ?([年月日时点分秒:/-]) ?", r"\1", spaced)


def _from_text(text: str) -> Read:
    spaced = _spaced(text[: LONGEST + 1])
    if not spaced:
        raise CannotReadMoment("时间是空的，请补填，例如 2024-11-05 12:09。")
    if len(text) > LONGEST:
        raise _unreadable(text[:20] + "…")
    bare = _tight(spaced)
    if written := WRITTEN.fullmatch(bare):
        return _from_parts(written.groupdict(), text)
    if java := JAVA.fullmatch(spaced):
        return _from_parts(java.groupdict() | _java_day(java), text)
    if english := DAY_IN_ENGLISH.fullmatch(bare) or MONTH_IN_ENGLISH.fullmatch(spaced):
        month = MONTHS.index(english["month_name"].lower()) + 1
        return _from_parts(english.groupdict() | {"month": str(month)}, text)
    if oracle := ORACLE.fullmatch(spaced):
        return _from_parts(oracle.groupdict() | {"year": f"20{oracle['short']}"}, text)
    if either := DAY_FIRST_OR_MONTH_FIRST.fullmatch(bare):
        return _from_parts(either.groupdict() | _day_and_month(either, text), text)
    if in_chinese := YEAR_OF_TWO_DIGITS.match(bare):
        return _from_text(f"20{in_chinese[0]}{bare[in_chinese.end() :]}")
    if SHORT_YEAR.fullmatch(bare):
        raise CannotReadMoment(f"“{text}”的年份只有两位，分不清哪是年哪是日，请写成 2024-11-05 12:09 这样。")
    if SERIAL.fullmatch(bare):
        return _from_number(float(bare))
    return _from_digits(bare, text)


def _java_day(found: re.Match[str]) -> dict[str, str | None]:
    """The year stands before the clock or at the end."""
    month = str(MONTHS.index(found["month_name"].lower()) + 1)
    return {"year": found["late"] or found["early"], "month": month}


def _day_and_month(found: re.Match[str], text: str) -> dict[str, str]:
    """One of them is above 12, or both are the same: otherwise nobody can tell which is which."""
    first, second = int(found["one"]), int(found["two"])
    if first <= 12 and second <= 12 and first != second:
        raise CannotReadMoment(f"“{text}”分不清 {first} 和 {second} 哪个是月、哪个是日，请写成 2024-11-05 12:09 这样。")
    day, month = (first, second) if first > 12 else (second, first)
    return {"day": str(day), "month": str(month)}


def _from_parts(parts: dict[str, str | None], text: str) -> Read:
    has_clock = parts.get("hour") is not None
    hour = _hour(int(parts.get("hour") or 0), (parts.get("half") or parts.get("half_after") or "").upper())
    seconds = float((parts.get("second") or "0").replace(",", "."))
    try:
        day = datetime(int(parts["year"] or 0), int(parts["month"] or 0), int(parts["day"] or 0))
        moment = _at_clock(day, hour, int(parts.get("minute") or 0), seconds)
    except (ValueError, OverflowError):
        raise _unreadable(text) from None
    if offset := parts.get("offset"):
        return Read(datetime.fromisoformat(moment.isoformat() + offset.upper()), has_clock)
    return Read(moment, has_clock)


def _hour(hour: int, half: str) -> int:
    """上午 12:30 is half past midnight, as the systems that write it mean it; 晚上 12 may be either end of a night."""
    if half in {"晚上", "晚"} and hour == 12:
        raise CannotReadMoment("晚上 12 点说的是半夜还是中午分不清，请写成 00:05 或 12:05 这样的二十四小时制。")
    if half in {"下午", "晚上", "晚", "PM"} and hour < 12:
        return hour + 12
    if half == "中午" and hour < 3:
        return hour + 12
    return 0 if half in {"凌晨", "AM", "上午", "早上"} and hour == 12 else hour


def _at_clock(day: datetime, hour: int, minute: int, seconds: float) -> datetime:
    """24:00 is the midnight that ends the day; any other clock that does not exist: ValueError."""
    if (hour, minute, seconds) != (24, 0, 0) and not (hour < 24 and minute < 60 and seconds < 60):
        raise ValueError(hour)
    return day + timedelta(hours=hour, minutes=minute, seconds=seconds)


def _from_digits(digits: str, text: object) -> Read:
    if re.fullmatch(r"\d{13}", digits, re.ASCII) and EPOCH_FROM <= int(digits) < EPOCH_TO:
        return Read(datetime.fromtimestamp(int(digits) // 1000, UTC) + timedelta(milliseconds=int(digits) % 1000), True)
    found = DIGITS.fullmatch(digits)
    if found is None:
        raise _unreadable(text)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return Read(_at_clock(datetime(year, month, day), hour, minute, second), found[4] is not None)
    except (ValueError, OverflowError):
        raise _unreadable(text) from None


def _from_number(number: Cell) -> Read:
    if not isinstance(number, int | float):
        raise _unreadable(number)
    if SERIAL_FROM <= number < SERIAL_TO:
        # A serial is a binary fraction of a day; to the millisecond it gives back the clock that was typed.
        moment = SERIAL_ZERO + timedelta(milliseconds=round(number * 86_400_000))
        return Read(moment, not float(number).is_integer())
    if float(number).is_integer() and 10**7 <= number < 10**14:
        return _from_digits(str(int(number)), number)
    raise _unreadable(number)


def _unreadable(value: object) -> CannotReadMoment:
    return CannotReadMoment(f"“{value}”不是能识别的时间，请写成 2024-11-05 12:09 这样。")


def moment_in_range(moment: datetime, earliest: datetime, latest: datetime) -> datetime:
    """`moment` itself when it lies from `earliest` to `latest`, both included; CannotReadMoment otherwise."""
    if earliest <= moment <= latest:
        return moment
    raise CannotReadMoment(
        f"时间 {moment:%Y-%m-%d %H:%M} 不在 {earliest:%Y-%m-%d} 至 {latest:%Y-%m-%d} 之间，请核对年份和日期。"
    )
