"""Who answers for a grid or a zone: handed from one to the next, and remembered."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from xiangyue.doors.patrol.models import Watch, Zone
from xiangyue.kernel import access
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Seat


def open_zone(grid: Place, *, title: str, seat: Seat) -> Zone:
    access.require(seat, "patrol.plan")
    if grid.level != "grid" or grid.town_id != seat.town_id:
        raise Refused("责任区要设在本镇的一个网格里，请先选网格。")
    if not title.strip():
        raise Refused("请写责任区的名称，例如“第一责任区”。")
    try:
        with transaction.atomic():
            return Zone.objects.create(town_id=grid.town_id, grid=grid, title=title.strip()[:60])
    except IntegrityError:
        raise Refused("{grid}已经有叫“{title}”的责任区，请换一个名称。", grid=grid.name, title=title.strip()) from None


@transaction.atomic
def hand_over(place: Place, to: Seat, *, seat: Seat, at: datetime, zone: Zone | None = None) -> Watch:
    """`to` answers for the grid (or the zone in it) from `at`; who did until then is ended at the same moment.

    Handing over to the one who holds it already changes nothing.
    """
    access.require(seat, "patrol.plan", of=place)
    role, called = ("grid", "网格员") if zone is None else ("member", "责任区党员")
    if to.town_id != place.town_id or to.role != role or (to.until is not None and to.until <= at) or to.since > at:
        raise Refused("请选一位本镇现任的{called}。", called=called)
    if place.level != "grid" or (zone is not None and zone.grid_id != place.pk):
        raise Refused("只能安排到网格，或网格里的责任区。")
    Place.objects.select_for_update().get(pk=place.pk)  # two at once would both find the same one to end
    held = Watch.objects.filter(place=place, zone=zone, until=None).first()
    if held is not None:
        if held.seat_id == to.pk:
            return held
        if held.since >= at:
            raise Refused("交接时间要晚于现任负责人开始的时间。")
        Watch.objects.filter(pk=held.pk).update(until=at)
    return Watch.objects.create(town_id=place.town_id, place=place, zone=zone, seat=to, since=at)
