"""Kinds of matters. Each is declared once by its room: how it is numbered, who reads it, where it may go, how it ends,
what counts it, and where it stands for the person who raised it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils.translation import gettext_noop

from xiangyue.kernel.models import Matter
from xiangyue.kernel.stages import Stage, last_of

# How it ends: whoever raised it is called back; is told; or there is nobody to call unless somebody asked for it.
CALLED_BACK, TOLD, NOBODY = "called_back", "told", "nobody"

# What counts it. A new kind is in none of these by accident.
TODAY, DAILY, SCORE, TWINS, TRAINING, OPEN_DATA = "today", "daily", "score", "twins", "training", "open_data"
COUNTS = (TODAY, DAILY, SCORE, TWINS, TRAINING, OPEN_DATA)


@dataclass(frozen=True)
class Gate:
    """To the state `to` only after one of `events`, and until one of `shut_by`; `says` refuses."""

    to: str
    events: tuple[str, ...]
    says: str
    shut_by: tuple[str, ...] = ("reopened",)


@dataclass(frozen=True)
class Kind:
    """`read` names the deed without which it is not read (empty: by scope alone); `page` the owner's page.

    `path`: the states that it may reach; None for all. The arrows between them are those of `moves`.
    `line`: the keys of its stages in the order in which a person goes through them; empty: that of the table.
    """

    name: str
    zh: str
    en: str
    prefix: str
    counted_by: frozenset[str]
    read: str = ""
    page: str = "portal:mine"
    path: frozenset[str] | None = None
    ending: str = CALLED_BACK
    gates: tuple[Gate, ...] = ()
    stages: tuple[Stage, ...] = ()
    line: tuple[str, ...] = ()
    confidential: str = gettext_noop("举报保密")  # how one is marked that not everybody may read

    def walks(self, to: str) -> bool:
        return self.path is None or to in self.path

    def stage(self, key: str) -> Stage:
        return next(one for one in self.stages if one.key == key)

    def in_line(self) -> list[Stage]:
        """The stages as a person goes through them."""
        return [self.stage(key) for key in self.line or (one.key for one in self.stages)]

    def events_asked(self) -> frozenset[str]:
        return frozenset().union(*(one.holds.names for one in self.stages))


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Registering a name or a number prefix twice is a programming error, and so is a count that nobody keeps."""
    for known in _KINDS.values():
        if known is not kind and (known.name == kind.name or known.prefix == kind.prefix):
            raise ValueError(f"kind {kind.name!r} or its prefix {kind.prefix!r} is registered twice")
    if unknown := kind.counted_by - set(COUNTS):
        raise ValueError(f"kind {kind.name!r} is counted by unknown {sorted(unknown)}")
    _KINDS[kind.name] = kind
    return kind


def get(name: str) -> Kind:
    """An unregistered kind is a programming error."""
    return _KINDS[name]


def all_kinds() -> list[Kind]:
    return list(_KINDS.values())


def sealed() -> list[str]:
    """The kinds that are read by deed alone, whatever the scope."""
    return [kind.name for kind in _KINDS.values() if kind.read]


def not_counted(what: str) -> list[str]:
    return [kind.name for kind in _KINDS.values() if what not in kind.counted_by]


def counted(what: str, prefix: str = "") -> Q:
    """Of rows whose matter (behind `prefix`) is of a kind that this counts."""
    return ~Q(**{f"{prefix}kind__in": not_counted(what)})


def stage_of(matter: Matter) -> Stage:
    """Where it stands now: the first row that fits. One query, for the events that the kind's table asks about."""
    kind = get(matter.kind)
    return stage_in(matter, matter.events.filter(name__in=kind.events_asked()).values_list("name", "seq"))


def stage_in(matter: Matter, events: Iterable[tuple[str, int]]) -> Stage:
    """The same from (name, seq) of the matter's events, already read."""
    last = last_of(events)
    return next(one for one in get(matter.kind).stages if one.holds.holds(matter, last))


def with_stage(rows: QuerySet[Any], kind: Kind, prefix: str = "") -> QuerySet[Any]:
    """Each row with `stage`, the key of the first fitting row, in the same query."""
    whens = [When(one.holds.query(prefix), then=Value(one.key)) for one in kind.stages]
    return rows.annotate(stage=Case(*whens, default=Value(""), output_field=CharField()))
