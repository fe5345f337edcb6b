"""Where a matter stands, derived from its state and events: conditions that answer for one matter and for a query
alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from xiangyue.kernel.models import Event, Matter

Last = Mapping[str, int]  # event name → place in the matter's chain of the last one


class Condition:
    """`names` are the events that it asks about; `prefix` leads a query's rows to the matter ("matter__")."""

    names: frozenset[str] = frozenset()

    def holds(self, matter: Matter, last: Last) -> bool:
        raise NotImplementedError

    def query(self, prefix: str = "") -> Q:
        raise NotImplementedError

    def __and__(self, other: Condition) -> Condition:
        return _Both(self, other)

    def __or__(self, other: Condition) -> Condition:
        return ~(~self & ~other)

    def __invert__(self) -> Condition:
        return _Not(self)


class _Both(Condition):
    def __init__(self, one: Condition, other: Condition) -> None:
        self.one, self.other, self.names = one, other, one.names | other.names

    def holds(self, matter: Matter, last: Last) -> bool:
        return self.one.holds(matter, last) and self.other.holds(matter, last)

    def query(self, prefix: str = "") -> Q:
        return self.one.query(prefix) & self.other.query(prefix)


class _Not(Condition):
    def __init__(self, one: Condition) -> None:
        self.one, self.names = one, one.names

    def holds(self, matter: Matter, last: Last) -> bool:
        return not self.one.holds(matter, last)

    def query(self, prefix: str = "") -> Q:
        return ~self.one.query(prefix)


class state(Condition):
    def __init__(self, *states: str) -> None:
        self.states = states

    def holds(self, matter: Matter, last: Last) -> bool:
        return matter.state in self.states

    def query(self, prefix: str = "") -> Q:
        return Q(**{f"{prefix}state__in": self.states})


class after(Condition):
    """One of these events has happened, and none of `undone_by` since."""

    def __init__(self, *events: str, undone_by: Iterable[str] = ()) -> None:
        self.events, self.undone_by = events, tuple(undone_by)
        self.names = frozenset((*events, *self.undone_by))

    def holds(self, matter: Matter, last: Last) -> bool:
        return _highest(last, self.events) > _highest(last, self.undone_by)

    def query(self, prefix: str = "") -> Q:
        undone = _last_seq(self.undone_by, prefix) if self.undone_by else Value(0)
        return Q(GreaterThan(_last_seq(self.events, prefix), undone))


class parent_answered(Condition):
    """It stands under another matter that was answered."""

    def holds(self, matter: Matter, last: Last) -> bool:
        return matter.parent is not None and matter.parent.answered_at is not None

    def query(self, prefix: str = "") -> Q:
        return Q(**{f"{prefix}parent__answered_at__isnull": False})


class anything(Condition):
    """The last row of a table: whatever is left."""

    def holds(self, matter: Matter, last: Last) -> bool:
        return True

    def query(self, prefix: str = "") -> Q:
        return Q(**{f"{prefix}pk__isnull": False})


@dataclass(frozen=True)
class Stage:
    """`told_by` are the events that tell when it was reached, `undone_by` those after which it no longer is.

    `beside`: the stage of the line at which the person who raised it sees this one; empty for one of its own.
    """

    key: str
    zh: str
    en: str
    holds: Condition
    told_by: tuple[str, ...] = ()
    undone_by: tuple[str, ...] = ()
    beside: str = ""

    def name(self, language: str = "zh") -> str:
        return self.en if language.startswith("en") else self.zh


def last_of(events: Iterable[tuple[str, int]]) -> dict[str, int]:
    """From (name, seq), in any order."""
    last: dict[str, int] = {}
    for name, seq in events:
        last[name] = max(seq, last.get(name, 0))
    return last


def reached(stages: Iterable[Stage], events: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """stage → what came with its last event (a moment), from pairs in the order of the chain; the undone left out."""
    rows, times = tuple(stages), dict[str, Any]()
    for name, what in events:
        for stage in rows:
            if name in stage.undone_by:
                times.pop(stage.key, None)
            if name in stage.told_by:
                times[stage.key] = what
    return times


def _highest(last: Last, names: Iterable[str]) -> int:
    return max((last.get(name, 0) for name in names), default=0)


def _last_seq(names: Iterable[str], prefix: str) -> Coalesce:
    told = Event.objects.filter(matter=OuterRef(f"{prefix}pk"), name__in=tuple(names))
    return Coalesce(Subquery(told.order_by("-seq").values("seq")[:1]), 0)
