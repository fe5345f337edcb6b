"""What stands in the daily seals: the events of matters, and whatever else a room keeps as a chain (a ledger's
revisions).

A source's rows form one chain for each key, like the events of a matter: numbered from 1, each with the hash of the one
before it. In a seal's root they are typed by the source's name, so that no two sources can be taken for one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from xiangyue.kernel.models import Place, Seal
from xiangyue.lib.algorithms import FIRST
from xiangyue.lib.chain import GENESIS, Fault, entry_hash


class Entry(NamedTuple):
    """One row of a source. `content` is what its hash covers: plain values only. A row names the digest that it was
    written with (`fields.suite().digest` of that day); one from before rows named it is SHA-256.
    """

    pk: int
    key: str
    seq: int
    content: dict[str, Any]
    previous: str
    hash: str
    seal_id: int | None
    algorithm: str = FIRST


@dataclass(frozen=True)
class Source:
    """`entries`: all of a town by (key, seq). `waiting`: (pk, key, seq, hash) in no seal yet. `mark`: now in this
    one.
    """

    name: str
    entries: Callable[[Place], Iterable[Entry]]
    waiting: Callable[[Place], Iterable[tuple[int, str, int, str]]]
    mark: Callable[[Sequence[int], Seal], None]

    def typed(self, key: str) -> str:
        return f"{self.name}:{key}"


_SOURCES: dict[str, Source] = {}


def register(source: Source) -> Source:
    if source.name in _SOURCES or ":" in source.name or not source.name:
        raise ValueError(f"chained source {source.name!r} is registered twice or has no plain name")
    _SOURCES[source.name] = source
    return source


def sources() -> list[Source]:
    return [_SOURCES[name] for name in sorted(_SOURCES)]


def faults(
    source: Source, town: Place, sealed: dict[int, list[tuple[str, int, str]]], newer: set[int]
) -> Iterator[Fault]:
    """Rows that are not as they were written. Those in a seal are added to `sealed` on the way, and the keys of seals
    that hold one with a named digest to `newer`.
    """
    for key, rows in groupby(source.entries(town), key=lambda entry: entry.key):
        before, number = GENESIS, 0
        for entry in rows:
            number += 1
            told = source.typed(key)
            if entry.seq != number:
                yield Fault(told, number, "dropped", f"{told} 第 {number} 条不见了。")
                number = entry.seq
            elif entry.previous != before or entry.hash != hash_of(source, town, entry):
                yield Fault(told, entry.seq, "changed", f"{told} 第 {entry.seq} 条与写入时不一致。")
            if entry.seal_id in sealed:
                sealed[entry.seal_id].append((told, entry.seq, entry.hash))
                newer |= {entry.seal_id} if entry.algorithm != FIRST else set()
            before = entry.hash


def hash_of(source: Source, town: Place, entry: Entry) -> str | None:
    """None for a digest that nobody knows: such a row was never written."""
    try:
        return entry_hash(
            source=source.name,
            previous=entry.previous,
            town=town.code,
            key=entry.key,
            seq=entry.seq,
            content=entry.content,
            algorithm=entry.algorithm,
        )
    except KeyError:
        return None
