"""What the reception day is counted for."""

from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.kernel.measures import Argument, Measure, Span, register
from xiangyue.kernel.models import Matter, Place

_VILLAGE = Argument("village", zh="村", en="village", of_village=True)


def collected(town: Place, span: Span, *, village: str = "") -> QuerySet[Matter]:
    """S13: the matters that came of sessions held in the span, in all halls or in those of one village."""
    session = "talk__booking__session"
    raised = Matter.objects.filter(town=town, **span.days(f"{session}__day"))
    if village:
        raised = raised.filter(
            **{f"{session}__hall__place__level": "village", f"{session}__hall__place__name": village}
        )
    return raised


def collected_closed(town: Place, span: Span, *, village: str = "") -> QuerySet[Matter]:
    """S13: of them, those that are closed."""
    return collected(town, span, village=village).filter(closed_at__isnull=False)


register(
    Measure(
        "reception.collected", "接待日收集的事项", "matters collected on reception days", "件", collected, (_VILLAGE,)
    )
)
register(
    Measure(
        "reception.collected_closed",
        "接待日收集并办结的事项",
        "matters collected on reception days and closed",
        "件",
        collected_closed,
        (_VILLAGE,),
    )
)
