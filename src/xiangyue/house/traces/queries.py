from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from xiangyue.house.models import Trace, TraceDay, TraceHead
from xiangyue.kernel.models import Place


@dataclass(frozen=True)
class Standing:
    """How far the chain and the seals have come; `waiting_since` is None where every line is chained."""

    seq: int
    chained_at: datetime | None
    waiting_since: datetime | None
    closed: TraceDay | None
    sent: int


def standing(town: Place) -> Standing:
    head = TraceHead.objects.filter(town=town).first()
    waiting = Trace.objects.filter(town=town, seq=None).aggregate(at=Min("at"))["at"]
    closed = TraceDay.objects.filter(town=town, seal__isnull=False).order_by("-seq").first()
    if head is None:
        return Standing(0, None, waiting, closed, 0)
    return Standing(head.seq, head.chained_at, waiting, closed, head.sent_seq)
