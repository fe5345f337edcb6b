"""Signed figures against the events that told of them: each was published as it stands, and none is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from xiangyue.figures.indicators.actions import as_told
from xiangyue.figures.indicators.models import Signature
from xiangyue.kernel import proofs
from xiangyue.kernel.models import Event, Place
from xiangyue.lib.chain import Fault

_BOTH = ("code", "period", "shown", "qualifier", "numerator", "denominator")


def signatures(town: Place) -> Iterator[Fault]:
    """By what an event of either name tells; two that were published alike are two."""
    told: Counter[tuple[Any, ...]] = Counter()
    for event in Event.objects.filter(town=town, name__in=("figure_signed", "figure_revised")).iterator():
        told[_key(event.particulars, event.seat_id)] += 1
    rows = Signature.objects.filter(town=town).select_related("sheet__indicator").order_by("pk")
    for row in rows.iterator(chunk_size=2000):
        key = _key(as_told(row), row.seat_id)
        if told[key]:
            told[key] -= 1
        else:
            yield _fault(row.sheet.indicator.code, row.sheet.period, "的签发与留痕不符，被改过")
    for key in told.elements():
        yield _fault(key[0], key[1], "签发过，签发的数不见了或被改过")


def _key(told: dict[str, Any], seat: int | None) -> tuple[Any, ...]:
    return (*(told[name] for name in _BOTH), seat)


def _fault(code: str, period: str, says: str) -> Fault:
    return Fault("指标签发", 0, "changed", f"指标 {code} {period} {says}。")


proofs.register("signatures", signatures)
