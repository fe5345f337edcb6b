"""国土空间规划: thirty days on display, deliberated, approved; zones drawn or imported; a spot asked about."""

from __future__ import annotations

import json

import pytest
from cast import NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from entries import through

from xiangyue.house import moment
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.measures import Span, get
from xiangyue.ledgers.book.models import Sheet
from xiangyue.ledgers.plan.columns import VERSIONS, ZONES
from xiangyue.ledgers.plan.models import Zone
from xiangyue.ledgers.plan.shapes import as_table, polygon

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[116.7, 39.6], [116.8, 39.6], [116.8, 39.7], [116.7, 39.7], [116.7, 39.6]]],
}
VERSION = {
    "title": "国土空间规划",
    "drawn_on": "2024-03-15",
    "shown_from": "2024-04-01",
    "shown_until": "2024-04-30",
    "deliberated_on": "2024-05-20",
    "approved_on": "2024-09-30",
    "document": "京规〔2024〕1号",
}
ZONE = {
    "code": "Z-01",
    "version_of": "国土空间规划",
    "name": "大羊村农田",
    "kind": "永久基本农田",
    "uses": "只种粮食",
    "article": "基本农田保护条例第十七条",
    "shape": json.dumps(SQUARE),
    "drawn_on": "2024-03-15",
}
TITLES = {column.name: column.title for column in ZONES.columns.rows}


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"shown_until": "2024-04-29"}, "公示只有 29 天，至少要 30 天"),
        ({"shown_until": ""}, "开始和结束两个日期"),
        ({"shown_from": "2024-03-01"}, "早于编制完成"),
        ({"deliberated_on": "2024-04-20"}, "公示结束之后"),
        ({"deliberated_on": ""}, "先经镇人大审议"),
        ({"approved_on": "2024-05-01"}, "先经镇人大审议"),
    ],
)
def test_a_step_that_is_missing_or_too_early_is_refused_with_its_article(cast, told, says):
    with pytest.raises(Refused, match=says):
        through(cast, VERSIONS, VERSION | told)


def feature(**told):
    words = {TITLES[name]: value for name, value in (ZONE | told).items() if name != "shape"}
    return {"type": "Feature", "properties": words, "geometry": SQUARE}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def bring(cast, data, name):
    told = {"sheet": SimpleUploadedFile(name, data)}
    return cast.client("roads").post("/plan/zones/bring", told, headers={"Accept": "application/json"})


def test_zones_come_from_a_drawn_file_and_a_spot_is_told_with_its_article(cast):
    through(cast, VERSIONS, VERSION)
    assert bring(cast, collection(feature(), feature(code="Z-02", kind="林地")), "分区.geojson").status_code == 200
    sheet = Sheet.objects.get()
    assert (sheet.new, len(sheet.bad)) == (1, 1) and "分区类型请填" in sheet.bad[0][-1]
    zone = Zone.objects.get()
    page = cast.client("secretary").get("/plan/", {"lon": "116.75", "lat": "39.65"}).content.decode()
    assert "没有画进任何分区" in page  # it is not signed yet
    through(cast, ZONES, ZONE, entry=zone)
    page = cast.client("secretary").get("/plan/", {"lon": "116.75", "lat": "39.65"}).content.decode()
    assert "基本农田保护条例第十七条" in page and "只种粮食" in page
    elsewhere = cast.client("secretary").get("/plan/", {"lon": "116.95", "lat": "39.65"}).content.decode()
    assert "没有画进任何分区" in elsewhere
    assert cast.client("secretary").get("/plan/", {"lon": "这里", "lat": ""}).status_code == 200


KML = """<?xml version="1.0"?>{doctype}<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>大羊村农田</name>
<ExtendedData><Data name="分区编号"><value>Z-01</value></Data></ExtendedData><Polygon><outerBoundaryIs><LinearRing>
<coordinates>116.7,39.6,0 116.8,39.6,0 116.8,39.7,0 116.7,39.7,0 116.7,39.6,0</coordinates></LinearRing>
</outerBoundaryIs>
</Polygon></Placemark></Document></kml>"""


def test_a_kml_is_read_by_its_names(cast):
    table, name = as_table(KML.format(doctype="").encode(), "a.kml", titles=["分区编号", "名称", "图形"], shape="图形")
    assert name == "a.kml.csv" and "Z-01,大羊村农田" in table.decode("utf-8-sig")
    assert "116.8" in table.decode()


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (KML.format(doctype='<!DOCTYPE a [<!ENTITY b "c">]>').encode(), "a.kml", "文档类型声明"),
        (b"<kml><Placemark>", "a.kml", "不是合法的 KML"),
        (b"<kml/>", "a.kml", "没有画好的面"),
        (b"[" * 100_000, "a.geojson", "不是合法的 GeoJSON"),
        (b'{"type": "FeatureCollection", "features": 3}', "a.json", "不是合法的 GeoJSON"),
    ],
)
def test_hostile_and_broken_files_are_told(cast, data, name, says):
    through(cast, VERSIONS, VERSION)
    answer = bring(cast, data, name)
    assert answer.status_code == 422 and says in answer.json()["says"]


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ("一个方块", "不是 GeoJSON"),
        ('{"type": "Point", "coordinates": [116.7, 39.6]}', "完好的面"),
        ('{"type": "Polygon", "coordinates": [[[39.6, 116.7], [39.7, 116.7], [39.7, 116.8], [39.6, 116.7]]]}', "写反"),
        ('{"type": "Polygon", "coordinates": [[[116, 39], [117, 40], [117, 39], [116, 40], [116, 39]]]}', "自相交"),
        ('{"type": "Polygon", "coordinates": [[["a", 39]]]}', "不是有效的"),
    ],
)
def test_a_shape_that_is_no_sound_area_is_told(shape, says):
    with pytest.raises(ValueError, match=says):
        polygon(shape)


def test_a_plan_counts_as_drawn_up_once_it_is_signed(cast):
    entry = through(cast, VERSIONS, VERSION, signs=False)
    measure = get("plan.drawn_up")
    assert measure.count(cast.town, Span.of("2024")) == 0
    through(cast, VERSIONS, VERSION, entry=entry)
    assert measure.count(cast.town, Span.of("2024")) == 1 and measure.count(cast.town, Span.of("2023")) == 0
