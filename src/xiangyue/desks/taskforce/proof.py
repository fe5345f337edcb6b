"""Cases and their plans: each row is what its events told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xiangyue.desks.taskforce.models import HardCase, Plan
from xiangyue.kernel import proofs
from xiangyue.kernel.models import Event, Place
from xiangyue.kernel.models.event import PURGED
from xiangyue.lib.chain import Fault

# the last of these tells how a case stands
_STANDS = {
    "hard_taken": "open",
    "hard_plan_approved": "acting",
    "hard_rested": "resting",
    "hard_came_back": "acting",
    "hard_closed": "closed",
    "hard_withdrawn": "closed",
    "hard_reopened": "open",
}
_TEXTS = ("facts", "should", "can", "how", "law", "say", "test")
_CHUNK = 2000


def cases(town: Place) -> Iterator[Fault]:
    told: dict[int, tuple[str, int, str]] = {}  # by matter: number, seq, state
    leaders: dict[int, int] = {}
    events = Event.objects.filter(town=town, name__in=(*_STANDS, "hard_led")).select_related("matter")
    for event in events.order_by("matter_id", "seq").iterator(chunk_size=_CHUNK):
        if "leader" in event.particulars:
            leaders[event.matter_id] = event.particulars["leader"]
        if event.name in _STANDS:
            told[event.matter_id] = (event.matter.number, event.seq, _STANDS[event.name])
    for row in HardCase.objects.filter(town=town).select_related("matter").iterator(chunk_size=_CHUNK):
        number, seq, state = told.pop(row.matter_id, ("", 0, ""))
        if number != row.matter.number:
            yield Fault(row.matter.number, 0, "inserted", f"事项 {row.matter.number} 的专班案件没有收案的记录。")
        elif state != row.state or leaders[row.matter_id] != row.leader_id:
            says = f"事项 {number} 的专班案件与动态不符：状态或包案领导被改过。"
            yield Fault(number, seq, "changed", says)
    for number, seq, _ in told.values():
        yield Fault(number, seq, "dropped", f"事项 {number} 收进专班的案件不见了。")


def plans(town: Place) -> Iterator[Fault]:
    """Its words as they were written, and approved only where that was told."""
    told: dict[int, tuple[str, int, dict[str, Any]]] = {}  # by plan: number, seq, what was written
    approved: set[int] = set()
    names = ("hard_planned", "hard_plan_approved")
    events = Event.objects.filter(town=town, name__in=names).with_texts().select_related("matter")
    for event in events.order_by("matter_id", "seq").iterator(chunk_size=_CHUNK):
        if event.name == "hard_planned":
            told[event.told["plan"]] = (event.matter.number, event.seq, event.told)
        else:
            approved.add(event.told["plan"])
    for row in Plan.objects.filter(town=town).select_related("case__matter", "test_unit").iterator(chunk_size=_CHUNK):
        number, seq, said = told.pop(row.pk, ("", 0, {}))
        if number != row.case.matter.number:
            number = row.case.matter.number
            yield Fault(number, 0, "inserted", f"事项 {number} 有一版方案没有写下的记录。")
        elif not _is_as_told(row, said) or (row.state == "approved" and row.pk not in approved):
            yield Fault(number, seq, "changed", f"事项 {number} 的方案第 {row.version} 版与第 {seq} 条写下时不一致。")
    for number, seq, _ in told.values():
        yield Fault(number, seq, "dropped", f"事项 {number} 第 {seq} 条写下的方案不见了。")


def _is_as_told(row: Plan, said: dict[str, Any]) -> bool:
    if row.case.matter.title == PURGED:
        return row.version == said["edition"]
    stands = (row.version, row.test_days, row.test_unit.code, row.say_on.isoformat())
    told = tuple(said[name] for name in ("edition", "test_days", "test_unit", "say_on"))
    return stands == told and all(getattr(row, name) == said[name] for name in _TEXTS)


proofs.register("hard cases", cases)
proofs.register("plans of hard cases", plans)
