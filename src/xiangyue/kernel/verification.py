"""Whether a town's chain holds: its matters and its events read once, side by side, and its seals over what was
read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from django.db.models import Count, F, Max, Min

from xiangyue.kernel import accounting, chained, proofs
from xiangyue.kernel import seals as of_seals
from xiangyue.kernel.accounting import Head, Link
from xiangyue.kernel.columns import ACCOUNTED
from xiangyue.kernel.models import Event, EventText, Matter, Place, Seal, SealedPart
from xiangyue.kernel.timekeeping import day_begins, local_day
from xiangyue.lib.algorithms import FIRST
from xiangyue.lib.chain import ChainRow, Fault, check_matter

Progress = Callable[[int], None]
_Read = tuple[int, Head | None, list[Link]]

_CHUNK = 5000
_TOGETHER = 300  # matters whose texts are read at once
_OF_HEAD = (*Head._fields[:-1], *ACCOUNTED)
_SEALED_WITHIN = timedelta(hours=36)  # a day is sealed in the night after it


def verify(town: Place, *, progress: Progress | None = None) -> Iterator[Fault]:
    """Every fault in the town's chain: changed, dropped, inserted, reordered rows, edited words and texts, columns,
    answers, files and seats that the events do not bear out, broken seals.

    `progress` is told now and then how many events have been read.
    """
    seals = list(Seal.objects.filter(town=town).order_by("day"))  # first: every event of these is read after them
    sealed: dict[int, of_seals.Entries] = {seal.pk: [] for seal in seals}
    newer: set[int] = set()
    strange: Counter[int] = Counter()  # events by the seal that they name and that is not there
    read = 0
    # a matter that came in between the two readings, or that is not this town's, is looked up by itself
    matters = ((pk, head or _head_of(pk), links) for pk, head, links in _side_by_side(town))
    while batch := list(islice(matters, _TOGETHER)):
        suspects = set(_suspects(town, batch))
        for pk, head, links in batch:
            if head is None:
                says = f"有 {len(links)} 条动态所属的事项（内部编号 {pk}）已不存在。"
                yield Fault(f"#{pk}", links[0].seq, "inserted", says)
                continue
            for link in links:
                if link.seal_id in sealed:
                    sealed[link.seal_id].append((head.number, link.seq, link.hash))
                    newer |= {link.seal_id} if link.algorithm != FIRST else set()
                elif link.seal_id is not None:
                    strange[link.seal_id] += 1
            if pk in suspects:
                yield from _read_again(town, pk)
            read += len(links)
        if progress is not None:
            progress(read)
    for source in chained.sources():
        yield from chained.faults(source, town, sealed, newer)
    yield from proofs.faults(town)
    yield from _removed(town, strange)
    yield from of_seals.faults(town, seals, sealed, frozenset(newer))


def unsealed(town: Place) -> Iterator[Fault]:
    """Events that no seal holds though the night after their day was over when the newest event came: seals were
    removed, or nobody makes them.
    """
    newest = Event.objects.filter(town=town).aggregate(at=Max("at"))["at"]
    if newest is None:
        return
    before = day_begins(local_day(newest - _SEALED_WITHIN))
    waiting = Event.objects.filter(town=town, seal=None, at__lt=before)
    found = waiting.aggregate(first=Min("at"), count=Count("pk"))
    if found["count"]:
        says = (
            f"{town.name}自 {local_day(found['first'])} 起有 {found['count']} 条动态没有日封："
            "日封被删除过，或者后台（xiangyue work）没有在运行。"
        )
        yield Fault(f"{town.name}日封", 0, "dropped", says)


def _removed(town: Place, strange: Counter[int]) -> Iterator[Fault]:
    """Some of these seals may have been made since the seals were read."""
    there = set(Seal.objects.filter(pk__in=strange).values_list("pk", flat=True)) if len(strange) < _CHUNK else set()
    gone = sum(count for pk, count in strange.items() if pk not in there)
    if gone:
        yield Fault(f"{town.name}日封", 0, "dropped", f"有 {gone} 条动态所属的日封已不存在。")


def _suspects(town: Place, batch: Sequence[_Read]) -> Iterator[int]:
    """Keys of the matters in which something is not right; what was only a writer at work goes at the second look."""
    keys = [pk for pk, _, _ in batch]
    texts, parts = _texts_of(keys), _parts_of(keys)
    for pk, head, links in batch:
        if head is not None and next(_faults(town, head, links, texts.get(pk, {}), parts.get(pk, [])), None):
            yield pk


def _texts_of(matters: Sequence[int]) -> dict[int, dict[tuple[int, str], EventText]]:
    held: dict[int, dict[tuple[int, str], EventText]] = {}
    rows = EventText.objects.filter(event__matter__in=matters).annotate(of=F("event__matter_id"))
    for row in rows.iterator(chunk_size=_CHUNK):
        held.setdefault(row.of, {})[row.event_id, row.field] = row
    return held


def _parts_of(matters: Sequence[int]) -> dict[int, list[SealedPart]]:
    held: dict[int, list[SealedPart]] = {}
    for row in SealedPart.objects.filter(matter__in=matters).select_related("matter__requester__key"):
        held.setdefault(row.matter_id, []).append(row)
    return held


def _side_by_side(town: Place) -> Iterator[_Read]:
    """(key, head, events) of each matter by key: no events for one that lost them all, no head where none was read."""
    matters = Matter.objects.filter(town=town).order_by("pk").values_list(*_OF_HEAD)
    events = Event.objects.filter(town=town).order_by("matter_id", "seq").values_list(*Link._fields)
    heads = map(_head, matters.iterator(chunk_size=_CHUNK))
    head = next(heads, None)
    for pk, links in groupby(map(Link._make, events.iterator(chunk_size=_CHUNK)), key=attrgetter("matter_id")):
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


def _head(row: Sequence[Any]) -> Head:
    border = len(Head._fields) - 1
    return Head._make([*row[:border], row[border:]])


def _head_of(pk: int) -> Head | None:
    found = Matter.objects.filter(pk=pk).values_list(*_OF_HEAD).first()
    return None if found is None else _head(found)


def _read_again(town: Place, pk: int) -> list[Fault]:
    """The faults of one matter, its row and events read in a single statement: what was only a writer at work has
    gone.
    """
    of_matter = [f"matter__{name}" for name in _OF_HEAD]
    rows = list(Event.objects.filter(town=town, matter_id=pk).order_by("seq").values_list(*Link._fields, *of_matter))
    texts, parts = _texts_of([pk]).get(pk, {}), _parts_of([pk]).get(pk, [])
    if not rows:
        head = _head_of(pk)
        return list(_faults(town, head, [], texts, parts)) if head is not None else []
    border = len(Link._fields)
    return list(_faults(town, _head(rows[0][border:]), [Link._make(row[:border]) for row in rows], texts, parts))


def _faults(
    town: Place, head: Head, links: Sequence[Link], texts: dict[tuple[int, str], EventText], parts: Sequence[SealedPart]
) -> Iterator[Fault]:
    if not links:
        yield Fault(head.number, 0, "dropped", f"事项 {head.number} 的动态全部缺失。")
        return
    of_chain = check_matter(_rows(town, head, links))
    yield from of_chain
    last = links[-1]
    if of_chain:
        return
    if last.hash != head.head_hash or last.seq != head.event_count:
        says = f"事项 {head.number} 应有 {head.event_count} 条动态，末尾缺失第 {last.seq + 1} 条起的内容。"
        yield Fault(head.number, head.event_count, "dropped", says)
    yield from accounting.faults(head, links, texts, parts)


def _rows(town: Place, head: Head, links: Iterable[Link]) -> Iterator[ChainRow]:
    for link in links:
        yield ChainRow(
            town=town.code,
            matter=head.number,
            seq=link.seq,
            name=link.name,
            at=link.at,
            actor=link.actor,
            particulars=link.particulars,
            previous=link.previous_hash,
            hash=link.hash,
            algorithm=link.algorithm,
            version=link.version,
            changes=link.changes,
        )
