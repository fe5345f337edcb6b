"""What leaves the house so that others can prove its past: seals with their signatures, and the whole chain.

Both are JSON lines that `docs/verify_chain.py` reads with nothing but Python, and that `xiangyue verify --against`
compares with what stands here now. No words, texts or names are in them, only commitments.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Count

from xiangyue.kernel import chained
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Matter, Place, Seal
from xiangyue.kernel.seals import ORIGIN, origin_of
from xiangyue.kernel.signers import known_keys
from xiangyue.lib.chain import Fault
from xiangyue.lib.signing import Tree, checkpoint, checkpoint_body

_CHUNK = 5000
Line = dict[str, Any]


def seal_lines(town: Place) -> Iterator[Line]:
    """The town, the public keys, every seal, and the newest checkpoint."""
    yield {"kind": "town", "code": town.code, "name": town.name}
    yield from _keys()
    yield from _seals(town)
    if (note := newest_checkpoint(town)) is not None:
        yield {"kind": "checkpoint", "note": note}


def chain_lines(town: Place) -> Iterator[Line]:
    """Events by matter and seq, then the rows of other chains, then keys, seals, chain heads and the checkpoint."""
    yield {"kind": "town", "code": town.code, "name": town.name}
    days = {pk: day.isoformat() for pk, day in Seal.objects.filter(town=town).values_list("pk", "day")}
    events = Event.objects.filter(town=town).select_related("matter").order_by("matter__number", "seq")
    for event in events.iterator(chunk_size=_CHUNK):
        yield {
            "kind": "event",
            "matter": event.matter.number,
            "seq": event.seq,
            "name": event.name,
            "at": event.at.isoformat(),
            "actor": event.actor,
            "version": event.version,
            "particulars": event.particulars,
            "changes": event.changes,
            "algorithm": event.algorithm,
            "previous": event.previous_hash,
            "hash": event.hash,
            "seal": days.get(event.seal_id or 0),
        }
    for source in chained.sources():
        for entry in source.entries(town):
            told = {"kind": "entry", "source": source.name, "seal": days.get(entry.seal_id or 0)}
            shown = {"key": entry.key, "seq": entry.seq, "content": entry.content, "previous": entry.previous}
            yield {**told, **shown, "algorithm": entry.algorithm, "hash": entry.hash}
    yield from _keys()
    yield from _seals(town)
    heads = Matter.objects.filter(town=town).order_by("number").values_list("number", "event_count", "head_hash")
    for number, count, head in heads.iterator(chunk_size=_CHUNK):
        yield {"kind": "head", "matter": number, "seq": count, "hash": head}


def written_lines(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield json.dumps(line, ensure_ascii=False) + "\n"


def newest_checkpoint(town: Place) -> str | None:
    """The signed note over all seals; None before the first signed one."""
    seals = list(Seal.objects.filter(town=town).order_by("day"))
    key = next((one for one in known_keys() if seals and one.mark == seals[-1].signed_by), None)
    if key is None:
        return None
    tree = Tree()
    for seal in seals:
        tree.append(bytes.fromhex(seal.hash))
    body = checkpoint_body(origin_of(town), tree.size, tree.root())
    return checkpoint(body, key, b64decode(seals[-1].signature))


def _keys() -> Iterator[Line]:
    for key in known_keys():
        yield {
            "kind": "key",
            "mark": key.mark,
            "algorithm": key.algorithm,
            "public": b64encode(key.public).decode("ascii"),
        }


def _seals(town: Place) -> Iterator[Line]:
    for seal in Seal.objects.filter(town=town).order_by("day").iterator(chunk_size=_CHUNK):
        yield {
            "kind": "seal",
            "day": seal.day.isoformat(),
            "count": seal.count,
            "root": seal.root,
            "previous": seal.previous_hash,
            "hash": seal.hash,
            "algorithm": seal.algorithm,
            "signed_by": seal.signed_by,
            "signature": seal.signature,
        }


# --- a file that was kept outside


def read_lines(text: Iterable[str]) -> Iterator[Line]:
    """Also of a checkpoint by itself. Refused, with the number of the line, when it is no such file."""
    for number, line in enumerate(text, start=1):
        if number == 1 and line.startswith(ORIGIN):
            yield {"kind": "checkpoint", "note": "".join([line, *text])}
            return
        try:
            row = json.loads(line)
            if not isinstance(row, dict) or not isinstance(row["kind"], str):
                raise ValueError
        except (ValueError, KeyError):
            raise Refused("第 {number} 行不是日封或事件链的导出内容，请核对文件。", number=number) from None
        yield row


def against(town: Place, lines: Iterable[Line]) -> Iterator[Fault]:
    """What the file vouches for and is not here, or is otherwise: each day, and each event where it holds them.
    Refused when it is another town's.
    """
    events: dict[str, dict[int, str]] = {}
    vouched = 0
    for line in lines:
        if line["kind"] == "town" and line.get("code") != town.code:
            raise Refused("这份文件是“{named}”的，不是{town}的。", named=line.get("name"), town=town.name)
        if line["kind"] == "seal":
            vouched += 1
            yield from _day(town, line)
        elif line["kind"] == "checkpoint":
            vouched += 1
            yield from _note(town, line["note"])
        elif line["kind"] == "event":
            events.setdefault(line["matter"], {})[line["seq"]] = line["hash"]
    if not vouched and not events:
        raise Refused("文件里没有日封，也没有动态，无从核对。")
    yield from _events(town, events)


def _day(town: Place, line: Mapping[str, Any]) -> Iterator[Fault]:
    held = Seal.objects.filter(town=town, day=line["day"]).annotate(held=Count("events")).first()
    told = f"{town.name} {line['day']} 日封"
    if held is None:
        says = f"{line['day']} 的日封（{line['count']} 条）在外存的文件里有，这里没有：它被删除了。"
        yield Fault(told, 0, "dropped", says)
    elif held.hash != line["hash"]:
        how = f"外存写的是 {line['count']} 条，这里是 {held.count} 条" if held.count != line["count"] else "内容不同"
        yield Fault(told, 0, "changed", f"{line['day']} 的日封与外存的不一致（{how}）：这一天或之前被改写过。")


def _note(town: Place, note: str) -> Iterator[Fault]:
    """The tree over as many seals as the note counts has the root that it names."""
    try:
        origin, size, root = note.split("\n")[:3]
        count = int(size)
    except ValueError:
        raise Refused("检查点文件不完整，请重新取一份。") from None
    if origin != origin_of(town):
        raise Refused(
            "这份检查点是 {origin} 的，不是{town}（{origin_of}）的。",
            origin=origin,
            town=town.name,
            origin_of=origin_of(town),
        )
    tree = Tree()
    for digest in Seal.objects.filter(town=town).order_by("day").values_list("hash", flat=True)[:count]:
        tree.append(bytes.fromhex(digest))
    if checkpoint_body(origin, tree.size, tree.root()) != f"{origin}\n{size}\n{root}\n":
        how = f"这里只有 {tree.size} 个" if tree.size < count else "这里的与它不同"
        yield Fault(f"{town.name}日封", 0, "changed", f"检查点见证过前 {count} 个日封，{how}：有日封被删除或改写过。")


def _events(town: Place, told: Mapping[str, Mapping[int, str]]) -> Iterator[Fault]:
    numbers = list(told)
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        here: dict[str, dict[int, str]] = {}
        rows = Event.objects.filter(town=town, matter__number__in=part).values_list("matter__number", "seq", "hash")
        for number, seq, digest in rows:
            here.setdefault(number, {})[seq] = digest
        for number in part:
            yield from _of_matter(number, told[number], here.get(number))


def _of_matter(number: str, told: Mapping[int, str], here: Mapping[int, str] | None) -> Iterator[Fault]:
    if here is None:
        yield Fault(number, 0, "dropped", f"事项 {number} 在外存的文件里有 {len(told)} 条动态，这里整件都没有。")
        return
    for seq, digest in sorted(told.items()):
        if seq not in here:
            yield Fault(number, seq, "dropped", f"事项 {number} 第 {seq} 条在外存的文件里有，这里没有。")
        elif here[seq] != digest:
            yield Fault(number, seq, "changed", f"事项 {number} 第 {seq} 条与外存的不一致。")
            return  # what follows hangs on it
