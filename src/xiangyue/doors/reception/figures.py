"""What the reception day is counted for."""

from __future__ import annotations

from datetime import time

from django.db.models import QuerySet

from xiangyue.doors.reception.models import Session
from xiangyue.kernel.measures import MEDIAN, VILLAGE, Measure, Span, everybody, register, time_taken
from xiangyue.kernel.models import Matter, Place

_MONDAY = 2  # as Django counts the days of a week
_SESSION = "talk__booking__session"
_HALL = f"{_SESSION}__hall__place"


def collected(town: Place, span: Span, *, village: str = "") -> QuerySet[Matter]:
    """S13: the matters that came of sessions held in the span, in all halls or in those of one village."""
    raised = Matter.objects.filter(town=town, **span.days(f"{_SESSION}__day"))
    return raised.filter(**{f"{_HALL}__level": "village", f"{_HALL}__name": village}) if village else raised


def collected_closed(town: Place, span: Span, *, village: str = "") -> QuerySet[Matter]:
    """S13: of them, those that are closed."""
    return collected(town, span, village=village).filter(closed_at__isnull=False)


def sittings(town: Place, span: Span, *, village: str = "") -> QuerySet[Session]:
    """S11: published sittings that took place, in all halls or in those of one village."""
    held = Session.objects.filter(town=town, off="", leader_signed_in_at__isnull=False, **span.days("day"))
    return held.filter(hall__place__level="village", hall__place__name=village) if village else held


def secretary_mondays(town: Place, span: Span) -> QuerySet[Session]:
    """S12: the secretary's sittings on Monday mornings that were published; public holidays are none."""
    planned = Session.objects.filter(town=town, leader__role="secretary", day__week_day=_MONDAY, **span.days("day"))
    return planned.exclude(off="holiday").filter(plan__begins__lt=time(12))


def secretary_mondays_held(town: Place, span: Span) -> QuerySet[Session]:
    """S12: of them, those that somebody signed in for."""
    return secretary_mondays(town, span).filter(off="", leader_signed_in_at__isnull=False)


def days_taken(town: Place, span: Span, *, village: str = "") -> QuerySet[Matter]:
    """S31: what was collected and closed, with `took`, from being told to being closed."""
    return collected_closed(town, span, village=village).annotate(took=time_taken())


def _line(session: Session) -> str:
    return f"{session.day} {session.hall.title}"


register(
    Measure(
        "reception.collected",
        "接待日收集的事项",
        "matters collected on reception days",
        "件",
        collected,
        (VILLAGE,),
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
        (VILLAGE,),
        where=_HALL,
    )
)
register(
    Measure(
        "reception.sittings",
        "接待日场次",
        "sittings of reception days",
        "场",
        sittings,
        (VILLAGE,),
        when="day",
        named="hall__title",
        line=_line,
        joined=("hall",),
        seen=everybody,
    )
)
register(
    Measure(
        "reception.secretary_mondays",
        "公布的周一上午书记接待",
        "the secretary's published Monday mornings",
        "场",
        secretary_mondays,
        scope="不含法定节假日",
        line=_line,
        joined=("hall",),
        seen=everybody,
    )
)
register(
    Measure(
        "reception.secretary_mondays_held",
        "如期举行的周一上午书记接待",
        "the secretary's Monday mornings that took place",
        "场",
        secretary_mondays_held,
        line=_line,
        joined=("hall",),
        seen=everybody,
    )
)
register(
    Measure(
        "reception.days",
        "接待日事项从反映到办结的天数（中位数）",
        "days from being told on a reception day to being closed (median)",
        "天",
        days_taken,
        (VILLAGE,),
        amount="took",
        aggregate=MEDIAN,
        scope="只算已办结的",
    )
)
