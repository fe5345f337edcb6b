"""What the village's table is counted for."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from xiangyue.desks.council.models import Decision, Meeting, Topic
from xiangyue.desks.council.rules import BODIES
from xiangyue.kernel.measures import VILLAGE, Measure, Span, everybody, register
from xiangyue.kernel.models import Place


def meetings(town: Place, span: Span, *, village: str = "") -> QuerySet[Meeting]:
    """S11: meetings that took place, with an attendance; of all villages or of one."""
    held = Meeting.objects.filter(town=town, members__isnull=False, cancelled_at=None, **span.moments("begins_at"))
    return held.filter(village__name=village) if village else held


def topics(town: Place, span: Span, *, village: str = "") -> QuerySet[Topic]:
    """Raised in the span."""
    raised = Topic.objects.filter(town=town, **span.moments("raised_at"))
    return raised.filter(village__name=village) if village else raised


def decided(town: Place, span: Span, *, village: str = "") -> QuerySet[Decision]:
    """S10: decisions of the span that still stand."""
    made = Decision.objects.standing().filter(town=town, **span.moments("at"))
    return made.filter(topic__village__name=village) if village else made


def carried_out(town: Place, span: Span, *, village: str = "") -> QuerySet[Topic]:
    """S32: topics whose decision was carried out in the span."""
    settled = Decision.objects.standing().filter(town=town).values("topic")
    done = Topic.objects.filter(town=town, pk__in=settled, **span.moments("matter__closed_at"))
    return done.filter(village__name=village) if village else done


def _line(meeting: Meeting) -> str:
    return f"{meeting.village.name} {BODIES[meeting.body]} {meeting.hall}"


def _opens(meeting: Meeting) -> str:
    return reverse("council:meeting", args=[meeting.pk])


register(
    Measure(
        "council.meetings",
        "开成的议事会议",
        "meetings of village councils that took place",
        "次",
        meetings,
        (VILLAGE,),
        scope="登记了到会情况的，不含取消的",
        where="village",
        line=_line,
        opens=_opens,
        seen=everybody,
        joined=("village",),
        when="begins_at",
        named="hall",
    )
)
register(
    Measure(
        "council.topics", "提出的议题", "topics raised", "个", topics, (VILLAGE,), where="village", when="raised_at"
    )
)
register(
    Measure(
        "council.decided",
        "议定的议题",
        "topics decided",
        "个",
        decided,
        (VILLAGE,),
        scope="不含已撤回的决定",
        where="topic__village",
        matter="topic__matter",
        when="at",
    )
)
register(
    Measure(
        "council.carried_out",
        "议定并落实的议题",
        "topics decided and carried out",
        "个",
        carried_out,
        (VILLAGE,),
        scope="按落实的日子",
        where="village",
        when="matter__closed_at",
    )
)
