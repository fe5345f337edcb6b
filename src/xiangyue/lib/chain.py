"""The hash chain: each event carries the hash of the one before it on the same matter, each day is sealed
over all.

What is hashed is a canonical JSON text, so that anyone can verify an export with nothing but the named digest.
Events of a matter are numbered from 1. An event changed and re-hashed at the very end of a chain, or cut
off there, is seen only against a day's seal: give `check_matter` the last entry that a seal vouches for.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Literal

from xiangyue.lib.algorithms import FIRST, digest

GENESIS = "0" * 64
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True)
class ChainRow:
    """An event as it is stored; `previous` and `hash` are the stored values, not computed ones.

    `algorithm` FIRST is the first form of an event: without a name for its digest, without `version` and `changes`.
    """

    town: str
    matter: str
    seq: int
    name: str
    at: datetime
    actor: str
    particulars: Mapping[str, Any]
    previous: str
    hash: str
    algorithm: str = FIRST
    version: int = 1
    changes: Mapping[str, Any] = field(default_factory=dict)


FaultKind = Literal["changed", "dropped", "inserted", "reordered"]


@dataclass(frozen=True)
class Fault:
    """A row that is not as it was written. `seq` is its number; for a dropped run, the first number
    missing.
    """

    matter: str
    seq: int
    kind: FaultKind
    says: str


def canonical(value: object) -> bytes:
    """Compact UTF-8 JSON with sorted keys. TypeError for anything but str, int, bool, None, list and dict."""
    if not _is_stable(value):
        _refuse_unstable(value, "值")
    return _encode(value).encode()


def _is_stable(value: object) -> bool:
    """Plain loops: a chain of years asks this of every value in it."""
    if value is None or isinstance(value, str | int):
        return True
    if isinstance(value, dict):
        for key, item in value.items():  # noqa: SIM110 (a generator is half as fast)
            if not isinstance(key, str) or not _is_stable(item):
                return False
        return True
    return isinstance(value, list) and all(map(_is_stable, value))


def _refuse_unstable(value: object, where: str) -> None:
    if value is None or isinstance(value, str | int):
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            _refuse_unstable(item, f"{where}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"{where} 的键 {key!r} 不是文字，不能进入哈希链。")
            _refuse_unstable(item, f"{where}.{key}")
    else:
        # A float or a moment has several writings of one value; the same event would get two hashes.
        raise TypeError(
            f"{where} 是 {type(value).__name__}，不能进入哈希链；"
            "小数请写成文字或整数，时间请写成 ISO 文字，只收文字、整数、真假、空、列表和字典。"
        )


def event_hash(
    *,
    previous: str,
    town: str,
    matter: str,
    seq: int,
    name: str,
    at: datetime,
    actor: str,
    particulars: Mapping[str, Any],
    algorithm: str = FIRST,
    version: int = 1,
    changes: Mapping[str, Any] | None = None,
) -> str:
    """Hex over all the arguments. `previous` of the first event is GENESIS; `at` must be aware. `version` is that of
    the shape of the particulars, `changes` the columns of the matter that the event wrote, as plain values.
    """
    told: dict[str, Any] = {
        "of": "event",
        "previous": previous,
        "town": town,
        "matter": matter,
        "seq": seq,
        "name": name,
        "at": written(at),
        "actor": actor,
        "particulars": dict(particulars),
    }
    if algorithm != FIRST:
        told |= {"algorithm": algorithm, "version": version, "changes": dict(changes or {})}
    return _digest(told, algorithm)


def entry_hash(
    *, source: str, previous: str, town: str, key: str, seq: int, content: Mapping[str, Any], algorithm: str = FIRST
) -> str:
    """The same for a row of another chain that stands in the seals: `source` types it, `key` names its chain."""
    told = {"of": source, "previous": previous, "town": town, "key": key, "seq": seq, "content": dict(content)}
    return _digest(told | ({"algorithm": algorithm} if algorithm != FIRST else {}), algorithm)


def seal_root(entries: Iterable[tuple[str, int, str]], algorithm: str = FIRST) -> str:
    """One hash over (matter, seq, hash) of many events, whatever order they come in."""
    return _digest({"of": "root", "entries": [list(entry) for entry in sorted(entries)]}, algorithm)


def seal_hash(*, previous: str, town: str, day: date, count: int, root: str, algorithm: str = FIRST) -> str:
    """The hash of a day's seal; `previous` is the seal before it in the same town, GENESIS for the first."""
    told: dict[str, Any] = {"of": "seal", "previous": previous, "town": town, "day": day.isoformat()}
    told |= {"count": count, "root": root}
    return _digest(told | ({"algorithm": algorithm} if algorithm != FIRST else {}), algorithm)


