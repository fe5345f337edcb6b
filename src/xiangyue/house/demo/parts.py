"""The rooms' parts in the demo's story, found by their file's name, and the line that a matter takes among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.db.models import Model

from xiangyue.house.rooms import ROOMS
from xiangyue.kernel.storytelling import Chapter, Hearing, NotYet, Part, Telling, Works


@dataclass(frozen=True)
class Line:
    """All rooms' parts together. One room at most takes a matter up from a state; all that hear of an event do."""

    parts: Sequence[Part]
    takes_up: Mapping[str, Chapter]
    hears: Mapping[str, Sequence[Hearing]]
    numbered: Sequence[type[Model]]
    works: Works

    def go(self, telling: Telling, *, until: str | None = None) -> bool:
        """From room to room, to this state or as far as any takes it. False when the present was reached before."""
        try:
            while (state := telling.state) != until and state in self.takes_up:
                self.takes_up[state](telling)
        except NotYet:
            return False
        return True


def line(rooms: Iterable[str] = ROOMS) -> Line:
    parts = [import_module(f"{room}.demo").PART for room in rooms if find_spec(f"{room}.demo")]
    return join(parts)


def join(parts: Sequence[Part]) -> Line:
    """ValueError when two rooms take a matter up from the same state, or not exactly one lends a unit's work."""
    takes_up: dict[str, Chapter] = {}
    hears: dict[str, list[Hearing]] = {}
    for part in parts:
        if twice := takes_up.keys() & part.takes_up.keys():
            raise ValueError(f"two rooms take a matter up from {sorted(twice)}")
        takes_up |= part.takes_up
        for name, hearing in part.hears.items():
            hears.setdefault(name, []).append(hearing)
    works = [part.works for part in parts if part.works is not None]
    if len(works) != 1:
        raise ValueError(f"{len(works)} rooms lend a unit's work, not one")
    return Line(parts, takes_up, hears, [model for part in parts for model in part.numbered], works[0])
