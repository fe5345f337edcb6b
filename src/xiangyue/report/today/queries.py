"""Today: what came in, what is due, what is late and where, volumes by day and by village."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor
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


def counted(seat: Seat) -> QuerySet[Matter]:
    """What this page counts, and what stands behind its numbers."""
    return visible_to(seat).filter(kinds.counted(kinds.TODAY))


def tile(key: str, now: datetime) -> Q:
    """What a number of the page counts at this moment; the list behind it holds just that."""
    midnight, soon = day_begins(local_day(now) + timedelta(days=1)), now + timedelta(hours=2)
    window, _ = day_window(now)
    a_day = timedelta(days=1)
    return {
        "late": _OWED & Q(due_at__lte=now),
        "two_hours": _OWED & Q(due_at__gt=now, due_at__lte=soon),
        "today": _OWED & Q(due_at__gt=soon, due_at__lt=midnight),
        "tomorrow": _OWED & Q(due_at__gt=soon, due_at__gte=midnight, due_at__lt=midnight + a_day),
        "came": Q(received_at__gte=window, received_at__lte=now),
        "before": Q(received_at__gte=window - a_day, received_at__lte=now - a_day),
        "waiting": Q(closed_at=None, state__in=("received", "sorted")),
        "to_call": Q(closed_at=None, state="awaiting_callback"),
        "open": Q(closed_at=None),
    }[key]


_OWED = Q(closed_at=None, state__in=WITH_UNIT - {"suspended", "on_ledger"})


def due(seat: Seat, now: datetime) -> Due:
    """One query over what is open: late, within 2 hours, rest of today, tomorrow."""
    parts = ("late", "two_hours", "today", "tomorrow")
    return Due(**counted(seat).filter(_OWED).aggregate(**{key: Count("pk", filter=tile(key, now)) for key in parts}))


def standing(seat: Seat, now: datetime) -> dict[str, int]:
    """Open matters: all, those that wait to be dispatched, those that wait to be called."""
    parts = ("waiting", "to_call", "open")
    return counted(seat).filter(closed_at=None).aggregate(**{key: Count("pk", filter=tile(key, now)) for key in parts})


def arrivals(seat: Seat, now: datetime) -> dict[str, int]:
    """Matters of the running noon-to-noon window (came), and of the one before up to the same moment (before)."""
    window, _ = day_window(now)
    rows = counted(seat).filter(received_at__gte=window - timedelta(days=1))
    return rows.aggregate(**{key: Count("pk", filter=tile(key, now)) for key in ("came", "before")})


def late_by_unit(seat: Seat, now: datetime) -> list[dict[str, Any]]:
    """Units with late work, most first."""
    rows = counted(seat).filter(tile("late", now)).values("lead_unit__title", "lead_unit_id")
    return [dict(row) for row in rows.annotate(n=Count("pk")).order_by("-n")[:8]]


def first_day(now: datetime) -> date:
    """Of the last 30 local days, today among them."""
    return local_day(now) - timedelta(days=DAYS - 1)


def _lately(seat: Seat, now: datetime) -> QuerySet[Matter]:
    return counted(seat).filter(received_at__gte=day_begins(first_day(now)), received_at__lte=now)


def by_day(seat: Seat, now: datetime) -> list[tuple[date, int]]:
    """Volumes of the last 30 local days, days without anything included."""
    first = first_day(now)
    rows = _lately(seat, now).annotate(day=TruncDate("received_at", tzinfo=ZONE)).values("day").annotate(n=Count("pk"))
    counts = {row["day"]: row["n"] for row in rows.order_by()}
    return [(first + timedelta(days=at), counts.get(first + timedelta(days=at), 0)) for at in range(DAYS)]


def by_place(seat: Seat, now: datetime) -> dict[int, int]:
    """{place pk: matters of the last 30 local days}."""
    rows = _lately(seat, now).filter(place__isnull=False)
    return dict(rows.values_list("place_id").annotate(n=Count("pk")).order_by())


def by_category(seat: Seat, now: datetime) -> list[tuple[str, str, int]]:
    """(level and code as lists are narrowed by it, name, matters) of the eight classes told most in these days."""
    rows = _lately(seat, now).filter(category__isnull=False)
    counts = rows.values_list("category__level1", "category__code").annotate(n=Count("pk")).order_by("-n")[:8]
    told = [(level, code, n) for level, code, n in counts]
    named = Category.objects.filter(town_id=seat.town_id, code__in=[code for _, code, _ in told]).order_by("pk")
    names = {(row.level1, row.code): str(row) for row in named}
    return [(f"{level}:{code}", names[level, code], n) for level, code, n in told]


def villages_drawn(town: Place, counts: dict[int, int], opened: Callable[[Place], str]) -> dict[str, object]:
    """The villages with their boundaries (or points), coloured by how much came from them; each opens `opened(it)`."""
    villages = Place.objects.filter(town=town, level="village").only("pk", "name", "boundary", "lon", "lat")
    most = max(counts.values(), default=0)
    areas, points = [], []
    for village in villages:
        n = counts.get(village.pk, 0)
        told = {"title": village.name, "count": n, "tone": _tone(n, most), "url": opened(village)}
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
        ],
        "legend": _legend(most),
    }


# up to this part of the most that came from one village → its tone
_STEPS = (("calm", 0.33), ("soon", 0.66), ("late", 1.0))


def _tone(count: int, most: int) -> str:
    return "neutral" if count == 0 else next(tone for tone, part in _STEPS if count <= part * most)


def _legend(most: int) -> list[tuple[str, str]]:
    """(tone, from–to), those that no village can have left out."""
    told, begins = [("neutral", "0")], 1
    for tone, part in _STEPS:
        ends = floor(part * most)
        if ends >= begins:
            told.append((tone, f"{begins}–{ends}" if ends > begins else str(ends)))
            begins = ends + 1
    return told
