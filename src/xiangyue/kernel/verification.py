"""Whether a town's chain holds: its matters and its events read once, side by side, and its seals over what was
read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from xiangyue.kernel import chained
from xiangyue.kernel.actions.receive import words_sha256
from xiangyue.kernel.models import Event, Matter, Place, Seal
from xiangyue.lib.chain import GENESIS, ChainRow, Fault, check_matter, seal_hash, seal_root

Progress = Callable[[int], None]
Entries = list[tuple[str, int, str]]

_CHUNK = 5000


class _Head(NamedTuple):
    """What the row of a matter says of its chain."""

    pk: int
    number: str
    title: str
    words: str
    head_hash: str
    event_count: int


class _Link(NamedTuple):
    """An event as it is stored, without the weight of a model."""

    matter_id: int
    seq: int
    name: str
    at: datetime
    actor: str
    particulars: dict[str, Any]
    previous_hash: str
    hash: str
    seal_id: int | None


def verify(town: Place, *, progress: Progress | None = None) -> Iterator[Fault]:
    """Every fault in the town's chain: changed, dropped, inserted, reordered rows, edited words, broken seals.

    `progress` is told now and then how many events have been read.
    """
    seals = list(Seal.objects.filter(town=town).order_by("day"))  # first: every event of these is read after them
    sealed: dict[int, Entries] = {seal.pk: [] for seal in seals}
    read = 0
    for pk, head, links in _side_by_side(town):
        # a matter that came in between the two readings, or that is not this town's, is looked up by itself
        head = head or _head_of(pk)
        if head is None:
            yield Fault(
                f"#{pk}", links[0].seq, "inserted", f"有 {len(links)} 条动态所属的事项（内部编号 {pk}）已不存在。"
            )
            continue
        for link in links:
            if link.seal_id in sealed:
                sealed[link.seal_id].append((head.number, link.seq, link.hash))
        if _faults(town, head, links):
            yield from _read_again(town, pk)
        read += len(links)
        if progress is not None:
            progress(read)
    for source in chained.sources():
        yield from chained.faults(source, town, sealed)
    yield from _check_seals(town, seals, sealed)


def _side_by_side(town: Place) -> Iterator[tuple[int, _Head | None, list[_Link]]]:
    """(key, head, events) of each matter by key: no events for one that lost them all, no head where none was read."""
    matters = Matter.objects.filter(town=town).order_by("pk").values_list(*_Head._fields)
    events = Event.objects.filter(town=town).order_by("matter_id", "seq").values_list(*_Link._fields)
    heads = map(_Head._make, matters.iterator(chunk_size=_CHUNK))
    head = next(heads, None)
    for pk, links in groupby(map(_Link._make, events.iterator(chunk_size=_CHUNK)), key=attrgetter("matter_id")):
        while head is not None and head.pk < pk:
            yield head.pk, head, []
            head = next(heads, None)
        if head is not None and head.pk == pk:
            yield pk, head, list(links)
            head = next(heads, None)
        else:
            yield pk, None, list(links)
    while head is not None:
        yield head.pk, head, []
        head = next(heads, None)


def _head_of(pk: int) -> _Head | None:
    found = Matter.objects.filter(pk=pk).values_list(*_Head._fields).first()
    return None if found is None else _Head._make(found)


def _read_again(town: Place, pk: int) -> list[Fault]:
    """The faults of one matter, read in a single statement: what was only a writer at work has gone."""
    of_matter = [f"matter__{name}" for name in _Head._fields]
    rows = list(Event.objects.filter(town=town, matter_id=pk).order_by("seq").values_list(*_Link._fields, *of_matter))
    if not rows:
        head = _head_of(pk)
        return _faults(town, head, []) if head is not None else []
    border = len(_Link._fields)
    return _faults(town, _Head._make(rows[0][border:]), [_Link._make(row[:border]) for row in rows])


def _faults(town: Place, head: _Head, links: Sequence[_Link]) -> list[Fault]:
    if not links:
        return [Fault(head.number, 0, "dropped", f"事项 {head.number} 的动态全部缺失。")]
    faults = check_matter(
        ChainRow(
            town=town.code,
            matter=head.number,
            seq=link.seq,
            name=link.name,
            at=link.at,
            actor=link.actor,
            particulars=link.particulars,
            previous=link.previous_hash,
            hash=link.hash,
        )
        for link in links
    )
    first, last = links[0], links[-1]
    told = first.particulars if isinstance(first.particulars, dict) else {}
    if not faults and (last.hash != head.head_hash or last.seq != head.event_count):
        faults.append(
            Fault(
                head.number,
                head.event_count,
                "dropped",
                f"事项 {head.number} 应有 {head.event_count} 条动态，末尾缺失第 {last.seq + 1} 条起的内容。",
            )
        )
    if first.name == "received" and told.get("words_sha256") != words_sha256(head.title, head.words):
        faults.append(Fault(head.number, 1, "changed", f"事项 {head.number} 的原话被改动，与收件时的指纹不符。"))
    return faults


def _check_seals(town: Place, seals: Sequence[Seal], sealed: dict[int, Entries]) -> Iterator[Fault]:
    previous = GENESIS
    for seal in seals:
        entries = sealed[seal.pk]
        root = seal_root(entries)
        expected = seal_hash(previous=previous, town=town.code, day=seal.day, count=seal.count, root=seal.root)
        if root != seal.root or len(entries) != seal.count:
            yield Fault(
                f"{town.name} {seal.day} 日封",
                0,
                "changed",
                f"{seal.day} 的日封应含 {seal.count} 条，现有 {len(entries)} 条，封印不符。",
            )
        elif seal.previous_hash != previous or seal.hash != expected:
            yield Fault(f"{town.name} {seal.day} 日封", 0, "reordered", f"{seal.day} 的日封与前一日的封印接不上。")
        previous = seal.hash
