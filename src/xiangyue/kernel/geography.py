"""Which place a point lies in, and whether it lies in the town at all. Points are WGS-84."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from shapely import STRtree
from shapely.errors import ShapelyError
from shapely.geometry import Point, shape
from shapely.ops import nearest_points

from xiangyue.kernel.models import Matter, Place
from xiangyue.lib.coords import distance_m

NEAR_DEGREES = 0.03  # about 3 km: a road or a canal just beyond the border is still reported to this town
_NEAR_METRES = 15_000  # where no boundary is drawn: this far from the town's own point

_LEVELS = ("grid", "village")  # the finest that holds the point answers


@dataclass(frozen=True)
class _Drawn:
    """The town's areas as of one look: ids, levels and shapes in step."""

    ids: list[int]
    levels: list[str]
    tree: STRtree


_KNOWN: dict[int, tuple[tuple[int, datetime | None], _Drawn]] = {}


def locate(town: Place, lon: float, lat: float, *, level: str = "village") -> Place | None:
    """The place of this level whose boundary holds the point, the lowest code where borders touch; None outside all."""
    drawn = _drawn(town)
    held = [
        drawn.ids[row]
        for row in drawn.tree.query(Point(lon, lat), predicate="intersects")
        if drawn.levels[row] == level
    ]
    return Place.objects.filter(pk__in=held).order_by("code").first() if held else None


def passed(town: Place, points: Iterable[tuple[float, float]], *, level: str = "village") -> list[Place]:
    """The places of this level in which any of many points lies, by code; both where borders touch."""
    drawn = _drawn(town)
    rows = {row for lon, lat in points for row in drawn.tree.query(Point(lon, lat), predicate="intersects")}
    held = [drawn.ids[row] for row in rows if drawn.levels[row] == level]
    return list(Place.objects.filter(pk__in=held).order_by("code"))


def is_near(town: Place, lon: float, lat: float) -> bool:
    """Whether the point is in the town or within some 3 km of its areas."""
    drawn = _drawn(town)
    if drawn.ids:
        return bool(len(drawn.tree.query(Point(lon, lat), predicate="dwithin", distance=NEAR_DEGREES)))
    if town.lon is None or town.lat is None:
        return True
    return distance_m(town.lon, town.lat, lon, lat) <= _NEAR_METRES


def metres_from(matter: Matter, lon: float, lat: float) -> int | None:
    """How far a point lies from where the matter is: from its own point, else from the nearest edge of its place's
    area, 0 inside. None where it has neither.
    """
    if matter.lon is not None and matter.lat is not None:
        return round(distance_m(matter.lon, matter.lat, lon, lat))
    boundary = matter.place.boundary if matter.place is not None else None
    if not boundary:
        return None
    nearest, _ = nearest_points(shape(boundary), Point(lon, lat))
    return round(distance_m(nearest.x, nearest.y, lon, lat))


def shape_of(geometry: dict[str, Any]) -> Any:
    """The shapely shape of a GeoJSON geometry; ValueError with a sentence when it is none."""
    try:
        return shape(geometry)
    except (ShapelyError, KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise ValueError("边界不是有效的 GeoJSON 图形。") from error


def _drawn(town: Place) -> _Drawn:
    """Drawn anew when a boundary was added, taken away or changed; one small query finds out."""
    areas = Place.objects.filter(town=town, level__in=_LEVELS, boundary__isnull=False)
    told = areas.aggregate(n=Count("pk"), last=Max("boundary_changed_at"))
    seen = (told["n"], told["last"])
    known = _KNOWN.get(town.pk)
    if known is not None and known[0] == seen:
        return known[1]
    rows = list(areas.order_by("code").values_list("pk", "level", "boundary"))
    drawn = _Drawn(
        [row[0] for row in rows], [row[1] for row in rows], STRtree([shape_of(row[2] or {}) for row in rows])
    )
    _KNOWN[town.pk] = (seen, drawn)
    return drawn
