"""What is counted of orders that are not ours."""

from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.desks.upward import queries
from xiangyue.desks.upward.models import Objection, Statutory
from xiangyue.kernel.measures import Argument, Measure, Span, register
from xiangyue.kernel.models import Matter, Place

_UNIT = Argument("unit", zh="实际承办", en="actual handler")
_UPPER = Argument("upper", zh="法定承办", en="handler by law")


def handled_for_others(town: Place, span: Span, *, unit: str = "", upper: str = "") -> QuerySet[Matter]:
    """Received in the span, led by another unit than the one whose it is by law; what was taken back above is left
    out. Units by their codes.
    """
    others = Statutory.objects.filter(queries.OTHERS, town=town).values("matter")
    rows = Matter.objects.filter(pk__in=others, **span.moments("received_at"))
    if unit:
        rows = rows.filter(lead_unit__code=unit)
    return rows.filter(statutory__unit__code=upper) if upper else rows


def objected(town: Place, span: Span, *, upper: str = "") -> QuerySet[Objection]:
    """Objections upward of the span, those withdrawn left out."""
    rows = Objection.objects.filter(town=town, **span.moments("asked_at")).exclude(state="withdrawn")
    return rows.filter(unit__code=upper) if upper else rows


def accepted(town: Place, span: Span, *, upper: str = "") -> QuerySet[Objection]:
    """Of them, those that the upper level took back."""
    return objected(town, span, upper=upper).filter(state="accepted")


register(
    Measure(
        "upward.handled_for_others",
        "实际承办不是法定承办的事项",
        "matters handled by another unit than the one whose they are by law",
        "件",
        handled_for_others,
        (_UNIT, _UPPER),
        scope="按来件时间；法定承办以最后一次记下的为准；不含上级收回的",
    )
)
register(
    Measure(
        "upward.objected", "向上级退单", "objections upward", "件", objected, (_UPPER,), scope="按退单时间，不含撤回的"
    )
)
register(
    Measure("upward.accepted", "上级同意的退单", "objections upward that were accepted", "件", accepted, (_UPPER,))
)
