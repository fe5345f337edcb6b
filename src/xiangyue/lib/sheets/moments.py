"""A moment read from a cell in any of the ways in which people and programs write one."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from xiangyue.lib.sheets.read import Cell

# Day 0 of the 1900 system as its serials really run: the system counts a 29 February 1900 that never was,
# so this holds from 1 March 1900 on.
SERIAL_ZERO = datetime(1899, 12, 30)
SERIAL_FROM, SERIAL_TO = 61, 2_958_466
DAY = r"(?P<year>\d{4})(?:[-/.]|年)(?P<month>\d{1,2})(?:[-/.]|月)(?P<day>\d{1,2})日?"
WEEKDAY = r"(?:[ ,]*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
HALF = r"(?P<half>上午|下午|中午|晚上|晚|凌晨|早上|AM|PM)?"
CLOCK = r"(?P<hour>\d{1,2})(?:[:点时](?P<minute>\d{1,2})?(?:[:分](?P<second>\d{1,2}(?:\.\d{1,6})?)?秒?)?)"
OFFSET = r"(?P<offset>Z|[+-]\d{2}:?\d{2})?"
WRITTEN = re.compile(
    rf"{DAY}{WEEKDAY}(?:[ T]*{HALF} ?{CLOCK} ?(?P<half_after>AM|PM)?{OFFSET})?", re.ASCII | re.IGNORECASE
)
DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ T]?(\d{2}):?(\d{2}):?(\d{2})?)?", re.ASCII)
SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)


class CannotReadMoment(Exception):
    """A cell that gives no moment, or one outside what was asked for; the message says which and how to
    write it.
    """


def read_moment(cell: Cell, zone: str = "Asia/Shanghai") -> datetime:
    """The moment in UTC; without an offset of its own it is local to `zone`, a day alone is its first moment.

    Numbers of 8, 12 or 14 digits are written-out dates, others Excel serials of the 1900 system.
    """
    if isinstance(cell, datetime):
        return _placed(cell, zone)
    if isinstance(cell, date):
        return _placed(datetime.combine(cell, time(0)), zone)
    if isinstance(cell, str):
        return _placed(_from_text(cell), zone)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _placed(_from_number(cell), zone)
    if cell is None:
        raise CannotReadMoment("时间是空的，请补填，例如 2024-11-05 12:09。")
    raise CannotReadMoment(f"“{cell}”里没有日期，请写成 2024-11-05 12:09 这样。")


def _placed(moment: datetime, zone: str) -> datetime:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise _unreadable(moment) from None


def _from_text(text: str) -> datetime:
    bare = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().strip("'")
    if not bare:
        raise CannotReadMoment("时间是空的，请补填，例如 2024-11-05 12:09。")
    if written := WRITTEN.fullmatch(re.sub(r" ?([年月日时点分秒:/-]) ?", r"\1", bare)):
        return _from_parts(written.groupdict(), text)
    if SERIAL.fullmatch(bare):
        return _from_number(float(bare))
    return _from_digits(bare, text)


def _from_parts(parts: dict[str, str | None], text: str) -> datetime:
    hour = _hour(int(parts["hour"] or 0), (parts["half"] or parts["half_after"] or "").upper())
    seconds = float(parts["second"] or 0)
    try:
        day = datetime(int(parts["year"] or 0), int(parts["month"] or 0), int(parts["day"] or 0))
        moment = _at_clock(day, hour, int(parts["minute"] or 0), seconds)
    except (ValueError, OverflowError):
        raise _unreadable(text) from None
    if offset := parts["offset"]:
        return datetime.fromisoformat(moment.isoformat() + offset.upper())
    return moment


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


def _from_digits(digits: str, text: object) -> datetime:
    found = DIGITS.fullmatch(digits)
    if found is None:
        raise _unreadable(text)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return _at_clock(datetime(year, month, day), hour, minute, second)
    except (ValueError, OverflowError):
        raise _unreadable(text) from None


def _from_number(number: float) -> datetime:
    if SERIAL_FROM <= number < SERIAL_TO:
        # A serial is a binary fraction of a day; to the millisecond it gives back the clock that was typed.
        return SERIAL_ZERO + timedelta(milliseconds=round(number * 86_400_000))
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
