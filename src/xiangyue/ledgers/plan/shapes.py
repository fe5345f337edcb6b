"""Drawn shapes from outside: GeoJSON or KML into rows of the zones' sheet. WGS-84; hostile files are refused."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from xml.parsers import expat

from xiangyue.kernel.errors import Refused
from xiangyue.kernel.geography import shape_of
from xiangyue.lib.coords import in_china

POINTS_MAX = 20_000  # of one shape
FEATURES_MAX = 2_000
_FILES = (".geojson", ".json", ".kml")
_KML = "http://www.opengis.net/kml/2.2"
Feature = tuple[dict[str, str], str]


def as_table(data: bytes, filename: str, *, titles: Sequence[str], shape: str) -> tuple[bytes, str]:
    """A drawn file as a .csv with these titles, each feature's own words under theirs; a table as it is."""
    if not filename.lower().endswith(_FILES):
        return data, filename
    read = _kml if filename.lower().endswith(".kml") else _geojson
    features = list(read(data))
    if not features:
        raise Refused("{name} 里没有画好的面，请在地图软件里确认图层后重新导出。", name=filename)
    if len(features) > FEATURES_MAX:
        raise Refused(
            "{name} 里有 {n} 个图形，一次最多 {most} 个，请分成几份。",
            name=filename,
            n=len(features),
            most=FEATURES_MAX,
        )
    held = io.StringIO()
    table = csv.writer(held)
    table.writerow(titles)
    for words, geometry in features:
        table.writerow([geometry if title == shape else words.get(title, "") for title in titles])
    return held.getvalue().encode("utf-8-sig"), f"{filename}.csv"


def polygon(text: str) -> str:
    """The same shape in one writing; ValueError, with a sentence, for what is no sound area."""
    if text.count("[") > POINTS_MAX:
        raise ValueError(f"图形的点太多（最多 {POINTS_MAX} 个），请先简化边线。")
    try:
        geometry = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise ValueError("图形不是 GeoJSON，请从地图软件导出，或在图上画。") from wrong
    found = shape_of(geometry)
    if found.geom_type not in ("Polygon", "MultiPolygon") or found.is_empty or not found.is_valid:
        raise ValueError("图形要是一个完好的面，边线不能自相交。")
    west, south, east, north = found.bounds
    if not (in_china(west, south) and in_china(east, north)):
        raise ValueError("图形不在国内，请确认坐标是经度、纬度（WGS-84），没有写反。")
    return json.dumps(geometry, separators=(",", ":"))


def _geojson(data: bytes) -> Iterator[Feature]:
    try:
        told = json.loads(data)
        features = told["features"] if told["type"] == "FeatureCollection" else [told]
        for feature in features:
            words = {str(key): str(value) for key, value in (feature["properties"] or {}).items() if value is not None}
            yield words, json.dumps(feature["geometry"], separators=(",", ":"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        raise Refused("这个文件不是合法的 GeoJSON，请用地图软件重新导出。") from wrong


def _kml(data: bytes) -> Iterator[Feature]:
    reader = _Placemarks()
    parser = expat.ParserCreate("utf-8", "|")
    parser.StartElementHandler, parser.EndElementHandler = reader.begins, reader.ends
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = reader.says, reader.refuses
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as wrong:
        raise Refused("这个文件不是合法的 KML，请用地图软件重新导出。") from wrong
    yield from reader.found


class _Placemarks:
    """Each placemark's name, its data by name, and its areas with their holes."""

    def __init__(self) -> None:
        self.found: list[Feature] = []
        self._words: dict[str, str] = {}
        self._areas: list[list[list[list[float]]]] = []
        self._key, self._text = "", ""

    def refuses(self, *_told: object) -> None:
        raise Refused("KML 里带有文档类型声明，已拒绝打开。请用地图软件重新导出。")

    def begins(self, tag: str, told: dict[str, str]) -> None:
        name, self._text = tag.rpartition("|")[2], ""
        if name == "Placemark":
            self._words, self._areas = {}, []
        elif name in ("Data", "SimpleData"):
            self._key = told.get("name", "")
        elif name == "Polygon":
            self._areas.append([])

    def says(self, text: str) -> None:
        self._text += text

    def ends(self, tag: str) -> None:
        name = tag.rpartition("|")[2]
        if name == "name":
            self._words.setdefault("名称", self._text.strip())
        elif name in ("value", "SimpleData") and self._key:
            self._words[self._key] = self._text.strip()
        elif name == "coordinates" and self._areas:
            self._areas[-1].append(_ring(self._text))
        elif name == "Placemark" and self._areas:
            told = {"type": "MultiPolygon", "coordinates": self._areas}
            one = {"type": "Polygon", "coordinates": self._areas[0]}
            self.found.append((self._words, json.dumps(told if len(self._areas) > 1 else one)))


def _ring(text: str) -> list[list[float]]:
    return [[float(number) for number in point.split(",")[:2]] for point in text.split()]
