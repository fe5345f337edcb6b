"""What the on-site offices are counted for."""

from __future__ import annotations

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate

from xiangyue.doors.onsite.models import Visit
from xiangyue.kernel.measures import Argument, Measure, Span, register
from xiangyue.kernel.models import Event, Place
from xiangyue.kernel.timekeeping import ZONE

_PROJECT = Argument("project", zh="工程名称开头", en="project's title begins with")


def raised(town: Place, span: Span, *, project: str = "") -> QuerySet[Visit]:
    """S22, S23: the visits of the span at which something was raised, at all offices or at those of one project."""
    visits = Visit.objects.filter(town=town, matter__isnull=False, **span.moments("at"))
    return visits.filter(stop__project__title__startswith=project)


def raised_closed(town: Place, span: Span, *, project: str = "") -> QuerySet[Visit]:
    """S23: of them, those whose matter is closed."""
    return raised(town, span, project=project).filter(matter__closed_at__isnull=False)


def sent_that_day(town: Place, span: Span, *, project: str = "") -> QuerySet[Visit]:
    """S22: of them, those that were handed on or settled on the spot on that same day; settling dispatches too."""
    first = Event.objects.filter(matter=OuterRef("matter"), name="dispatched").order_by("seq").values("at")[:1]
    visits = raised(town, span, project=project).annotate(sent_at=Subquery(first))
    on_their_days = visits.annotate(met_on=TruncDate("at", tzinfo=ZONE), sent_on=TruncDate("sent_at", tzinfo=ZONE))
    return on_their_days.filter(sent_on=F("met_on"))


register(
    Measure(
        "onsite.raised", "现场走访反映的事", "matters raised on visits of on-site offices", "件", raised, (_PROJECT,)
    )
)
register(
    Measure(
        "onsite.raised_closed",
        "现场走访反映并办结的事",
        "matters raised on visits and closed",
        "件",
        raised_closed,
        (_PROJECT,),
    )
)
register(
    Measure(
        "onsite.sent_that_day",
        "现场走访反映、当天派出或当场办结的事",
        "matters raised on visits and handed on or settled on that day",
        "件",
        sent_that_day,
        (_PROJECT,),
    )
)
