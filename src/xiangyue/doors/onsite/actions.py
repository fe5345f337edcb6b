"""Opening an office on the map, listing whom to visit, and the visits of each round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from shapely.geometry import Point

from xiangyue.doors.onsite.models import Project, Stop, Visit
from xiangyue.doors.onsite.queries import current_round
from xiangyue.kernel import access, receipts
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import NotAllowed, OtherContent, Refused
from xiangyue.kernel.geography import is_near, locate, shape_of
from xiangyue.kernel.models import Category, Matter, Party, Place, Seat
from xiangyue.kernel.numbers import new_number

OUTCOMES = {"none": "没有诉求", "settled": "当场办结", "handed": "交有关单位办理", "absent": "没有人在"}
RAISED = ("settled", "handed")  # what makes a matter


def open_project(town: Place, *, title: str, unit: Party, area: dict[str, Any], opened_on: date, seat: Seat) -> Project:
    """The office and its area; a shape that is none, crosses itself or lies elsewhere is refused."""
    access.require(seat, "onsite.plan", of=town)
    if not title.strip():
        raise Refused("请写现场办公的名称，例如“永乐大街整体环境提升改造工程”。")
    try:
        drawn = shape_of(area)
    except ValueError as error:
        raise Refused(str(error)) from error
    if drawn.geom_type not in ("Polygon", "MultiPolygon") or drawn.is_empty or not drawn.is_valid:
        raise Refused("工程范围要是一块不自相交的区域，请在地图上重新画一圈。")
    if not is_near(town, drawn.centroid.x, drawn.centroid.y):
        raise Refused("画的范围不在{town}，请核对坐标（WGS-84）。", town=town.name)
    try:
        with transaction.atomic():
            return Project.objects.create(
                town=town, title=title.strip()[:80], unit=unit, area=area, opened_on=opened_on
            )
    except IntegrityError:
        raise Refused("已经有叫“{title}”的现场办公，请换一个名称。", title=title) from None


@dataclass(frozen=True)
class NewStop:
    kind: str
    title: str
    lon: float
    lat: float


def list_stops(project: Project, stops: Iterable[NewStop], *, seat: Seat) -> tuple[int, list[str]]:
    """(how many are new, what was left out and why). Listing the same again changes nothing."""
    access.require(seat, "onsite.plan", of=project)
    area, wrong, rows = (
        shape_of(project.area).buffer(0.0005),
        [],
        [],
    )  # some 50 m: a door stands at the edge of the street
    for stop in stops:
        if stop.kind not in dict(Stop.KINDS) or not stop.title.strip():
            wrong.append(f"“{stop.title}”：种类要是商户、企业、住户或单位，名称不能空。")
        elif not area.contains(Point(stop.lon, stop.lat)):
            wrong.append(f"“{stop.title}”：位置不在工程范围里。")
        else:
            rows.append(
                Stop(
                    town_id=project.town_id,
                    project=project,
                    kind=stop.kind,
                    title=stop.title.strip()[:80],
                    lon=stop.lon,
                    lat=stop.lat,
                )
            )
    before = project.stops.count()
    Stop.objects.bulk_create(rows, ignore_conflicts=True)
    return project.stops.count() - before, wrong


@dataclass(frozen=True)
class Found:
    """What came of a visit. `words` and what follows only where something was raised."""

    outcome: str
    words: str = ""
    answer: str = ""
    name: str = ""
    phone: str = ""
    category: Category | None = None
    unit: Party | None = None


@transaction.atomic
def visit(stop: Stop, found: Found, *, seat: Seat, at: datetime, request_id: str) -> Visit:
    """One visit of the round under way; sent twice under one request id it is there once."""
    access.require(seat, "onsite.visit", of=stop)
    if not request_id:
        raise Refused("页面太旧了，请刷新后再登记；填写的内容还在。")
    known = Visit.objects.select_related("matter").filter(town=stop.town, request_id=request_id).first()
    if known is not None:
        words = found.words.strip() if found.outcome in RAISED else ""
        was = known.matter.words if known.matter else ""
        if (known.stop_id, known.met, was) != (stop.pk, found.outcome != "absent", words):
            raise OtherContent
        return known
    if seat.role == "handler" and seat.unit_id != stop.project.unit_id:
        raise NotAllowed("这个现场办公由别的单位走访，您的岗位不能登记。")
    if found.outcome not in OUTCOMES:
        raise Refused("请选择走访结果：没有诉求、当场办结、交有关单位办理，或没有人在。")
    row = Visit.objects.create(
        town_id=stop.town_id,
        stop=stop,
        round=current_round(stop.project),
        at=at,
        seat=seat,
        met=found.outcome != "absent",
        request_id=request_id,
    )
    if found.outcome in RAISED:
        row.matter = _raised(row, found, seat, at)
        row.save(update_fields=["matter"])
    return row


def _raised(row: Visit, found: Found, seat: Seat, at: datetime) -> Matter:
    stop = row.stop
    if len(found.words.strip()) < 4:
        raise Refused("请写下对方反映了什么，至少几个字。")
    intake = kernel.Intake(
        number=new_number("X", at),
        title=f"{stop.title}：{found.words.strip()}"[:40],
        words=found.words.strip(),
        received_at=at,
        requester=kernel.Requester(
            name=found.name or ("" if stop.kind in ("shop", "firm", "org") else stop.title),
            phone=found.phone,
            address=stop.title,
            kind={"shop": "firm", "firm": "firm", "org": "org"}.get(stop.kind, "person"),
            title="" if stop.kind == "household" else stop.title,
        ),
        category=found.category,
        place=locate(stop.town, stop.lon, stop.lat),
        lon=stop.lon,
        lat=stop.lat,
        request_id=f"onsite:{row.request_id}"[:64],
    )
    actor = kernel.Actor.of(seat)
    matter = kernel.receive(stop.town, intake, door="onsite", actor=actor, at=at)
    kernel.record(
        matter, "raised_on_site", actor=actor, at=at, project=stop.project.title, stop=stop.title, round=row.round
    )
    receipts.issue(matter, phone=found.phone, at=at)
    if found.outcome == "settled":
        kernel.settle(matter, unit=stop.project.unit, text=found.answer, actor=actor, at=at)
    elif found.unit is not None:
        kernel.assign_lead(matter, unit=found.unit, actor=actor, at=at, note=f"现场办公：{stop.project.title}")
    return matter


def close_project(project: Project, *, on: date, seat: Seat) -> None:
    """Only when nothing that was raised is open any more: that is what the office stood there for."""
    access.require(seat, "onsite.plan", of=project)
    left = Visit.objects.filter(stop__project=project, matter__closed_at=None, matter__isnull=False).count()
    if left:
        raise Refused("还有 {left} 件没有办结，现场办公不能撤。请先看“还剩什么”。", left=left)
    Project.objects.filter(pk=project.pk, closed_on=None).update(closed_on=on)
