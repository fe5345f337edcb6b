"""Writing an event, with or without a move. The matter row carries the end of its chain, and one guarded update moves
both.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from xiangyue.kernel import gates, kinds, moves, outbox, vocabulary
from xiangyue.kernel.columns import plain_columns
from xiangyue.kernel.errors import IllegalMove, StaleMove
from xiangyue.kernel.fields import suite
from xiangyue.kernel.models import Event, Matter, Seat
from xiangyue.kernel.spoken import keep_texts, set_apart
from xiangyue.kernel.vocabulary import EventKind
from xiangyue.lib.chain import event_hash

_RETRIES = 5  # notes and moves on one matter at the same moment; each retry reads the head again


@dataclass(frozen=True)
class Actor:
    """Who did it. `label` goes into the hash; `seat_id` is set when a seat did."""

    label: str
    seat_id: int | None = None

    @classmethod
    def of(cls, seat: Seat) -> Actor:
        return cls(f"seat:{seat.pk}", seat.pk)


REQUESTER = Actor("requester")
UPPER = Actor("upper")
WORKER = Actor("worker")


@dataclass(frozen=True)
class Change:
    """What a deed does to a matter, as plain values: the event and its particulars, the state that it moves the matter
    to ("" = it moves nothing), and the columns written with it. `frm`: the states that are the deed's own, where
    an arrow of another deed leads to the same place.

    A deed carries it out on a saved matter; a story of past years tells the same of one that is not saved yet.
    """

    event: str
    told: dict[str, Any] = field(default_factory=dict)
    to: str = ""
    columns: dict[str, Any] = field(default_factory=dict)
    frm: tuple[str, ...] = ()


def carry_out(matter: Matter, change: Change, *, actor: Actor, at: datetime) -> Event:
    """Refused as `move` and `record` refuse."""
    if change.to:
        told: dict[str, Any] = {"changes": change.columns, "frm": change.frm, **change.told}
        return move(matter, to=change.to, event=change.event, actor=actor, at=at, **told)
    return _append(
        matter, change.event, actor=actor, at=at, particulars=change.told, expect=None, changes=change.columns
    )


def record(matter: Matter, name: str, *, actor: Actor, at: datetime, **particulars: Any) -> Event:
    """Add an event that moves nothing. UnknownEvent or WrongParticulars refuse it; StaleMove only under a storm of
    writers.
    """
    return _append(matter, name, actor=actor, at=at, particulars=particulars, expect=None, changes={})


def move(
    matter: Matter,
    *,
    to: str,
    event: str,
    actor: Actor,
    at: datetime,
    changes: dict[str, Any] | None = None,
    frm: tuple[str, ...] = (),
    **particulars: Any,
) -> Event:
    """Move the matter along a legal arrow and tell it. `changes` are further columns written in the same update, `frm`
    the deed's own states where not every arrow to that place is its.

    IllegalMove when there is no such arrow; Refused when a gate of the matter's kind is shut;
    StaleMove when the matter is no longer in the state the caller saw.
    """
    is_own = not frm or matter.state in frm
    if not is_own or not moves.is_legal(matter.state, to) or not kinds.get(matter.kind).walks(to):
        raise IllegalMove(
            "事项 {number} 现在是“{state}”，不能直接变为“{to}”。",
            number=matter.number,
            state=moves.label(matter.state),
            to=moves.label(to),
        )
    gates.pass_through(matter, to)
    written = moved(matter.state, Change(event, to=to, columns=changes or {}), at)
    return _append(matter, event, actor=actor, at=at, particulars=particulars, expect=matter.state, changes=written)


def moved(state: str, change: Change, at: datetime) -> dict[str, Any]:
    """The columns that a change writes to a matter in this state; whatever ends has a moment."""
    written = dict(change.columns, state=change.to)
    if change.to in moves.ENDED:
        written.setdefault("closed_at", at)
    elif state in moves.ENDED:
        written["closed_at"] = None
    return written


def joined() -> AbstractContextManager[None]:
    """The caller's transaction where there is one, else one of its own: no savepoint for every step of a deed.

    What refuses does so before it writes, so that a caller may catch it and go on in its own transaction.
    """
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


def _append(
    matter: Matter,
    name: str,
    *,
    actor: Actor,
    at: datetime,
    particulars: dict[str, Any],
    expect: str | None,
    changes: dict[str, Any],
) -> Event:
    kind = vocabulary.check(name, particulars)
    for _ in range(_RETRIES):
        with joined():
            event = _try_to_append(matter, kind, actor, at, particulars, expect, changes)
        if event is not None:
            return event
        state, matter.head_hash, matter.event_count = Matter.objects.values_list(
            "state", "head_hash", "event_count"
        ).get(pk=matter.pk)
        if expect is not None and state != expect:
            raise StaleMove(
                "事项 {number} 刚刚被别人处理过，现在是“{state}”。请刷新后再决定，您填写的内容还在。",
                number=matter.number,
                state=moves.label(state),
            )
    raise StaleMove("事项 {number} 正被多人同时处理，请稍后再试一次。", number=matter.number)


def _try_to_append(
    matter: Matter,
    kind: EventKind,
    actor: Actor,
    at: datetime,
    particulars: dict[str, Any],
    expect: str | None,
    changes: dict[str, Any],
) -> Event | None:
    columns = plain_columns(changes)
    event = next_event(matter, kind, actor=actor, at=at, particulars=particulars, columns=columns)
    guard: dict[str, Any] = {"pk": matter.pk, "head_hash": matter.head_hash}
    if expect is not None:
        guard["state"] = expect
    won = Matter.objects.filter(**guard).update(head_hash=event.hash, event_count=event.seq, **changes)
    if won != 1:
        return None
    event.save(force_insert=True)
    keep_texts([event])
    matter.head_hash, matter.event_count = event.hash, event.seq
    for column, value in changes.items():
        setattr(matter, column, value)
    return event


def next_event(
    matter: Matter, kind: EventKind, *, actor: Actor, at: datetime, particulars: dict[str, Any], columns: dict[str, Any]
) -> Event:
    """The event that would come next in the matter's chain, with its texts; not saved. `columns` are plain values."""
    seq, algorithm = matter.event_count + 1, suite().digest
    bound, texts = set_apart(kind, particulars, algorithm=algorithm)
    digest = event_hash(
        previous=matter.head_hash,
        town=matter.town.code,
        matter=matter.number,
        seq=seq,
        name=kind.name,
        at=at,
        actor=actor.label,
        particulars=bound,
        algorithm=algorithm,
        version=kind.version,
        changes=columns,
    )
    event = Event(
        town_id=matter.town_id,
        matter=matter,
        seq=seq,
        name=kind.name,
        at=at,
        seat_id=actor.seat_id,
        actor=actor.label,
        version=kind.version,
        particulars=bound,
        changes=columns,
        algorithm=algorithm,
        previous_hash=matter.head_hash,
        hash=digest,
        reacted_at=None if outbox.is_listened_to(kind.name) else at,
        next_try_at=at,
    )
    event.spoken = texts
    return event
