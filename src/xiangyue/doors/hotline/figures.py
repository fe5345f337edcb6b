"""What the hotline's records are counted for: work orders, and of them the appeals."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, QuerySet

from xiangyue.doors.hotline.kind import UNDONE
from xiangyue.kernel.measures import MEDIAN, VILLAGE, Measure, Span, register, time_taken
from xiangyue.kernel.models import Event, Matter, Place

DOOR = "hotline"  # 工单 are what came from 12345; letters and visits are matters but no work orders
# 诉求量 counts the request types of 条例 art. 2 that ask for something to be done; 咨询 and 表扬 are work orders but no
# appeals.
APPEALS = ("help", "complaint", "report", "suggestion")


def orders(town: Place, span: Span, *, village: str = "") -> QuerySet[Matter]:
    """S26, S29: all work orders by the moment they were received; one taken back with its import was none."""
    received = Matter.objects.filter(town=town, door=DOOR, **span.moments("received_at")).exclude(kind=UNDONE.name)
    return received.filter(place__level="village", place__name=village) if village else received


def appeals(town: Place, span: Span, *, village: str = "") -> QuerySet[Matter]:
    """S28: of them, those that ask for something."""
    return orders(town, span, village=village).filter(request_type__in=APPEALS)


def days_taken(town: Place, span: Span, *, village: str = "") -> QuerySet[Matter]:
    """S31: orders that are closed, with `took`, from being received to being closed."""
    return orders(town, span, village=village).filter(closed_at__isnull=False).annotate(took=time_taken())


def withdrawn(town: Place, span: Span) -> QuerySet[Matter]:
    """Orders that whoever raised them took back."""
    return orders(town, span).filter(_has("withdrawn"))


def merged(town: Place, span: Span) -> QuerySet[Matter]:
    """Orders that were put under another."""
    return orders(town, span).filter(parent__isnull=False)


def resorted(town: Place, span: Span) -> QuerySet[Matter]:
    """Orders whose class was changed after they had been sorted."""
    within = orders(town, span)
    sorted_again = Event.objects.filter(name="sorted", matter__in=within).values("matter").annotate(n=Count("pk"))
    return within.filter(pk__in=sorted_again.filter(n__gt=1).values("matter"))


def told_elsewhere(town: Place, span: Span) -> QuerySet[Matter]:
    """Orders of a phone that raised something through another door in the span too."""
    others = Matter.objects.filter(town=town, **span.moments("received_at")).exclude(door__in=(DOOR, "house", "parts"))
    phones = others.exclude(requester__phone_hash="").values("requester__phone_hash")
    return orders(town, span).filter(requester__phone_hash__in=phones)


def _has(event: str) -> Exists:
    return Exists(Event.objects.filter(matter=OuterRef("pk"), name=event))


register(
    Measure(
        "hotline.orders",
        "收到的12345工单",
        "12345 work orders received",
        "件",
        orders,
        (VILLAGE,),
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
        (VILLAGE,),
        where="place",
        doors=(DOOR,),
        scope="诉求＝12345工单里的求助、投诉、举报、建议，不含咨询和表扬，按来电时间",
    )
)
register(
    Measure(
        "hotline.days",
        "12345工单从来电到办结的天数（中位数）",
        "days from a call to 12345 to being closed (median)",
        "天",
        days_taken,
        (VILLAGE,),
        amount="took",
        aggregate=MEDIAN,
        scope="只算已办结的",
        doors=(DOOR,),
    )
)
# what may stand behind a fall in orders
for name, zh, en, rows in (
    ("withdrawn", "诉求人撤回的12345工单", "12345 work orders withdrawn", withdrawn),
    ("merged", "并入别件的12345工单", "12345 work orders merged under another", merged),
    ("resorted", "改过类别的12345工单", "12345 work orders whose class was changed", resorted),
    ("told_elsewhere", "又从别处反映的12345工单", "12345 work orders told through another door too", told_elsewhere),
):
    register(Measure(f"hotline.{name}", zh, en, "件", rows, where="place"))
