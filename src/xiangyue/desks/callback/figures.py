"""What call-backs are counted for."""

from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.desks.callback.models import Callback
from xiangyue.kernel.measures import Measure, Span, register
from xiangyue.kernel.models import Place


def excluded(town: Place, span: Span) -> QuerySet[Callback]:
    """Results that count, left out of the score with a reason."""
    return Callback.objects.filter(town=town, counts=True, **span.moments("at")).exclude(excluded="")


register(
    Measure(
        "callback.excluded",
        "有理由不计分的回访",
        "call-back results left out of the score",
        "件",
        excluded,
        scope="按回访时间",
    )
)
