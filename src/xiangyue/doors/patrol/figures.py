"""What the patrol is counted for: grids and zones that somebody answers for."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from xiangyue.doors.patrol.models import Watch, Zone
from xiangyue.kernel.measures import Measure, Span, everybody, register
from xiangyue.kernel.models import Place
from xiangyue.kernel.timekeeping import day_begins


def grids_watched(town: Place, span: Span) -> QuerySet[Place]:
    """S08: grids for which a seat answered on some day of the span."""
    held = _held(town, span).filter(zone=None)
    return Place.objects.filter(town=town, level="grid", pk__in=held.values("place"))


def zones_watched(town: Place, span: Span) -> QuerySet[Zone]:
    """S07: the same of the zones within grids."""
    return Zone.objects.filter(town=town, pk__in=_held(town, span).values("zone"))


def _held(town: Place, span: Span) -> QuerySet[Watch]:
    ends = Q(until=None) | Q(until__gt=day_begins(span.first))
    return Watch.objects.filter(ends, town=town, since__lt=day_begins(span.following))


register(
    Measure(
        "patrol.grids_watched",
        "有网格员负责的网格",
        "grids that somebody answers for",
        "个",
        grids_watched,
        scope="时段里有一天有人负责的就算",
        line=lambda grid: grid.name,
        seen=everybody,
    )
)
register(
    Measure(
        "patrol.zones_watched",
        "有人负责的责任区",
        "zones that somebody answers for",
        "个",
        zones_watched,
        scope="时段里有一天有人负责的就算",
        line=lambda zone: zone.title,
        seen=everybody,
    )
)
