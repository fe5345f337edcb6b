"""Appeals against the events that told of them: each stands as the last of them says."""

from __future__ import annotations

from collections.abc import Iterator

from xiangyue.figures.appeals.models import Appeal
from xiangyue.kernel import proofs
from xiangyue.kernel.models import Event, Place
from xiangyue.lib.chain import Fault

_STANDS = {f"score_appeal_{state}": state for state in ("sent", "upheld", "rejected", "dropped")}


def appeals(town: Place) -> Iterator[Fault]:
    told: dict[int, tuple[str, str]] = {}  # by appeal: state, number of its matter
    events = Event.objects.filter(town=town, name__in=_STANDS).select_related("matter").order_by("matter_id", "seq")
    for event in events.iterator(chunk_size=2000):
        told[event.particulars["appeal"]] = (_STANDS[event.name], event.matter.number)
    for row in Appeal.objects.filter(town=town).select_related("matter").iterator(chunk_size=2000):
        state, number = told.pop(row.pk, ("agreed", row.matter.number))
        if (state, number) != (row.state, row.matter.number):
            yield Fault(row.matter.number, 0, "changed", f"事项 {row.matter.number} 的考核申诉与动态不符，被改过。")
    for _state, number in told.values():
        yield Fault(number, 0, "dropped", f"事项 {number} 的考核申诉不见了。")


proofs.register("score appeals", appeals)
