"""Whether the access log is as it was written, from the oldest line that is still kept to the chain's end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xiangyue.house.models import Trace, TraceDay, TraceHead
from xiangyue.house.traces.chain import hash_of
from xiangyue.house.traces.purge import PURGED
from xiangyue.kernel.actions.house import KIND as HOUSE
from xiangyue.kernel.models import Event, Place
from xiangyue.lib.chain import GENESIS, Fault, FaultKind

_CHUNK = 2000


@dataclass
class _End:
    seq: int
    hash: str


def faults(town: Place) -> Iterator[Fault]:
    """Lines that were changed, are missing or were put in; days whose last line is another than was sealed."""
    head = TraceHead.objects.filter(town=town).first()  # first: whatever it holds is read after it
    end = _beginning(town)
    if end is None:
        yield _fault(town, 0, "changed", "清除时记下的位置与日结对不上")
        return
    days = dict(TraceDay.objects.filter(town=town, upto__gt=end.seq).values_list("upto", "digest"))
    held = None if head is None or head.seq > end.seq else end.hash
    for line in Trace.objects.filter(town=town, seq__isnull=False).order_by("seq").iterator(chunk_size=_CHUNK):
        seq = line.seq or 0
        if seq <= end.seq:
            yield _fault(town, seq, "inserted", f"第 {seq} 行是后来插入的")
            continue
        if seq != end.seq + 1:
            yield _fault(town, end.seq + 1, "dropped", f"{_span(end.seq + 1, seq - 1)}不见了")
        elif line.previous_hash != end.hash or line.hash != hash_of(line, town):
            yield _fault(town, seq, "changed", f"第 {seq} 行与写入时不一致")
        if days.pop(seq, line.hash) != line.hash:
            yield _fault(town, seq, "changed", f"第 {seq} 行与日结不一致，它或之前的被改写过")
        if head is not None and seq == head.seq:
            held = line.hash
        end = _End(seq, line.hash)
    yield from _at_the_end(town, head, held, end, days)


def _at_the_end(
    town: Place, head: TraceHead | None, held: str | None, end: _End, days: dict[int, str]
) -> Iterator[Fault]:
    last = max([head.seq if head else 0, *days])
    if last > end.seq:
        yield _fault(town, end.seq + 1, "dropped", f"{_span(end.seq + 1, last)}不见了")
    elif head is None and end.seq:
        yield _fault(town, end.seq, "dropped", "链头不见了")
    elif head is not None and held != head.hash:
        yield _fault(town, head.seq, "changed", f"第 {head.seq} 行与链头不一致")
    now = TraceHead.objects.filter(town=town).values_list("seq", flat=True).first()
    if now is not None and end.seq > now:
        yield _fault(town, now + 1, "inserted", f"{_span(now + 1, end.seq)}是后来插入的")


def _beginning(town: Place) -> _End | None:
    """The line before the oldest one that has to be there; None where what a purge told is not what was sealed."""
    purge = Event.objects.filter(matter__town=town, matter__kind=HOUSE, name=PURGED).order_by("-pk").first()
    if purge is None:
        return _End(0, GENESIS)
    upto = purge.particulars["upto"]
    day = TraceDay.objects.filter(town=town, upto=upto).first()
    return _End(upto, day.digest) if day is not None else None


def _span(first: int, last: int) -> str:
    return f"第 {first} 行" if first == last else f"第 {first} 至 {last} 行"


def _fault(town: Place, seq: int, kind: FaultKind, what: str) -> Fault:
    return Fault(f"{town.name}访问日志", seq, kind, f"{town.name}访问日志{what}。")
