"""How many results were appealed against, and how many appeals were upheld."""

from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.figures.appeals.models import Appeal
from xiangyue.kernel.measures import Measure, Span, register
from xiangyue.kernel.models import Place


def sent(town: Place, span: Span) -> QuerySet[Appeal]:
    return Appeal.objects.filter(town=town, **span.moments("sent_at"))


def upheld(town: Place, span: Span) -> QuerySet[Appeal]:
    """By the day of the answer."""
    return Appeal.objects.filter(town=town, state="upheld", **span.moments("answered_at"))


register(Measure("appeals.sent", "报送的考核申诉", "appeals against the score sent up", "件", sent, when="sent_at"))
register(
    Measure("appeals.upheld", "成立的考核申诉", "appeals against the score upheld", "件", upheld, when="answered_at")
)
