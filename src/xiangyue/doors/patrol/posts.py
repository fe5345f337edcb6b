"""Who answers where, and the households of a zone, row by row. What a phone sends from its queue stands in `views`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on, rows_in
from xiangyue.counter.readers import SEAT, TEXT, Asked, named, needed, row_of
from xiangyue.doors.patrol import actions
from xiangyue.doors.patrol.models import Household, Zone
from xiangyue.doors.patrol.zone_views import zone as zone_page
from xiangyue.doors.patrol.zone_views import zone_of
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Seat

ZONE = row_of(lambda asked: Zone.objects.filter(town=asked.town).select_related("grid"), "本镇没有这个责任区。")
GRID = row_of(lambda asked: Place.objects.filter(town=asked.town, level="grid"), "本镇没有这个网格。")
_WATCH = {"zone": ZONE, "grid": GRID, "to": needed(SEAT, "请选择由谁负责。")}


def watch(town: Place, *, zone: Zone | None, grid: Place | None, to: Seat, seat: Seat, at: datetime) -> Any:
    """Hand a grid, or a zone in it, over to somebody."""
    place = zone.grid if zone else grid
    if place is None:
        raise Refused("请选择网格或责任区。")
    return actions.hand_over(place, to, seat=seat, at=at, zone=zone)


def list_households(zone: Zone, *, lines: str, seat: Seat, at: datetime) -> tuple[int, list[str]]:
    return actions.list_households(zone, lines.splitlines(), seat=seat, at=at)


def agree(household: Household, *, deed: str, name: str, phone: str, seat: Seat, at: datetime) -> None:
    """Consent given, or withdrawn."""
    if deed == "withdraw":
        actions.withdraw_consent(household, seat=seat, at=at)
    else:
        actions.consent(household, name=name, phone=phone, seat=seat, at=at)


def household_of(seat: Seat, pk: int) -> Household:
    return get_object_or_404(Household, town=seat.town, pk=pk)


def _watched(asked: Asked) -> str:
    """The page of the zone or of the grid's village, where the form stands."""
    if zone := ZONE(asked, "zone"):
        return reverse("patrol:zone", args=[zone.pk])
    grid = GRID(asked, "grid")
    return reverse("patrol:village", args=[grid.parent_id]) if grid else reverse("patrol:grids")


def _agreed(asked: Asked, result: None) -> str:
    if asked.typed("deed") == "withdraw":
        return gettext("同意已撤回，姓名和电话已经删掉。")
    return gettext("已按本人同意登记，姓名和电话加密保存。")


POSTS = [
    *on("", back=_watched, rows=(Post("watch", "patrol.plan", watch, _WATCH, _("已交接，以前由谁负责还查得到。")),)),
    *on(
        "zones",
        fetch=zone_of,
        back=lambda asked, pk: reverse("patrol:zone", args=[pk]),
        rows=(
            Post(
                "zone",
                "patrol.see",
                list_households,
                {"lines": named("door_numbers", TEXT)},
                rows_in(_("新登记 %(n)s 户。")),
                address="<int:pk>",
                page=zone_page,
            ),
        ),
    ),
    *on(
        "households",
        fetch=household_of,
        back=lambda asked, pk: reverse("patrol:zone", args=[asked.subject.zone_id]),
        rows=(
            Post(
                "household",
                "patrol.see",
                agree,
                {"deed": TEXT, "name": TEXT, "phone": TEXT},
                _agreed,
                address="<int:pk>",
            ),
        ),
    ),
]
