"""Reading drawn boundaries: GeoJSON or KML text, never trusted. Every row is checked; a bad one is told by its name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from shapely import force_2d, get_num_coordinates, set_precision
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 500
MAX_POINTS = 5_000
GRAIN = 1e-7  # degrees, about a centimetre: so that the same file read twice is the same


class NotAFile(Exception):
    """The whole text cannot be read; the message is for the person who brought it."""


@dataclass(frozen=True)
class Row:
    """One boundary of the file. `why` says what is wrong with it; then there is no shape."""

    line: int
    name: str
    code: str
    households: int | None
    shape: BaseGeometry | None
    why: str = ""

    @property
    def boundary(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(json.dumps(mapping(self.shape)))
        return told


def read(data: bytes, *, name: str = "") -> list[Row]:
    """All rows of a GeoJSON or KML file; `name` is for a lone drawn shape. NotAFile when it is neither."""
    if len(data) > MAX_BYTES:
        raise NotAFile("文件超过 2 MB，请按村分开导出。")
    try:
        text = data.decode("utf-8-sig")  # one encoding only: what is forbidden in XML cannot hide in another
    except UnicodeDecodeError as error:
        raise NotAFile("文件不是 UTF-8 编码，请重新导出。") from error
    raw = list(_kml(text) if text.lstrip().startswith("<") else _geojson(text, name))
    if not raw:
        raise NotAFile("文件里没有任何图形。")
    if len(raw) > MAX_ROWS:
        raise NotAFile(f"文件里有 {len(raw)} 个图形，一次最多 {MAX_ROWS} 个，请按村分开导入。")
    return [_checked(line, *told) for line, told in enumerate(raw, 1)]


Told = tuple[str, str, Any, Any]  # name, code, households, geometry


def _geojson(text: str, name: str) -> Iterator[Told]:
    try:
        told = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise NotAFile("既不是 GeoJSON 也不是 KML，请从地图软件重新导出，或在地图上画。") from error
    if not isinstance(told, dict):
        raise NotAFile("GeoJSON 的最外层要是 FeatureCollection、Feature 或图形。")
    features = told.get("features") if told.get("type") == "FeatureCollection" else [told]
    for feature in features if isinstance(features, list) else []:
        if not isinstance(feature, dict):
            feature = {}
        properties = feature.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        title = properties.get("name") or properties.get("名称") or name
        code = properties.get("code") or properties.get("编码") or ""
        geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
        yield str(title).strip(), str(code).strip(), properties.get("households", properties.get("户数")), geometry


def _no_constant(word: str) -> float:
    raise ValueError(word)


def _kml(text: str) -> Iterator[Told]:
    head = text.upper()
    if "<!DOCTYPE" in head or "<!ENTITY" in head:
        raise NotAFile("KML 文件里有 DOCTYPE 或 ENTITY 声明，为了安全没有读取。请去掉声明后再导入。")
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise NotAFile("KML 文件不完整，请重新导出。") from error
    for mark in root.iterfind(".//{*}Placemark"):
        more = {
            one.get("name", ""): (one.findtext("{*}value") or one.text or "").strip()
            for one in mark.iter()
            if one.get("name")
        }
        polygons = [_kml_rings(polygon) for polygon in mark.iterfind(".//{*}Polygon")]
        geometry = (
            {"type": "MultiPolygon", "coordinates": polygons}
            if len(polygons) > 1
            else {"type": "Polygon", "coordinates": polygons[0]}
            if polygons
            else None
        )
        yield (mark.findtext("{*}name") or "").strip(), more.get("code", ""), more.get("households"), geometry


def _kml_rings(polygon: ElementTree.Element) -> list[Any]:
    rings = [polygon.findtext("{*}outerBoundaryIs/{*}LinearRing/{*}coordinates") or ""]
    rings += [ring.text or "" for ring in polygon.iterfind("{*}innerBoundaryIs/{*}LinearRing/{*}coordinates")]
    return [[point.split(",")[:2] for point in ring.split()] for ring in rings]


def _checked(line: int, name: str, code: str, households: Any, geometry: Any) -> Row:
    def bad(why: str) -> Row:
        return Row(line, name[:60], code[:40], None, None, f"第 {line} 个（{name[:60] or '没有名称'}）：{why}")

    if not name:
        return bad("没有名称，请写 name。")
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return bad("不是一块区域，要 Polygon 或 MultiPolygon。")
    try:
        drawn = shape({"type": geometry["type"], "coordinates": _numbers(geometry["coordinates"])})
    except (ShapelyError, KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError):
        return bad("坐标读不懂，要写成经度、纬度（WGS-84），首尾相接，至少三个点。")
    if drawn.is_empty or get_num_coordinates(drawn) > MAX_POINTS:
        return bad(f"没有点，或者超过 {MAX_POINTS} 个点，请简化后再导入。")
    west, south, east, north = drawn.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return bad("坐标不是经纬度，请换成 WGS-84 后再导入。")
    if not drawn.is_valid:
        where = explain_validity(drawn).rpartition("[")[2].rstrip("]").replace(" ", "，")
        return bad(f"边界自己和自己相交（在 {where} 附近），请改正后再导入。")
    fixed = set_precision(force_2d(drawn), GRAIN).normalize()
    if fixed.is_empty or fixed.geom_type not in ("Polygon", "MultiPolygon"):
        return bad("区域太小，看不出是一块地。")
    count = int(households) if str(households or "").isascii() and str(households or "").isdigit() else None
    return Row(line, name[:60], code[:40], count if count is None or count < 100_000 else None, fixed)


def _numbers(coordinates: Any) -> Any:
    """KML gives text; GeoJSON numbers. Anything else is a ValueError or TypeError."""
    if isinstance(coordinates, (list, tuple)):
        return [_numbers(one) for one in coordinates]
    if isinstance(coordinates, bool) or coordinates is None:
        raise TypeError(coordinates)
    return float(coordinates)
