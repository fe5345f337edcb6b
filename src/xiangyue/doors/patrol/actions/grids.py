"""Grids of a village, taken from a file or a drawing: good ones go in, the others are told one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from xiangyue.doors.patrol.rules import area_m2, is_code, next_code
from xiangyue.doors.patrol.shapes import NotAFile, Row, read
from xiangyue.doors.patrol.terms import number
from xiangyue.kernel import access
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.geography import is_near, shape_of
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.timekeeping import local_day


@dataclass
class Taken:
    """`wrong` and `warnings` are sentences; a grid with a warning is in all the same."""

    new: int = 0
    changed: int = 0
    same: int = 0
    wrong: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def take_grids(village: Place, data: bytes, *, seat: Seat, at: datetime, name: str = "") -> Taken:
    """The whole text is checked first. Known by code, else by name; taking the same again changes nothing."""
    access.require(seat, "patrol.plan")
    if village.town_id != seat.town_id or village.level != "village":
        raise Refused("网格要画在本镇的一个村里，请先选村。")
    try:
        rows = read(data, name=name)
    except NotAFile as error:
        raise Refused(str(error)) from error
    taken = Taken()
    with transaction.atomic():
        # two imports into one village at the same moment would both take the next free code
        Place.objects.select_for_update().get(pk=village.pk)
        known = list(Place.objects.filter(town_id=village.town_id, parent=village, level="grid"))
        seen: set[str] = set()
        for row in rows:
            why = row.why or _misplaced(village, row) or _mistaken(village, row, known, seen)
            if why:
                taken.wrong.append(why)
            else:
                _take(village, row, known, seen, taken, at)
    most = number(village.town or village, "grid", "size", "households", local_day(at))
    taken.warnings += [
        f"{one.name}有 {one.households} 户，超过本镇每个网格 {most} 户的标准，建议再分。"
        for one in known
        if one.code in seen and (one.households or 0) > most
    ]
    return taken


def _misplaced(village: Place, row: Row) -> str:
    assert row.shape is not None
    middle = row.shape.representative_point()
    if village.boundary:
        if row.shape.intersection(shape_of(village.boundary)).area < row.shape.area / 2:
            return f"第 {row.line} 个（{row.name}）：大半不在{village.name}的范围里，请核对坐标（WGS-84）和村。"
    elif village.town is not None and not is_near(village.town, middle.x, middle.y):
        return f"第 {row.line} 个（{row.name}）：不在{village.town.name}，请核对坐标（WGS-84）。"
    return "" if area_m2(row.shape) >= 1 else f"第 {row.line} 个（{row.name}）：区域太小。"


def _mistaken(village: Place, row: Row, known: list[Place], seen: set[str]) -> str:
    where = f"第 {row.line} 个（{row.name}）："
    if row.code and not is_code(village.code, row.code):
        return f"{where}编码 {row.code} 不对，要写成村编码 {village.code} 加三位数字，例如 {village.code}001。"
    if row.code and any(one.name == row.name and one.code != row.code for one in known):
        return f"{where}{village.name}已经有叫这个名称的网格，请换一个名称。"
    found = _found(row, known)
    return f"{where}和文件里前面的网格重复。" if found is not None and found.code in seen else ""


def _found(row: Row, known: list[Place]) -> Place | None:
    return next((one for one in known if (one.code == row.code if row.code else one.name == row.name)), None)


def _take(village: Place, row: Row, known: list[Place], seen: set[str], taken: Taken, at: datetime) -> None:
    grid, middle = _found(row, known), row.shape.representative_point() if row.shape is not None else None
    assert middle is not None
    if grid is None:
        code = row.code or next_code(village.code, {one.code for one in known})
        grid = Place.objects.create(
            town_id=village.town_id,
            parent=village,
            level="grid",
            code=code,
            name=row.name,
            lon=middle.x,
            lat=middle.y,
            boundary=row.boundary,
            boundary_changed_at=at,
            households=row.households,
            is_synthetic=village.is_synthetic,
        )
        known.append(grid)
        taken.new += 1
    else:
        changes: dict[str, object] = {}
        if grid.boundary != row.boundary:
            changes |= {"boundary": row.boundary, "boundary_changed_at": at, "lon": middle.x, "lat": middle.y}
        if grid.name != row.name:
            changes["name"] = row.name
        if row.households is not None and grid.households != row.households:
            changes["households"] = row.households
        if changes:
            Place.objects.filter(pk=grid.pk).update(**changes)
            grid.name, grid.households = row.name, row.households or grid.households
        taken.changed += bool(changes)
        taken.same += not changes
    seen.add(grid.code)
