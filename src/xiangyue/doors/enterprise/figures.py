"""What the enterprise line is counted for."""

from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.doors.enterprise.models import Request
from xiangyue.doors.enterprise.rules import CLASSES
from xiangyue.kernel.measures import Argument, Measure, Span, register
from xiangyue.kernel.models import Place

_TOPIC = Argument("topic", zh="类别", en="class", choices=CLASSES)


def closed(town: Place, span: Span, *, topic: str = "") -> QuerySet[Request]:
    """S58: firms' requests closed in the span, withdrawn ones left out; those of one class."""
    ended = Request.objects.filter(town=town, **span.moments("matter__closed_at"))
    ended = ended.exclude(matter__events__name="withdrawn")
    return ended.filter(topic=topic) if topic else ended


def kept(town: Place, span: Span, *, topic: str = "") -> QuerySet[Request]:
    """S58: of them, those that the one who took them in followed to the end."""
    return closed(town, span, topic=topic).filter(first_contact__isnull=False, handed_over_at=None)


def supervised_solved(town: Place, span: Span, *, topic: str = "") -> QuerySet[Request]:
    """S59: of them, those that the secretary took up in person, the firm satisfied with the solution."""
    supervised = closed(town, span, topic=topic).filter(supervised_at__isnull=False)
    return supervised.filter(ratings__solved=True, ratings__solution_satisfied__in=("yes", "mostly")).distinct()


register(
    Measure(
        "enterprise.closed", "办结的企业诉求", "firms' requests closed", "件", closed, (_TOPIC,), scope="不含撤回的"
    )
)
register(
    Measure(
        "enterprise.kept",
        "首问责任人跟办到底的企业诉求",
        "firms' requests followed to the end by their first contact",
        "件",
        kept,
        (_TOPIC,),
    )
)
register(
    Measure(
        "enterprise.supervised_solved",
        "书记包办、企业对解决满意的企业诉求",
        "firms' requests supervised by the secretary, the firm satisfied with the solution",
        "件",
        supervised_solved,
        (_TOPIC,),
        scope="不含撤回的",
    )
)
