"""Grids of three villages, a Party member's zone, and the last weeks' patrols: one well walked, one due, one never."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO

from PIL import Image
from shapely.geometry import box, mapping

from xiangyue.doors.patrol import actions as patrol
from xiangyue.doors.patrol import queries
from xiangyue.kernel.actions import sniff
from xiangyue.kernel.geography import shape_of
from xiangyue.kernel.models import Place
from xiangyue.kernel.storytelling import Part, Scene

VILLAGES = ("小务村", "前马坊村", "柴厂屯村")
Walked = tuple[tuple[str, str, tuple[int, ...]], ...]
WALKED: Walked = (("wangge01", "小务村", (1, 3, 6, 9, 13)), ("wangge02", "前马坊村", (11, 17)))

# of one village every week, of another with a week left out, the third never
CHIEFS: Walked = (("wangge01", "小务村", (2, 8, 16, 22, 30, 36, 43, 51)), ("wangge02", "前马坊村", (4, 18, 25, 39)))


def play(scene: Scene) -> None:
    planner, first = scene.seats["diaodu1"], scene.now - timedelta(days=60)
    held = {name: _halves(scene, scene.villages[name]) for name in VILLAGES}
    for name, worker in zip(VILLAGES, ("wangge01", "wangge02", "wangge03"), strict=True):
        for grid in held[name]:
            patrol.hand_over(grid, scene.seats[worker], seat=planner, at=first)
    for member, name, title in (("dangyuan01", "小务村", "第一责任区"), ("dangyuan02", "前马坊村", "第一责任区")):
        zone = patrol.open_zone(held[name][0], title=title, seat=planner)
        patrol.hand_over(held[name][0], scene.seats[member], seat=planner, at=first, zone=zone)
        patrol.list_households(zone, [f"{row}区{row * 7}号" for row in range(1, 9)], seat=planner, at=first)
        for number, household in enumerate(queries.households_of(scene.seats[member], first + timedelta(hours=1))[:5]):
            at = scene.now - timedelta(days=4 + 9 * number)
            if number < 2:
                patrol.consent(
                    household, name=f"{'何高'[number]}大爷", phone=scene.phone(), seat=scene.seats[member], at=at
                )
            need = "想请人帮着看看炉子的烟道" if number == 2 else ""
            patrol.call_at(
                patrol.Call(household, at, need=need),
                seat=scene.seats[member],
                at=at,
                request_id=f"demo-call-{member}-{number}",
            )
    for task, walked in (("", WALKED), ("田长巡田", CHIEFS)):
        for worker, name, days in walked:
            for day in days:
                _walk(scene, worker, held[name], day, task)
    _find(scene, held["小务村"][0], held["小务村"][1])


def _halves(scene: Scene, village: Place) -> list[Place]:
    """The village cut down its middle: two grids without a gap between them."""
    whole = shape_of(village.boundary or {})
    west, south, east, north = whole.bounds
    middle = (west + east) / 2
    halves = (box(west, south, middle, north), box(middle, south, east, north))
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"{village.name}第{'一二'[row]}网格"},
            "geometry": mapping(whole.intersection(half)),
        }
        for row, half in enumerate(halves)
    ]
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    patrol.take_grids(
        village, data, seat=scene.seats["diaodu1"], at=scene.now - timedelta(days=60), name="grids.geojson"
    )
    return list(Place.objects.filter(parent=village, level="grid").order_by("code"))


def _walk(scene: Scene, worker: str, grids: list[Place], days_ago: int, task: str) -> None:
    begun = scene.now - timedelta(days=days_ago, hours=1)
    points = []
    for row, grid in enumerate(grids):
        centre = shape_of(grid.boundary or {}).representative_point()
        points += [
            (centre.x + 0.0004 * step, centre.y, begun + timedelta(minutes=20 * row + 4 * step)) for step in range(4)
        ]
    ended = begun + timedelta(minutes=50)
    key = f"demo-{worker}-{days_ago}"
    patrol.walk(
        patrol.Step(key, begun, points=points, ended_at=ended, task=task),
        seat=scene.seats[worker],
        at=ended,
        request_id=f"{key}-1",
    )


def _find(scene: Scene, first: Place, second: Place) -> None:
    seat = scene.seats["wangge01"]
    picture = BytesIO()
    Image.new("RGB", (320, 240), "#7a8f6a").save(picture, "JPEG")
    photo = sniff("巡查.jpg", picture.getvalue(), photo_only=True)
    found = (
        ("环境卫生", "路边有一堆枯枝", 1, "叫上保洁员一起清走了。", 3, first),
        ("井盖", "村委会门前井盖松动，车压过响", 3, "", 3, second),
        ("占用耕地", "地头堆了砖和沙子，像要打地基", 3, "", 20, second),
        ("独居老人", "大爷腿脚不便，取药困难", 2, "", 1, first),
    )
    for number, (task, words, level, note, days, grid) in enumerate(found):
        at = scene.now - timedelta(days=days, minutes=20)
        centre = shape_of(grid.boundary or {}).representative_point()
        patrol.find(
            patrol.Find(task, words, level, at, note=note, point=(centre.x, centre.y), photo=photo),
            seat=seat,
            at=at,
            request_id=f"demo-find-{number}",
        )


PART = Part(plays=play)
