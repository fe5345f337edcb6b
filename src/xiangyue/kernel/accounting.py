"""What the events of a matter say against what its row, its texts and its files say now.

An event of the first form named no columns and held its texts itself: it is vouched for as far as it goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from xiangyue.kernel.columns import ACCOUNTED, plain
from xiangyue.kernel.models import EventText, SealedPart
from xiangyue.kernel.models.event import is_committed
from xiangyue.kernel.said import words_digest
from xiangyue.kernel.sealing import opened
from xiangyue.lib.algorithms import FIRST, commitment, digest
from xiangyue.lib.chain import Fault
from xiangyue.lib.keyring import CannotOpen

PURGE = "words_purged"  # after it, texts and parts of what came before may be gone
_NAMES = {
    "state": "状态",
    "lead_unit_id": "主办单位",
    "category_id": "归类",
    "place_id": "地点",
    "urgency": "紧急程度",
    "is_confidential": "保密标记",
    "requester_id": "诉求人",
    "due_at": "办理时限",
    "computed_due_at": "自算时限",
    "imported_due_at": "来件时限",
    "received_at": "收件时间",
    "answered_at": "答复时间",
    "closed_at": "办结时间",
    "reopened_count": "重办次数",
    "parent_id": "主件",
    "disposition": "分流处置",
    "request_type": "诉求类型",
    "door": "渠道",
    "kind": "种类",
}


class Head(NamedTuple):
    """What the row of a matter says; `columns` in the order of ACCOUNTED."""

    pk: int
    number: str
    title: str
    words: str
    head_hash: str
    event_count: int
    columns: Sequence[Any]


class Link(NamedTuple):
    """An event as it is stored, without the weight of a model."""

    pk: int
    matter_id: int
    seq: int
    name: str
    at: datetime
    actor: str
    seat_id: int | None
    version: int
    particulars: dict[str, Any]
    changes: dict[str, Any]
    algorithm: str
    previous_hash: str
    hash: str
    seal_id: int | None


def faults(
    head: Head, links: Sequence[Link], texts: Mapping[tuple[int, str], EventText], parts: Sequence[SealedPart]
) -> Iterator[Fault]:
    """Of a matter whose chain is whole. `texts` by (event, field); `parts` with the key of the matter's requester."""
    yield from _columns(head, links)
    yield from _actors(head, links)
    yield from _words(head, links[0], parts, is_purged=any(link.name == PURGE for link in links))
    yield from _texts(head, links, texts)


def _columns(head: Head, links: Iterable[Link]) -> Iterator[Fault]:
    told: dict[str, Any] = {}
    last: dict[str, int] = {}
    for link in links:
        told |= link.changes
        last |= dict.fromkeys(link.changes, link.seq)
    now = dict(zip(ACCOUNTED, map(plain, head.columns), strict=True))
    for name, value in told.items():
        if now.get(name) != value:
            says = (
                f"事项 {head.number} 的{_NAMES.get(name, name)}与动态不符：第 {last[name]} 条写的是“{_shown(value)}”，"
                f"现在是“{_shown(now.get(name))}”。"
            )
            yield Fault(head.number, last[name], "changed", says)


def _shown(value: Any) -> str:
    return "无" if value is None else str(value)


def _actors(head: Head, links: Iterable[Link]) -> Iterator[Fault]:
    for link in links:
        if link.algorithm != FIRST and link.actor != (f"seat:{link.seat_id}" if link.seat_id else link.actor):
            says = f"事项 {head.number} 第 {link.seq} 条（{link.name}）记的岗位与写入时不一致。"
            yield Fault(head.number, link.seq, "changed", says)


def _words(head: Head, first: Link, parts: Sequence[SealedPart], *, is_purged: bool) -> Iterator[Fault]:
    if first.name != "received" or is_purged:
        return
    told = first.particulars
    if first.algorithm == FIRST:
        kept, now = told.get("words_sha256"), digest(f"{head.title[:200]}\n{head.words}".encode(), FIRST)
    else:
        kept, now = told["words_digest"], words_digest(head.title, head.words, first.algorithm)
    if kept != now:
        yield Fault(head.number, 1, "changed", f"事项 {head.number} 的原话被改动，与收件时的指纹不符。")
    held = {(row.field, row.start): row for row in parts}
    for promised in told.get("parts", ()):
        row = held.pop((promised["field"], promised["start"]), None)
        if row is None or not _is_as_committed(row, promised, first.algorithm):
            how = "不见了" if row is None else "被改动"
            yield Fault(
                head.number, 1, "changed", f"事项 {head.number} 原话里封存的个人信息{how}，与收件时的指纹不符。"
            )
    if held:
        yield Fault(head.number, 1, "inserted", f"事项 {head.number} 的原话里多出了收件时没有的封存内容。")


def _is_as_committed(row: SealedPart, promised: Mapping[str, Any], algorithm: str) -> bool:
    """True as well where the person's key has been dropped: what nobody can read, nobody can compare."""
    requester = row.matter.requester
    try:
        text = opened(row.text_sealed, requester.key if requester is not None else None)
    except CannotOpen:
        return False
    same_place = (row.end, row.kind) == (promised["end"], promised["kind"])
    return same_place and (not text or commitment(row.salt, text, algorithm) == promised["commitment"])


def _texts(head: Head, links: Sequence[Link], texts: Mapping[tuple[int, str], EventText]) -> Iterator[Fault]:
    purged_at = max((link.seq for link in links if link.name == PURGE), default=0)
    for link in links:
        for field, value in link.particulars.items():
            if not is_committed(value):
                continue
            row = texts.get((link.pk, field))
            if row is None and link.seq > purged_at:
                says = f"事项 {head.number} 第 {link.seq} 条（{link.name}）的文字不见了。"
                yield Fault(head.number, link.seq, "dropped", says)
            elif row is not None and commitment(row.salt, row.text, link.algorithm) != value["commitment"]:
                says = f"事项 {head.number} 第 {link.seq} 条（{link.name}）的文字与写入时不一致。"
                yield Fault(head.number, link.seq, "changed", says)
