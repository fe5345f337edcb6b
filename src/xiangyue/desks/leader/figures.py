"""What the daily instruction is counted for."""

from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.desks.leader.models import Instruction
from xiangyue.kernel.measures import Measure, Span, register
from xiangyue.kernel.models import Matter, Place

DOOR = "hotline"  # 工单 are what came from 12345


def orders_instructed(town: Place, span: Span) -> QuerySet[Matter]:
    """S26: the work orders received in the span that a leader instructed before the noon after their window had
    closed.
    """
    same_day = Instruction.objects.standing().filter(town=town, is_same_day=True).values("matter")
    return Matter.objects.filter(town=town, door=DOOR, pk__in=same_day, **span.moments("received_at"))


register(
    Measure(
        "leader.orders_instructed",
        "当日批示的12345工单",
        "12345 work orders instructed on their day",
        "件",
        orders_instructed,
        scope="当日＝所在日报窗口结束后的次日中午之前",
        where="place",
        doors=(DOOR,),
    )
)
