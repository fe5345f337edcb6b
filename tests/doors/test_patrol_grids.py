"""Grids drawn and imported: bad rows told, nothing twice, gaps and overlaps in square metres."""

from __future__ import annotations

import json

import pytest
from cast import NOON, later
from patrol_town import EAST, HALVES, MIDDLE, NORTH, SOUTH, WEST, box, collection, drawn_village, make_patrol
from shapely.geometry import shape

from xiangyue.doors.patrol import actions, queries
from xiangyue.doors.patrol.rules import area_m2, due_on, forbidden_task, next_code, problems
from xiangyue.doors.patrol.shapes import NotAFile, read
from xiangyue.doors.patrol.terms import number, tasks
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.geography import locate
from xiangyue.kernel.models import Place, Rule

KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>大羊一网格</name>
<ExtendedData><Data name="households"><value>310</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>
116.79,39.69,0 116.80,39.69,0 116.80,39.71,0 116.79,39.71,0 116.79,39.69,0</coordinates></LinearRing></outerBoundaryIs>
</Polygon></Placemark></Document></kml>"""


def take(cast, data, at=NOON, name=""):
    return actions.take_grids(cast.places["dayang"], data, seat=cast.seats["dispatcher"], at=at, name=name)


def test_a_file_taken_twice_changes_nothing(cast):
    drawn_village(cast)
    first = take(cast, HALVES)
    assert (first.new, first.changed, first.same, first.wrong) == (2, 0, 0, [])
    before = list(Place.objects.filter(level="grid").order_by("pk").values())
    again = take(cast, HALVES, at=later(NOON, days=1))
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert list(Place.objects.filter(level="grid").order_by("pk").values()) == before
    assert [row["code"] for row in before] == ["dayang001", "dayang002"]
    assert locate(cast.town, 116.795, 39.70, level="grid").name == "大羊一网格"


def test_a_changed_boundary_is_drawn_anew_everywhere(cast):
    drawn_village(cast)
    take(cast, HALVES)
    assert locate(cast.town, 116.801, 39.70, level="grid").name == "大羊二网格"
    changed = take(cast, collection(("大羊一网格", box(WEST, SOUTH, 116.8015, NORTH))), at=later(NOON, days=1))
    assert changed.changed == 1
    assert locate(cast.town, 116.801, 39.70, level="grid").name == "大羊一网格"


def test_bad_rows_come_back_and_good_ones_go_in(cast):
    drawn_village(cast)
    bow = {
        "type": "Polygon",
        "coordinates": [[[116.79, 39.69], [116.80, 39.71], [116.80, 39.69], [116.79, 39.71], [116.79, 39.69]]],
    }
    taken = take(
        cast,
        collection(
            ("好网格", box(WEST, SOUTH, MIDDLE, NORTH)),
            ("蝴蝶结", bow),
            ("上海", box(121.4, 31.2, 121.5, 31.3)),
            ("", box(WEST, SOUTH, EAST, NORTH)),
            ("一个点", {"type": "Point", "coordinates": [116.8, 39.7]}),
            ("好网格", box(MIDDLE, SOUTH, EAST, NORTH)),
            ("米制", box(450_000, 4_390_000, 451_000, 4_391_000)),
        ),
    )
    assert taken.new == 1
    told = "\n".join(taken.wrong)
    assert "第 2 个（蝴蝶结）：边界自己和自己相交" in told
    assert "第 3 个（上海）：大半不在大羊村" in told
    assert "第 4 个（没有名称）" in told
    assert "第 5 个（一个点）：不是一块区域" in told
    assert "第 6 个（好网格）：和文件里前面的网格重复" in told
    assert "第 7 个（米制）：坐标不是经纬度" in told


def test_a_code_is_the_villages_and_three_digits(cast):
    drawn_village(cast)
    wrong = take(cast, collection(("甲", box(WEST, SOUTH, MIDDLE, NORTH)), code="110112117999001"))
    assert "要写成村编码 dayang 加三位数字" in wrong.wrong[0]
    assert take(cast, collection(("甲", box(WEST, SOUTH, MIDDLE, NORTH)), code="dayang007")).new == 1
    clash = take(cast, collection(("甲", box(MIDDLE, SOUTH, EAST, NORTH)), code="dayang008"))
    assert "已经有叫这个名称的网格" in clash.wrong[0]
    with pytest.raises(ValueError, match="999"):
        next_code("v", {f"v{n:03d}" for n in range(1, 1000)})


def test_kml_is_read_and_a_large_grid_is_warned_of(cast):
    drawn_village(cast)
    taken = take(cast, KML.encode())
    assert taken.new == 1
    assert "310 户，超过本镇每个网格 300 户" in taken.warnings[0]
    Rule.objects.create(
        town=cast.town, kind="grid", key="size", valid_from="2024-01-01", value={"households": 400}, source="测试"
    )
    assert take(cast, KML.encode()).warnings == []


@pytest.mark.parametrize(
    "data",
    [
        KML.replace("<kml", '<!DOCTYPE kml [<!ENTITY x SYSTEM "file://localhost/etc/passwd">]><kml')
        .replace("大羊一网格", "&x;")
        .encode(),
        KML.replace("<kml", "<!doctype kml><kml").encode(),
        KML.replace("<kml", '<!DOCTYPE kml [<!ENTITY x SYSTEM "file://localhost/etc/passwd">]><kml').encode("utf-16"),
    ],
)
def test_kml_with_an_entity_is_refused(data):
    with pytest.raises(NotAFile):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]",
        b"<kml/>",
        b"<kml",
        b"[" * 100_000,
        b'{"type":"FeatureCollection","features":3}',
        b"x" * 3_000_000,
        "网格".encode("gbk"),
        b'{"type":"Polygon","coordinates":[[[NaN,1],[2,2],[3,1]]]}',
    ],
)
def test_what_is_no_file_of_shapes_is_refused(data):
    try:
        rows = read(data)
    except NotAFile:
        return
    assert all(row.why and row.shape is None for row in rows)


def test_a_drawn_shape_takes_the_name_given(cast):
    drawn_village(cast)
    assert take(cast, json.dumps(box(WEST, SOUTH, MIDDLE, NORTH)).encode(), name="手画网格").new == 1
    assert Place.objects.get(level="grid").name == "手画网格"
    assert "没有名称" in take(cast, json.dumps(box(WEST, SOUTH, MIDDLE, NORTH)).encode()).wrong[0]


def test_gaps_overlaps_and_what_sticks_out_are_told_in_square_metres():
    village = shape(box(WEST, SOUTH, EAST, NORTH))
    assert (
        problems(
            village, [("甲", shape(box(WEST, SOUTH, MIDDLE, NORTH))), ("乙", shape(box(MIDDLE, SOUTH, EAST, NORTH)))]
        )
        == []
    )
    found = problems(
        village, [("甲", shape(box(WEST, SOUTH, 116.801, NORTH))), ("乙", shape(box(MIDDLE, SOUTH, 116.809, 39.712)))]
    )
    assert {(one.kind, one.names) for one in found} == {("overlap", ("甲", "乙")), ("gap", ()), ("outside", ("乙",))}
    overlap = next(one for one in found if one.kind == "overlap")
    assert overlap.area_m2 == pytest.approx(0.001 * 85_650 * 0.02 * 111_320, rel=0.01)
    assert area_m2(shape(overlap.geometry)) == pytest.approx(overlap.area_m2, abs=1)


def test_a_pencils_width_is_no_gap():
    village = shape(box(WEST, SOUTH, EAST, NORTH))
    assert problems(village, [("甲", shape(box(WEST, SOUTH, EAST - 0.0000001, NORTH)))]) == []


@pytest.mark.parametrize("name", ["卫生许可", "占道罚款", "违建强制拆除", "行政处罚", "查封场所"])
def test_licences_penalties_and_compulsion_are_no_grid_task(cast, name):
    assert "不能作为网格任务" in forbidden_task(name)
    Rule.objects.create(
        town=cast.town,
        kind="grid",
        key="tasks",
        valid_from="2024-01-01",
        value={"tasks": ["井盖", name]},
        source="测试",
    )
    assert [task.name for task in tasks(cast.town, NOON.date())] == ["井盖"]


def test_a_rule_that_makes_no_sense_leaves_the_default(cast):
    Rule.objects.create(
        town=cast.town, kind="zone", key="ratio", valid_from="2024-01-01", value={"at_most": "许多"}, source="测试"
    )
    assert number(cast.town, "zone", "ratio", "at_most", NOON.date()) == 15
    assert due_on(NOON.date(), None, 30) == NOON.date()


def test_who_answered_here_on_that_day(cast):
    town = make_patrol(cast)
    actions.hand_over(town.west, cast.seats["grid2"], seat=town.dispatcher, at=NOON)
    assert queries.responsible_on(town.west, later(NOON, days=-1)).holder == "马网格"
    assert queries.responsible_on(town.west, NOON).holder == "牛网格"
    assert queries.responsible_on(town.west, NOON, zone=town.zone).holder == "杨党员"
    assert queries.responsible_on(town.east, NOON) is None
    again = actions.hand_over(town.west, cast.seats["grid2"], seat=town.dispatcher, at=later(NOON, days=1))
    assert again.since == NOON
    with pytest.raises(Refused, match="晚于现任"):
        actions.hand_over(town.west, cast.seats["grid"], seat=town.dispatcher, at=later(NOON, days=-9))
    with pytest.raises(Refused, match="现任的网格员"):
        actions.hand_over(town.west, cast.seats["member"], seat=town.dispatcher, at=later(NOON, days=2))
    with pytest.raises(NotAllowed):
        actions.hand_over(town.west, cast.seats["grid"], seat=town.worker, at=later(NOON, days=2))
