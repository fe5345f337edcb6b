"""Dates that come back: each promise of a room has a clock of its own, which rings when the office opens on its day."""

from __future__ import annotations

from datetime import date, datetime

from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Clock, Matter, Party
from xiangyue.kernel.timekeeping import ROUND_THE_CLOCK, ZONE, TownTime


def wind(matter: Matter, owner: str, *, on: date, unit: Party | None, at: datetime) -> Clock:
    """`owner` is room.promise:key. In natural time: the day is a date that was said aloud, whatever is worked
    before.
    """
    time = TownTime(matter.town)
    return kernel.start_clock(
        matter,
        kind="promise",
        owner=owner,
        unit=unit,
        office=ROUND_THE_CLOCK,
        at=at,
        time=time,
        due_at=bell(on, time, at),
    )


def bell(on: date, time: TownTime, at: datetime) -> datetime:
    """When the office opens on that day; for one of today when it closes, or at once when it has closed."""
    periods = time.office("town", on).periods
    bells = (datetime.combine(on, clock, ZONE) for clock in (periods[0][0], periods[-1][1]))
    return next((bell for bell in bells if bell > at), at)
