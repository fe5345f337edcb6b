"""The story of one matter that is not saved yet, told in the deeds' own words up to the present and no further."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, TypeVar

from django.db.models import Model

from xiangyue.kernel.actions.clocks import RUNG, bell, next_moment
from xiangyue.kernel.actions.history import Step, Story
from xiangyue.kernel.actions.record import WORKER, Actor, Change, moved
from xiangyue.kernel.columns import first_columns, plain_columns
from xiangyue.kernel.models import Category, Clock, Matter, Party, Place, Seat
from xiangyue.kernel.storytelling.roster import Roster

URGENT = ("urgent", "utility")
Row = TypeVar("Row", bound=Model)


Hearing = Callable[["Telling", Step], None]


class NotYet(Exception):
    """The next deed lies after the present moment."""


@dataclass(frozen=True)
class Quality:
    """How well the town does its work at a time; shares between 0 and 1."""

    contacted: float
    solved: float
    satisfied: float
    late: float
    instructed: float


@dataclass(frozen=True)
class Years:
    """What all stories share. `keys` are for rows whose number stands in an event, `texts` what people say and do."""

    roster: Roster
    rng: Random
    now: datetime
    texts: Mapping[str, Any]
    keys: Iterator[int]
    hears: Mapping[str, Sequence[Hearing]]


class Telling:
    """`category` and `place` are what the matter is truly about, before anybody has sorted it.

    `twist` names what befalls it, "" = nothing in particular; `twins` tell of the same thing and stand under it.
    """

    def __init__(
        self, years: Years, matter: Matter, *, category: Category, place: Place, quality: Quality, twist: str = ""
    ) -> None:
        self.years, self.matter, self.category, self.place = years, matter, category, place
        self.quality, self.twist = quality, twist
        self.rng, self.roster, self.now, self.texts = years.rng, years.roster, years.now, years.texts
        self.at = matter.received_at
        self.steps: list[Step] = []
        self.clocks: list[Clock] = []
        self.rows: list[Model] = []
        self.parent: Telling | None = None
        self.twins: list[Telling] = []
        self.next_unit: Party | None = None  # named by an objection that was upheld

    @property
    def state(self) -> str:
        """Empty before anything is told."""
        return self.matter.state if self.steps else ""

    @property
    def serial(self) -> int:
        """For what turns by the matter: its number is the same in every database, its key is not."""
        return int(self.matter.number)

    @property
    def is_urgent(self) -> bool:
        return self.matter.urgency in URGENT

    # --- telling

    def step(self, change: Change, at: datetime, who: Actor) -> None:
        """The next thing on the main line; the matter's columns follow it. NotYet when it has not happened."""
        self.must(at)
        self.at = max(self.at, at)
        written = moved(self.state, change, self.at) if change.to else dict(change.columns)
        for column, value in written.items():
            setattr(self.matter, column, value)
        columns = plain_columns(written) if self.steps else first_columns(self.matter)
        self._told(Step(change.event, self.at, who, change.told, change.to, columns))

    def aside(self, change: Change, at: datetime, who: Actor) -> bool:
        """Something beside the main line; False, and nothing told, when it has not happened yet."""
        if at <= self.now:
            self._told(Step(change.event, at, who, change.told))
        return at <= self.now

    def _told(self, step: Step) -> None:
        self.steps.append(step)
        for hear in self.years.hears.get(step.name, ()):
            hear(self, step)

    def must(self, at: datetime) -> None:
        if at > self.now:
            raise NotYet

    def last(self, *names: str) -> Step | None:
        """The latest told of these events."""
        return next((step for step in reversed(self.steps) if step.name in names), None)

    def keep(self, row: Row) -> Row:
        """A row of a room that comes with the story."""
        self.rows.append(row)
        return row

    def kept(self, model: type[Row]) -> list[Row]:
        return [row for row in self.rows if isinstance(row, model)]

    # --- people and moments

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def after(self, low: int, high: int, unit: Party) -> datetime:
        return self.roster.after(self.at, self.rng.randrange(low, high), unit)

    def seat_of(self, role: str, at: datetime) -> Seat:
        """Somebody who holds the role at that moment, one of the first two in turn."""
        return self._held(self.roster.seat(at=at, role=role, turn=self.rng.randrange(2)))

    def handler_of(self, unit: Party, at: datetime) -> Seat:
        return self._held(self.roster.seat(at=at, unit=unit, turn=self.serial))

    @staticmethod
    def _held(seat: Seat | None) -> Seat:
        if seat is None:
            raise NotYet
        return seat

    # --- clocks

    def stop(self, *kinds: str, unit: Party | None = None) -> None:
        """As `stop_clocks`: these kinds or all, of everybody or this unit."""
        for clock in self.clocks:
            if clock.stopped_at is None and (not kinds or clock.kind in kinds) and (unit is None or clock.unit == unit):
                clock.stopped_at = self.at

    def running(self, kind: str) -> Clock:
        return next(clock for clock in self.clocks if clock.kind == kind and clock.stopped_at is None)

    def story(self) -> Story:
        """The finished story: steps in time, bells of clocks that ran out, the next moment of those still running."""
        for clock in self.clocks:
            self._ring(clock)
        self.steps.sort(key=lambda step: step.at)
        return Story(self.matter, self.steps, self.clocks)

    def _ring(self, clock: Clock) -> None:
        if clock.paused_at is not None and clock.stopped_at is None:
            return
        if clock.due_at < (clock.stopped_at or self.now):
            self.aside(bell(clock, is_due=True), clock.due_at, WORKER)
            clock.stage = RUNG
        elif clock.stopped_at is None:
            hours = self.roster.time.office(clock.office, clock.started_at.date())
            clock.next_at, clock.stage = next_moment(clock, hours, self.now)
