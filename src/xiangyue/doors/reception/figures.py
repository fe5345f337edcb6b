"""What the reception day is counted for."""

from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.kernel.measures import Argument, Measure, Span, register
from xiangyue.kernel.models import Matter, Place

_VILLAGE = Argument("village", zh="村", en="village", of_village=True)
_SESSION = "talk__booking__session"
_HALL = f"{_SESSION}__hall__place"


def collected(town: Place, span: Span, *, village: str = "") -> QuerySet[Matter]:
    """S13: the matters that came of sessions held in the span, in all halls or in those of one village."""
    raised = Matter.objects.filter(town=town, **span.days(f"{_SESSION}__day"))
    return raised.filter(**{f"{_HALL}__level": "village", f"{_HALL}__name": village}) if village else raised


def collected_closed(town: Place, span: Span, *, village: str = "") -> QuerySet[Matter]:
    """S13: of them, those that are closed."""
    return collected(town, span, village=village).filter(closed_at__isnull=False)


register(
    Measure(
        "reception.collected",
        "接待日收集的事项",
        "matters collected on reception days",
        "件",
        collected,
        (_VILLAGE,),
        where=_HALL,
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
        where=_HALL,
    )
)
