"""Spans of duty: what has to be covered, and where nobody is there. Plain Python.

The town's dated row "duty"/"town": {"units": [codes], "days_ahead": n}. These units have somebody outside their office
hours, those that work round the clock at every hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from xiangyue.lib.decimals import is_whole
from xiangyue.lib.stretches import Stretch, joined, outside
from xiangyue.lib.worktime import Office

RULE, TOWN = "duty", "town"


def span_of(day: date, begins: time, ends: time, zone: ZoneInfo) -> Stretch:
    """An end that is not later than the beginning is one of the next day; 00:00 to 00:00 is the whole day."""
    last = day if ends > begins else day + timedelta(days=1)
    return datetime.combine(day, begins, zone), datetime.combine(last, ends, zone)


def is_worked(office: Office, moment: datetime) -> bool:
    """Whether somebody sits in the office at this moment."""
    local = moment.astimezone(ZoneInfo(office.zone))
    if office.round_the_clock or not office.works_on(local.date()):
        return False
    return any(opens <= local.time() and (local.time() < closes or not closes) for opens, closes in _from_first(office))


def to_cover(office: Office, first: date, days: int) -> list[Stretch]:
    """From midnight of the first day: all but the hours that the office works, its noon break taken as worked."""
    zone = ZoneInfo(office.zone)
    spans: list[Stretch] = []
    for number in range(days):
        day = first + timedelta(days=number)
        begins, ends = datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)
        if office.round_the_clock or not office.works_on(day):
            spans.append((begins, ends))
            continue
        opens, closes = _from_first(office)[0]
        spans.append((begins, datetime.combine(day, opens, zone)))
        if closes:
            spans.append((datetime.combine(day, closes, zone), ends))
    return joined(spans)


def _from_first(office: Office) -> list[tuple[time, time]]:
    return [(office.periods[0][0], office.periods[-1][1])]


def uncovered(wanted: Sequence[Stretch], held: Iterable[Stretch]) -> list[Stretch]:
    """What of the wanted spans nobody holds."""
    covered = joined(held)
    return joined(piece for span in wanted for piece in outside(covered, span))


def wrong_duty(key: str, value: Mapping[str, object]) -> str:
    units, days = value.get("units"), value.get("days_ahead")
    if not isinstance(units, list) or not units or not all(isinstance(one, str) for one in units):
        return "units 要列出要排班的单位代码"
    fits = is_whole(days) and days <= 31
    return "" if fits else "days_ahead（提前几天提醒缺班）要是 1 到 31 的整数"
