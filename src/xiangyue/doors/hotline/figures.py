"""What the hotline's records are counted for: work orders, and of them the appeals."""

from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.doors.hotline.kind import UNDONE
from xiangyue.kernel.measures import Argument, Measure, Span, register
from xiangyue.kernel.models import Matter, Place

DOOR = "hotline"  # 工单 are what came from 12345; letters and visits are matters but no work orders
# 诉求量 counts the request types of 条例 art. 2 that ask for something to be done; 咨询 and 表扬 are work orders but no
# appeals.
APPEALS = ("help", "complaint", "report", "suggestion")


_VILLAGE = Argument("village", zh="村", en="village", of_village=True)


def orders(town: Place, span: Span, *, village: str = "") -> QuerySet[Matter]:
    """S26, S29: all work orders by the moment they were received; one taken back with its import was none."""
    received = Matter.objects.filter(town=town, door=DOOR, **span.moments("received_at")).exclude(kind=UNDONE.name)
    return received.filter(place__level="village", place__name=village) if village else received


def appeals(town: Place, span: Span, *, village: str = "") -> QuerySet[Matter]:
    """S28: of them, those that ask for something."""
    return orders(town, span, village=village).filter(request_type__in=APPEALS)


register(
    Measure(
        "hotline.orders",
        "收到的12345工单",
        "12345 work orders received",
        "件",
        orders,
        (_VILLAGE,),
        scope="按来电时间",
        where="place",
        doors=(DOOR,),
    )
)
register(
    Measure(
        "hotline.appeals",
        "收到的诉求",
        "appeals received",
        "件",
        appeals,
        (_VILLAGE,),
        where="place",
        doors=(DOOR,),
        scope="诉求＝12345工单里的求助、投诉、举报、建议，不含咨询和表扬，按来电时间",
    )
)