def _digest(value: object, algorithm: str) -> str:
    return digest(canonical(value), algorithm)


def written(at: datetime) -> str:
    """The one writing of a moment that may be hashed: UTC, microseconds."""
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError(f"时间 {at} 没有时区，不能进入哈希链。")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def check_matter(rows: Iterable[ChainRow], *, last: tuple[int, str] | None = None) -> list[Fault]:
    """Every row of one matter that is not as it was written, in the order of their numbers; empty when all
    is well.

    `rows` come in the order in which they are stored. `last` is (seq, hash) of the newest event that a seal
    vouches for.
    """
    stored = list(rows)
    if _holds(stored) and (last is None or (len(stored) >= last[0] and stored[last[0] - 1].hash == last[1])):
        return []
    numbers = [_true_number(row, highest=2 * len(stored)) for row in stored]
    faults = [
        _fault(row, row.seq, "changed", "内容与写入时不一致")
        for row, number in zip(stored, numbers, strict=True)
        if number is None
    ]
    placed = [(row.seq if number is None else number, row) for row, number in zip(stored, numbers, strict=True)]
    genuine, inserted = _without_extras(placed, last)
    faults += inserted
    faults += _out_of_order(genuine, moved_is_explained=bool(inserted) or _has_gap(genuine))
    in_order = sorted(genuine, key=lambda place: place[0])
    known_bad = {fault.seq for fault in faults if fault.kind == "changed"}
    faults += _broken_links(in_order, known_bad)
    if last is not None:
        faults += _against_seal(in_order, last, {fault.seq for fault in faults})
    return sorted(faults, key=lambda fault: fault.seq)


def _holds(stored: Sequence[ChainRow]) -> bool:
    """Whether each row follows the one before it, as in a chain that nobody has touched."""
    before = GENESIS
    for number, row in enumerate(stored, start=1):
        if row.seq != number or row.previous != before or row.hash != _hash_of(row):
            return False
        before = row.hash
    return True


def _true_number(row: ChainRow, highest: int) -> int | None:
    """The number under which the row's stored hash holds: its own, or another if only the number was
    altered.
    """
    numbers: list[int] = [row.seq, *range(1, highest + 1)]
    for number in numbers:
        if _hash_of(replace(row, seq=number)) == row.hash:
            return number
    return None


def _hash_of(row: ChainRow) -> str | None:
    try:
        return event_hash(
            previous=row.previous,
            town=row.town,
            matter=row.matter,
            seq=row.seq,
            name=row.name,
            at=row.at,
            actor=row.actor,
            particulars=row.particulars,
            algorithm=row.algorithm,
            version=row.version,
            changes=row.changes,
        )
    except (TypeError, ValueError, KeyError):
        # Particulars that could never have been written, so this row has been altered.
        return None


Place = tuple[int, ChainRow]


