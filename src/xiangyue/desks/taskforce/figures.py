"""What is counted of hard cases."""

from __future__ import annotations

from django.db.models import F, QuerySet

from xiangyue.desks.taskforce.models import HardCase
from xiangyue.desks.taskforce.rules import TOPICS
from xiangyue.kernel.measures import Argument, Measure, Span, register
from xiangyue.kernel.models import Place

_TOPIC = Argument("topic", zh="类型", en="topic", choices=tuple(TOPICS))
_LEADER = Argument("leader", zh="包案领导", en="leader")


def taken(town: Place, span: Span, *, topic: str = "", leader: str = "") -> QuerySet[HardCase]:
    return _narrowed(HardCase.objects.filter(town=town, **span.moments("taken_at")), topic, leader)


def closed(town: Place, span: Span, *, topic: str = "", leader: str = "") -> QuerySet[HardCase]:
    """S20: closed in the span and not opened again since; what was withdrawn is left out."""
    ended = HardCase.objects.filter(town=town, closed_how="solved", **span.moments("closed_at"))
    return _narrowed(ended, topic, leader)


def planned(town: Place, span: Span, *, topic: str = "", leader: str = "") -> QuerySet[HardCase]:
    """S19: of those that were closed, those with a plan that another person approved before that."""
    by_plan = {"plans__state": "approved", "plans__decided_at__lt": F("closed_at")}
    return closed(town, span, topic=topic, leader=leader).filter(**by_plan).distinct()


def rested(town: Place, span: Span, *, topic: str = "", leader: str = "") -> QuerySet[HardCase]:
    """Told of in the span as explained and rested, whatever became of them since."""
    told = span.moments("matter__events__at")
    rows = HardCase.objects.filter(town=town, matter__events__name="hard_rested", **told)
    return _narrowed(rows, topic, leader).distinct()


def _narrowed(rows: QuerySet[HardCase], topic: str, leader: str) -> QuerySet[HardCase]:
    rows = rows.filter(topic=topic) if topic else rows
    return rows.filter(leader__holder=leader) if leader else rows


_BY = (_TOPIC, _LEADER)
register(
    Measure("taskforce.taken", "专班收案", "hard cases taken in", "件", taken, _BY, when="taken_at", scope="按收案时间")
)
register(
    Measure(
        "taskforce.closed",
        "专班化解的积案难件",
        "hard cases closed as solved",
        "件",
        closed,
        _BY,
        when="closed_at",
        scope="按办结时间；不含诉求人撤回的和后来重办的",
    )
)
register(
    Measure(
        "taskforce.planned",
        "其中按审定的一案一策办结的",
        "of them, closed by a plan that another person had approved",
        "件",
        planned,
        _BY,
        when="closed_at",
    )
)
register(
    Measure(
        "taskforce.rested",
        "解释疏导后搁置的疑难诉求",
        "hard cases explained and rested",
        "件",
        rested,
        _BY,
        scope="按决定搁置的时间",
    )
)
