"""What was found on patrol: closed on the spot, or handed on to the village, the town or above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from xiangyue.doors.patrol import terms
from xiangyue.doors.patrol.actions.walk import seen
from xiangyue.doors.patrol.kind import FINDING
from xiangyue.doors.patrol.models import LEVELS, Finding, FindingPhoto
from xiangyue.doors.patrol.rules import PHOTOS_MAX, forbidden_task
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import NotAllowed, OtherContent, Refused
from xiangyue.kernel.geography import is_near, locate
from xiangyue.kernel.models import Category, Matter, Party, Place, Seat
from xiangyue.kernel.numbers import new_number
from xiangyue.kernel.timekeeping import local_day


@dataclass(frozen=True)
class Find:
    """`said_at` is when the phone says it was. A point (lon, lat, WGS-84) or a place; `note` tells how it was
    closed.
    """

    task: str
    words: str
    level: int
    said_at: datetime
    note: str = ""
    point: tuple[float, float] | None = None
    place: Place | None = None
    photo: kernel.Upload | None = None
    more: Sequence[kernel.Upload] = ()  # photos beside the first


def find(told: Find, *, seat: Seat, at: datetime, request_id: str) -> Finding:
    """One finding for one request id, however often it is sent; nothing is written when anything is refused."""
    access.require(seat, "patrol.walk")
    if not request_id:
        raise Refused("页面太旧了，请刷新后再发送；填写的内容还在这台手机上。")
    known = _known(told, seat, request_id)
    if known is not None:
        return known
    category = _checked(told, seat)
    try:
        with transaction.atomic():
            return _write(told, category, seat, at, request_id)
    except IntegrityError:
        known = _known(told, seat, request_id)
        if known is None:
            raise
        return known


def _known(told: Find, seat: Seat, request_id: str) -> Finding | None:
    """The finding that this request id made before; OtherContent where it was another."""
    known = Finding.objects.select_related("matter").filter(town_id=seat.town_id, request_id=request_id).first()
    if known is not None and known.seat_id != seat.pk:
        raise NotAllowed("这条发现是另一位网格员的，您的岗位不能发送。")
    same = (told.task, told.words.strip(), told.note.strip(), told.level)
    if known is not None and (known.task, known.words, known.note, known.level) != same:
        raise OtherContent
    return known


def _checked(told: Find, seat: Seat) -> Category | None:
    """The category that the town ties to this task, or the only one in whose name or words the task stands."""
    if why := forbidden_task(told.task):
        raise Refused(why)
    if len(told.more) >= PHOTOS_MAX:
        raise Refused("照片最多 {photos_max} 张，请去掉几张再提交。", photos_max=PHOTOS_MAX)
    day = local_day(told.said_at)
    task = next((one for one in terms.tasks(seat.town, day) if one.name == told.task), None)
    if task is None:
        raise Refused("“{task}”不在本镇的网格任务清单里，请从清单里选。", task=told.task)
    if told.level not in dict(LEVELS):
        raise Refused("请选怎样处理：当场办结、请村里办、请镇里办，或建议提级。")
    if len(told.words.strip()) < 2:
        raise Refused("请写一写发现了什么。")
    if told.level == 1 and (len(told.note.strip()) < 2 or told.photo is None):
        raise Refused("当场办结要写怎样办的，并拍一张办好之后的照片。")
    if told.point is None and told.place is None:
        raise Refused("没有位置。请打开定位，或选在哪个网格、哪个村。")
    if told.point is not None and not is_near(seat.town, *told.point):
        raise Refused("位置不在{town}附近，请改为选网格或村。", town=seat.town.name)
    catalogue = Category.objects.filter(town_id=seat.town_id).on(day).select_related("lead_unit")
    if task.category:
        return catalogue.filter(code=task.category).first()
    meant = [row for row in catalogue if task.name in (row.level1, row.level2, row.level3, *row.words)]
    return meant[0] if len(meant) == 1 else None


def _write(told: Find, category: Category | None, seat: Seat, at: datetime, request_id: str) -> Finding:
    grid = locate(seat.town, *told.point, level="grid") if told.point else None
    place = grid or told.place or (locate(seat.town, *told.point) if told.point else None)
    if told.point is not None:  # that one was there is proved by a position, not by a choice from a list
        seen(grid, told.said_at)
    lon, lat = told.point or (None, None)
    row = Finding(
        town_id=seat.town_id,
        request_id=request_id,
        seat=seat,
        task=told.task,
        words=told.words.strip(),
        note=told.note.strip(),
        level=told.level,
        lon=lon,
        lat=lat,
        place=place,
        at=told.said_at,
        received_at=at,
    )
    unit = _village_unit(place, category)
    if told.level == 1 and unit is None:
        assert told.photo is not None
        row.photo.save(f"{told.photo.sha256[:32]}.jpg", ContentFile(told.photo.data), save=False)
    else:
        row.matter = _matter(row, told, category, unit, at)
    row.save(force_insert=True)
    if row.matter is None:
        _keep_more(row, told)
    return row


def _keep_more(row: Finding, told: Find) -> None:
    """The photos beside the first of what was closed on the spot."""
    for number, upload in enumerate(told.more, 1):
        photo = FindingPhoto(town_id=row.town_id, finding=row, number=number)
        photo.file.save(f"{upload.sha256[:32]}.jpg", ContentFile(upload.data), save=False)
        photo.save(force_insert=True)


def _village_unit(place: Place | None, category: Category | None) -> Party | None:
    """The village that may lead this (条例 art. 17); None where it is not on its list, or nobody knows which
    village.
    """
    if place is None or category is None or not category.village_may_lead:
        return None
    village = place.parent_id if place.level == "grid" else place.pk
    return Party.objects.filter(
        town_id=place.town_id, kind="unit", unit_kind="village", place=village, is_active=True
    ).first()


def _matter(row: Finding, told: Find, category: Category | None, unit: Party | None, at: datetime) -> Matter:
    village = row.place.parent if row.place is not None and row.place.level == "grid" else row.place
    intake = kernel.Intake(
        number=new_number(FINDING.prefix, at),
        title=f"{row.task}：{row.words}"[:40],
        words=row.words,
        received_at=row.at,
        kind=FINDING.name,
        request_type="help",
        category=category,
        place=village,
        lon=row.lon,
        lat=row.lat,
        request_id=f"find:{row.request_id}"[:64],
    )
    actor = kernel.Actor.of(row.seat)
    matter = kernel.receive(row.seat.town, intake, door="patrol", actor=actor, at=at)
    where = {"place": row.place.name} if row.place is not None else {}
    kernel.record(matter, "found_on_patrol", actor=actor, at=at, task=row.task, level=dict(LEVELS)[row.level], **where)
    for upload in (told.photo, *told.more):
        if upload is not None:
            kernel.attach(matter, upload, actor=actor, at=at)
    if unit is not None and row.level == 1:
        kernel.settle(matter, unit=unit, text=row.note, actor=actor, at=at)
    elif unit is not None and row.level == 2:
        kernel.assign_lead(matter, unit=unit, actor=actor, at=at, note="网格巡查发现，请村里办")
    return matter
