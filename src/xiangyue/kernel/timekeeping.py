"""A town's time: its office hours, days off and deadline classes, read in one query from its dated rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from xiangyue.kernel.errors import MissingRule
from xiangyue.kernel.models import Place, Rule
from xiangyue.lib.algorithms import digest
from xiangyue.lib.worktime import Office, Pause, add_working, add_working_days, national_version, statutory_calendar

ZONE = ZoneInfo("Asia/Shanghai")
ROUND_THE_CLOCK = "always"
_AHEAD = timedelta(weeks=6)  # the State Council's list of a year comes out in the November before it


@dataclass(frozen=True)
class Deadline:
    """One deadline class of the town (field A2). `amount` counts `unit`: working_days, working_hours, natural_hours."""

    urgency: str
    amount: int
    unit: str
    sign_minutes: int
    contact_minutes: int
    source: str
    version: str


@lru_cache(maxsize=64)
def _office(
    periods: tuple[str, ...],
    always: bool,
    off: tuple[str, ...],
    work: tuple[str, ...],
    years: tuple[int, ...],
    version: str,
) -> Office:
    if always:
        return Office(periods=(), calendar=None, round_the_clock=True, version=version)
    spans = tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in (p.split("-") for p in periods))
    calendar = statutory_calendar(
        [date.fromisoformat(d) for d in off], [date.fromisoformat(d) for d in work], list(years)
    )
    return Office(periods=spans, calendar=calendar, version=version)


class TownTime:
    """Holds the town's dated rows of kinds office, day and deadline; pure after it is made."""

    def __init__(self, town: Place) -> None:
        self.town = town
        self._rows = list(
            Rule.objects.filter(town=town, kind__in=("office", "day", "deadline")).order_by("kind", "key", "valid_from")
        )
        off: list[str] = []
        work: list[str] = []
        years: set[int] = set()
        for row in self._rows:
            if row.kind == "day":
                (off if row.value["is_off"] else work).append(row.key)
                years.add(int(row.key[:4]))
        self._days = (tuple(sorted(off)), tuple(sorted(work)), tuple(sorted(years)))
        own = digest("\n".join(["off", *sorted(off), "work", *sorted(work)]).encode(), "sha256")[:8]
        self.calendar = national_version() + (f"+{own}" if off or work else "")

    def rule(self, kind: str, key: str, day: date) -> Rule:
        for row in reversed(self._rows):
            holds = row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
            if holds and row.kind == kind and row.key == key:
                return row
        raise MissingRule(
            "{town}在 {day} 没有规则“{kind}/{key}”，请在镇文件夹里补上这一天有效的一行。",
            town=self.town.name,
            day=day,
            kind=kind,
            key=key,
        )

    def office(self, key: str, day: date) -> Office:
        if key == ROUND_THE_CLOCK:
            return _office((), True, (), (), (), ROUND_THE_CLOCK)
        row = self.rule("office", key or "town", day)
        value: dict[str, Any] = row.value
        return _office(tuple(value["periods"]), value.get("always", False), *self._days, self._version(row))

    def _version(self, row: Rule) -> str:
        """Which dated row, and which lists of days: what a deadline was counted by can be found again."""
        return f"{row.kind}/{row.key}@{row.valid_from} {self.calendar}"

    def deadline(self, urgency: str, day: date) -> Deadline:
        row = self.rule("deadline", urgency, day)
        value: dict[str, Any] = row.value
        return Deadline(
            urgency,
            value["amount"],
            value["unit"],
            value["sign_minutes"],
            value["contact_minutes"],
            row.source,
            self._version(row),
        )

    def due(self, start: datetime, deadline: Deadline, office_key: str) -> datetime:
        """When the answer is due; urgent and utility classes run in natural hours whatever the office keeps."""
        if deadline.unit == "natural_hours":
            return start + timedelta(hours=deadline.amount)
        office = self.office(office_key, local_day(start))
        if deadline.unit == "working_days":
            return add_working_days(start, deadline.amount, office)
        return add_working(start, timedelta(hours=deadline.amount), office)


def unknown_year(town: Place, day: date) -> int | None:
    """This year, or from six weeks before it the next, while nobody has said which of its days are worked."""
    year = (day + _AHEAD).year
    if year in statutory_calendar().years:
        return None
    return TownTime(town).office("town", day).guessed_year(day_begins(day), day_begins(date(year, 12, 31)))


def office_key(deadline: Deadline, unit_hours: str) -> str:
    """The office that a unit's clocks of this class run on."""
    return ROUND_THE_CLOCK if deadline.unit == "natural_hours" else unit_hours or "town"


def day_begins(day: date) -> datetime:
    """Midnight in the town's own time."""
    return datetime.combine(day, time(), ZONE)


def local_day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def pauses_of(rows: Sequence[Sequence[str]]) -> list[Pause]:
    """The JSON rows of `Clock.pauses` as pauses."""
    return [Pause(datetime.fromisoformat(row[0]), datetime.fromisoformat(row[1])) for row in rows]
