"""Today: what came in, what is due, what is late and where, volumes by day and by village."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from xiangyue.kernel import kinds
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Category, Matter, Place, Seat
from xiangyue.kernel.moves import WITH_UNIT
from xiangyue.kernel.timekeeping import ZONE, day_begins, local_day
from xiangyue.lib.periods import day_window

DAYS = 30


@dataclass(frozen=True)
class Due:
    """Open work by when it must be answered."""

    late: int
    two_hours: int
    today: int
    tomorrow: int


def due(seat: Seat, now: datetime) -> Due:
    """One query over what is open: late, within 2 hours, rest of today, tomorrow."""
    midnight = day_begins(local_day(now) + timedelta(days=1))
    soon, next_day = now + timedelta(hours=2), midnight + timedelta(days=1)
    owed = _counted(seat).filter(closed_at=None, state__in=WITH_UNIT - {"suspended", "on_ledger"}, due_at__lt=next_day)
    row = owed.aggregate(
        late=Count("pk", filter=Q(due_at__lte=now)),
        two_hours=Count("pk", filter=Q(due_at__gt=now, due_at__lte=soon)),
        today=Count("pk", filter=Q(due_at__gt=soon, due_at__lt=midnight)),
        tomorrow=Count("pk", filter=Q(due_at__gt=soon, due_at__gte=midnight)),
    )
    return Due(**row)


def late_by_unit(seat: Seat, now: datetime) -> list[dict[str, Any]]:
    """Units with late work, most first."""
    rows = _counted(seat).filter(closed_at=None, state__in=WITH_UNIT - {"suspended", "on_ledger"}, due_at__lte=now)
    counted = rows.values("lead_unit__title", "lead_unit_id").annotate(n=Count("pk")).order_by("-n")[:8]
    return [dict(row) for row in counted]


def by_day(seat: Seat, now: datetime) -> list[tuple[date, int]]:
    """Volumes of the last 30 local days, days without anything included."""
    today = local_day(now)
    first = today - timedelta(days=DAYS - 1)
    start = day_begins(first)
    rows = (
        _counted(seat)
        .filter(received_at__gte=start, received_at__lte=now)
        .annotate(day=TruncDate("received_at", tzinfo=ZONE))
        .values("day")
        .annotate(n=Count("pk"))
        .order_by()
    )
    counts = {row["day"]: row["n"] for row in rows}
    return [(first + timedelta(days=at), counts.get(first + timedelta(days=at), 0)) for at in range(DAYS)]


def by_place(seat: Seat, now: datetime) -> dict[int, int]:
    """{place pk: matters of the last 30 days}."""
    start = now - timedelta(days=DAYS)
    rows = _counted(seat).filter(received_at__gte=start, received_at__lte=now, place__isnull=False)
    return dict(rows.values_list("place_id").annotate(n=Count("pk")).order_by())


def by_category(seat: Seat, now: datetime) -> list[tuple[str, int]]:
    """The eight classes told most in the last 30 days."""
    start = now - timedelta(days=DAYS)
    rows = _counted(seat).filter(received_at__gte=start, received_at__lte=now, category__isnull=False)
    counts = rows.values("category_id").annotate(n=Count("pk")).order_by("-n")[:8]
    names = {row.pk: str(row) for row in Category.objects.filter(pk__in=[one["category_id"] for one in counts])}
    return [(names[one["category_id"]], one["n"]) for one in counts]


def arrivals(seat: Seat, now: datetime) -> tuple[int, int]:
    """Matters of the running noon-to-noon window, and of the one before up to the same moment of the day."""
    start, _ = day_window(now)
    row = (
        _counted(seat)
        .filter(received_at__gte=start - timedelta(days=1), received_at__lte=now)
        .aggregate(
            now=Count("pk", filter=Q(received_at__gte=start)),
            before=Count("pk", filter=Q(received_at__lte=now - timedelta(days=1))),
        )
    )
    return row["now"], row["before"]


def open_work(seat: Seat) -> dict[str, int]:
    """Open matters by state."""
    return dict(_counted(seat).filter(closed_at=None).values_list("state").annotate(n=Count("pk")).order_by())


def map_layers(town: Place, counts: dict[int, int]) -> dict[str, object]:
    """The villages with their boundaries (or points), coloured by how much came from them."""
    villages = Place.objects.filter(town=town, level="village").only("pk", "name", "boundary", "lon", "lat")
    most = max(counts.values(), default=0)
    areas, points = [], []
    for village in villages:
        n = counts.get(village.pk, 0)
        told = {"title": village.name, "count": n, "tone": _tone(n, most)}
        if village.boundary:
            areas.append({"type": "Feature", "geometry": village.boundary, "properties": told})
        elif village.lon is not None:
            geometry = {"type": "Point", "coordinates": [village.lon, village.lat]}
            points.append({"type": "Feature", "geometry": geometry, "properties": told})
    layers = [("各村", "area", areas), ("各村", "point", points)]
    return {
        "layers": [
            {"name": name, "kind": kind, "features": {"type": "FeatureCollection", "features": found}}
            for name, kind, found in layers
            if found
        ]
    }


def _tone(count: int, most: int) -> str:
    if count == 0:
        return "neutral"
    return "late" if count > 0.66 * most else "soon" if count > 0.33 * most else "calm"


def _counted(seat: Seat) -> QuerySet[Matter]:
    return visible_to(seat).filter(kinds.counted(kinds.TODAY))
