"""Call-backs: each row is what its events told, and the one that counts is the one that should."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from xiangyue.desks.callback.actions import CALL_FAILED, result_in
from xiangyue.desks.callback.models import Callback
from xiangyue.kernel import kinds, proofs
from xiangyue.kernel.models import Event, Place
from xiangyue.lib.chain import Fault

_CHUNK = 2000
UNDONE, LEFT_OUT = "result_undone", "result_left_out"
_OWN = ("called_back", CALL_FAILED, "heard", "requester_said")
Found = tuple[bool, bool | None, bool | None, str]  # reached, contacted, solved, satisfied
_UNKNOWN: Found = (True, None, None, "")


def callbacks(town: Place) -> Iterator[Fault]:
    """Row against event, matter by matter."""
    events = Event.objects.filter(town=town, name__in=(*_OWN, "result_imported", UNDONE, LEFT_OUT))
    events = events.select_related("matter").order_by("matter_id", "seq")
    told: dict[int, list[Event]] = {
        pk: list(group) for pk, group in groupby(events.iterator(chunk_size=_CHUNK), key=lambda event: event.matter_id)
    }
    rows = Callback.objects.filter(town=town).select_related("matter").order_by("matter_id", "attempt")
    for pk, kept in groupby(rows.iterator(chunk_size=_CHUNK), key=lambda row: row.matter_id):
        yield from _of_matter(list(kept), told.pop(pk, []))
    for left in told.values():
        if _own(left) or any(event.reacted_at for event in left if event.name == "result_imported"):
            number = left[0].matter.number
            yield Fault(number, left[0].seq, "dropped", f"事项 {number} 有回访记录，回访结果却不见了。")


def _of_matter(rows: Sequence[Callback], events: Sequence[Event]) -> Iterator[Fault]:
    number, kind = rows[0].matter.number, rows[0].matter.kind
    own = {row.attempt: row for row in rows if row.source == "own"}
    told = _own(events)
    for attempt in sorted({*own, *told}):
        row, found = own.get(attempt), told.get(attempt)
        if row is None or found is None or not _same(row, found):
            yield Fault(number, 0, "changed", f"事项 {number} 的第 {attempt} 次回访与动态不符：被改过、补过或删过。")
    imported = [row for row in rows if row.source == "imported"]
    brought = _brought(events)
    there = [(row.at, _found(row)) for row in imported]
    if there not in (brought.found, brought.found[: len(brought.found) - brought.waiting]):
        yield Fault(number, 0, "changed", f"事项 {number} 的热线回访结果与带回时不符。")
    left_out = {event.particulars["callback"]: event.particulars["why"] for event in events if event.name == LEFT_OUT}
    if {row.pk: row.excluded for row in rows if row.excluded} != left_out:
        yield Fault(number, 0, "changed", f"事项 {number} 不计分的回访结果与申诉的答复不符。")
    if kinds.SCORE in kinds.get(kind).counted_by:
        yield from _counting(number, list(own.values()), [] if brought.is_undone else imported, rows)


def _own(events: Sequence[Event]) -> dict[int, Found]:
    """What each of our attempts found; where a person's own word was heard, that word."""
    found: dict[int, Found] = {}
    said: Mapping[str, Any] = {}
    for event in events:
        told = event.particulars
        if event.name == "requester_said":
            said = told
        elif event.name == "called_back":
            found[told["attempt"]] = (True, told["contacted"], told["solved"], told["satisfied"])
        elif event.name == "heard":
            satisfied = said.get("satisfied", "")
            found[told["attempt"]] = (True, None, said["solved"], satisfied) if said else _UNKNOWN
        elif event.name == CALL_FAILED:
            found.setdefault(told["attempt"], (False, None, None, ""))
    return found


@dataclass
class _Brought:
    """What the upper system found, each once with its moment; how many of the last of them wait for their row; whether
    the last was taken back with its import.
    """

    found: list[tuple[datetime, Found]] = field(default_factory=list)
    waiting: int = 0
    is_undone: bool = False


def _brought(events: Sequence[Event]) -> _Brought:
    brought = _Brought()
    for event in events:
        if event.name == UNDONE:
            brought.is_undone = True
        elif event.name == "result_imported":
            said, at = result_in(event.particulars)
            found: Found = (True, said.contacted, said.solved, said.satisfied) if said else (False, None, None, "")
            if brought.is_undone or brought.found[-1:] != [(at, found)]:
                brought.found.append((at, found))
                brought.waiting += event.reacted_at is None
            brought.is_undone = False
    return brought


def _found(row: Callback) -> Found:
    return row.reached, row.contacted, row.solved, row.satisfied


def _same(row: Callback, found: Found) -> bool:
    return found == _UNKNOWN or _found(row) == found


def _counting(
    number: str, own: Sequence[Callback], imported: Sequence[Callback], rows: Sequence[Callback]
) -> Iterator[Fault]:
    """Of ours the last that reached somebody; of the upper system's its last, if that did."""
    reached = [row for row in own if row.reached]
    should = {row.pk for row in (*reached[-1:], *(row for row in imported[-1:] if row.reached))}
    if {row.pk for row in rows if row.counts} != should:
        yield Fault(number, 0, "changed", f"事项 {number} 计入考核的不是最后一次有效回访。")


proofs.register("callbacks", callbacks)