def _without_extras(placed: Sequence[Place], last: tuple[int, str] | None) -> tuple[list[Place], list[Fault]]:
    """The rows one to a number, and a fault for every second row at a number.

    Of two rows at one number the genuine one is that to which the next row, or the seal, points back.
    """
    pointed_at = {row.previous for _, row in placed} | ({last[1]} if last else set())
    hashes = {row.hash for _, row in placed} | {GENESIS}
    best: dict[int, int] = {}
    for index, (number, row) in enumerate(placed):
        rank = (row.hash in pointed_at, row.previous in hashes)
        rival = best.get(number)
        if rival is None or rank > (placed[rival][1].hash in pointed_at, placed[rival][1].previous in hashes):
            best[number] = index
    kept = set(best.values())
    faults = [
        _fault(row, number, "inserted", "是后来插入的，前后两条都不认它")
        for index, (number, row) in enumerate(placed)
        if index not in kept
    ]
    return [place for index, place in enumerate(placed) if index in kept], faults


def _has_gap(genuine: Sequence[Place]) -> bool:
    return {number for number, _ in genuine} != set(range(1, len(genuine) + 1))


def _out_of_order(genuine: Sequence[Place], *, moved_is_explained: bool) -> list[Fault]:
    """The fewest rows whose moving puts the rest in order; then rows that only carry another number than at
    writing.

    Numbers shifted by a dropped or inserted row are its consequence and are not told again.
    """
    in_place = _longest_rising([number for number, _ in genuine])
    faults = []
    for index, (number, row) in enumerate(genuine):
        if index not in in_place:
            faults.append(_fault(row, number, "reordered", "不在原来的位置上"))
        elif number != row.seq and not moved_is_explained:
            faults.append(_fault(row, number, "reordered", f"的序号被改成了 {row.seq}"))
    return faults


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Indexes of one longest rising subsequence."""
    length = [1] * len(numbers)
    before = [-1] * len(numbers)
    if numbers == sorted(numbers):
        return set(range(len(numbers)))
    for here in range(len(numbers)):
        for earlier in range(here):
            if numbers[earlier] < numbers[here] and length[earlier] + 1 > length[here]:
                length[here], before[here] = length[earlier] + 1, earlier
    at = max(range(len(numbers)), key=lambda index: length[index])
    found = set()
    while at >= 0:
        found.add(at)
        at = before[at]
    return found


def _broken_links(in_order: Sequence[Place], known_bad: set[int]) -> list[Fault]:
    faults: list[Fault] = []
    number_before, hash_before = 0, GENESIS
    for number, row in in_order:
        if number > number_before + 1:
            faults.append(_dropped(row.matter, number_before + 1, number - 1))
        elif row.previous != hash_before and number not in known_bad and number_before not in known_bad:
            # The later row still remembers what it followed, so it is the earlier one that was re-hashed.
            suspect = max(number_before, 1)
            faults.append(
                Fault(
                    row.matter,
                    suspect,
                    "changed",
                    f"事项 {row.matter} 第 {suspect} 条被改写后重算了哈希，与后面接不上。",
                )
            )
        number_before, hash_before = number, row.hash
    return faults


def _against_seal(in_order: Sequence[Place], last: tuple[int, str], told: set[int]) -> list[Fault]:
    number, hashed = last
    matter = in_order[0][1].matter if in_order else ""
    highest = in_order[-1][0] if in_order else 0
    if number > highest:
        return [_dropped(matter, highest + 1, number)]
    return [
        _fault(row, number, "changed", "与封存时不一致")
        for place, row in in_order
        if place == number and row.hash != hashed and number not in told
    ]


def _dropped(matter: str, first: int, last: int) -> Fault:
    which = f"第 {first} 条" if first == last else f"第 {first} 至 {last} 条"
    return Fault(matter, first, "dropped", f"事项 {matter} {which}不见了。")


def _fault(row: ChainRow, seq: int, kind: Literal["changed", "dropped", "inserted", "reordered"], what: str) -> Fault:
    return Fault(row.matter, seq, kind, f"事项 {row.matter} 第 {seq} 条（{row.name}）{what}。")
