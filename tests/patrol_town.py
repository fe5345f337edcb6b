"""A village with a boundary and two grids, a grid worker and a Party member with a zone of three households."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from cast import NOON, Cast, later
from django.contrib.auth.models import User
from PIL import Image

from xiangyue.doors.patrol import actions
from xiangyue.doors.patrol.models import Household, Zone
from xiangyue.kernel.models import Place, Seat

# 大羊村 is a square of 0.02 degrees; its grids are its western and eastern halves
WEST, MIDDLE, EAST, SOUTH, NORTH = 116.79, 116.80, 116.81, 39.69, 39.71
IN_WEST, IN_EAST, FAR = (116.795, 39.70), (116.805, 39.70), (121.47, 31.23)
BEFORE = later(NOON, days=-60)


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def collection(*rows: tuple[str, dict[str, Any]], **properties: Any) -> bytes:
    features = [
        {"type": "Feature", "properties": {"name": name, **properties}, "geometry": shape} for name, shape in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


HALVES = collection(("大羊一网格", box(WEST, SOUTH, MIDDLE, NORTH)), ("大羊二网格", box(MIDDLE, SOUTH, EAST, NORTH)))


@dataclass
class PatrolTown:
    cast: Cast
    village: Place
    west: Place
    east: Place
    zone: Zone
    houses: list[Household]

    @property
    def worker(self) -> Seat:
        return self.cast.seats["grid"]

    @property
    def member(self) -> Seat:
        return self.cast.seats["member"]

    @property
    def dispatcher(self) -> Seat:
        return self.cast.seats["dispatcher"]


def drawn_village(cast: Cast) -> Place:
    village = cast.places["dayang"]
    Place.objects.filter(pk=village.pk).update(boundary=box(WEST, SOUTH, EAST, NORTH), boundary_changed_at=BEFORE)
    village.refresh_from_db()
    cast.units["v-dayang"].place = village
    cast.units["v-dayang"].save(update_fields=["place"])
    return village


def sit(cast: Cast, key: str, role: str, holder: str) -> Seat:
    user = User.objects.create(username=f"patrol-{key}")
    seat = Seat.objects.create(
        town=cast.town,
        unit=cast.units["v-dayang"],
        user=user,
        role=role,
        holder=holder,
        since=datetime(2023, 1, 1, tzinfo=UTC),
    )
    cast.seats[key] = seat
    return seat


def make_patrol(cast: Cast) -> PatrolTown:
    village, dispatcher = drawn_village(cast), cast.seats["dispatcher"]
    for key, role, holder in (("grid", "grid", "马网格"), ("grid2", "grid", "牛网格"), ("member", "member", "杨党员")):
        sit(cast, key, role, holder)
    taken = actions.take_grids(village, HALVES, seat=dispatcher, at=BEFORE)
    assert taken.wrong == []
    west, east = Place.objects.filter(level="grid", parent=village).order_by("code")
    actions.hand_over(west, cast.seats["grid"], seat=dispatcher, at=BEFORE)
    zone = actions.open_zone(west, title="第一责任区", seat=dispatcher)
    actions.hand_over(west, cast.seats["member"], seat=dispatcher, at=BEFORE, zone=zone)
    assert actions.list_households(zone, ["一区1号", "一区2号", "一区3号"], seat=dispatcher, at=BEFORE) == (3, [])
    return PatrolTown(cast, village, west, east, zone, list(zone.households.order_by("door_number")))


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, "JPEG")
    return out.getvalue()
