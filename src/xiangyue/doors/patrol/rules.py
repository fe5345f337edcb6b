"""Plain rules: how grids must lie in their village, what no grid worker may be asked to do, when a visit is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, radians
from typing import Any

from shapely import STRtree, unary_union
from shapely.affinity import scale
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

METRES_PER_DEGREE = 111_320.0
OLDEST = timedelta(days=7)
PHOTOS_MAX = 6  # of one finding
TOLERANCE_M2 = 50.0  # below this it is the pencil's width, not a piece of land
# Licences, penalties and compulsory measures are never a grid worker's (rule of Luzhou 2024, kept for every town).
FORBIDDEN = (
    "许可",
    "审批",
    "发证",
    "处罚",
    "罚款",
    "没收",
    "吊销",
    "查封",
    "扣押",
    "冻结",
    "强制",
    "强拆",
    "代履行",
    "拘留",
    "责令停",
)


@dataclass(frozen=True)
class Problem:
    """`kind` gap|overlap|outside; `names` the grids concerned; the piece as GeoJSON in WGS-84."""

    kind: str
    names: tuple[str, ...]
    area_m2: int
    geometry: dict[str, Any]


def problems(village: BaseGeometry | None, grids: Sequence[tuple[str, BaseGeometry]]) -> list[Problem]:
    """Largest first. Without a village boundary only overlaps can be told."""
    if not grids:
        return []
    shapes = [shape for _, shape in grids]
    found = []
    for one, other in STRtree(shapes).query(shapes, predicate="intersects").T:
        if one < other:
            found += _pieces("overlap", (grids[one][0], grids[other][0]), shapes[one].intersection(shapes[other]))
    if village is not None:
        found += _pieces("gap", (), village.difference(unary_union(shapes)))
        for name, shape in grids:
            found += _pieces("outside", (name,), shape.difference(village))
    return sorted(found, key=lambda problem: -problem.area_m2)


def _pieces(kind: str, names: tuple[str, ...], whole: BaseGeometry) -> list[Problem]:
    parts = [part for part in getattr(whole, "geoms", [whole]) if part.geom_type == "Polygon" and not part.is_empty]
    sized = [(area_m2(part), part) for part in parts]
    return [Problem(kind, names, round(area), dict(mapping(part))) for area, part in sized if area > TOLERANCE_M2]


def area_m2(shape: BaseGeometry) -> float:
    """By a local scale of metres: within half a percent for anything of a township's size."""
    if shape.is_empty:
        return 0.0
    east = METRES_PER_DEGREE * cos(radians(shape.centroid.y))
    return float(scale(shape, xfact=east, yfact=METRES_PER_DEGREE, origin=(0, 0)).area)


def forbidden_task(name: str) -> str:
    """Why this can be no grid task; empty when it can."""
    word = next((word for word in FORBIDDEN if word in name), "")
    return (
        f"“{name}”含“{word}”：许可、处罚和强制措施不能作为网格任务，只能由有执法权的部门来做。请改为发现和报告。"
        if word
        else ""
    )


def due_on(listed: date, last_met: date | None, days: int) -> date:
    """A household never met is due on the day it was listed."""
    return listed if last_met is None else last_met + timedelta(days=days)


def believed(said: datetime, at: datetime) -> datetime:
    """The phone's moment; ours where its clock is ahead, or the queue waited for more than a week."""
    return said if at - OLDEST <= said <= at else at


def next_code(village: str, taken: set[str]) -> str:
    """Village code and three digits, the lowest that is free; ValueError when all are taken."""
    for number in range(1, 1000):
        if (code := f"{village}{number:03d}") not in taken:
            return code
    raise ValueError("一个村最多编 999 个网格。")


def is_code(village: str, code: str) -> bool:
    tail = code.removeprefix(village)
    return code.startswith(village) and len(tail) == 3 and tail.isascii() and tail.isdigit() and tail != "000"
