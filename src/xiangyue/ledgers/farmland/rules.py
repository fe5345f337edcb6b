"""What may stand on a field, by its season. Plain Python.

Sown area counts each season: wheat and then maize on one mu are two mu sown (works rules, B3). The town's dated rows:
"sowing"/season: {"from": "09-15", "to": "11-15", "year_before": true}, when that season is sown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from xiangyue.lib.decimals import plain

RULE = "sowing"
SUMMER, AUTUMN = "夏粮", "秋粮"
SEASONS = {SUMMER: "summer grain", AUTUMN: "autumn grain", "其他": "other"}
# cereals, beans, tubers
GRAINS = {"小麦": "wheat", "玉米": "maize", "大豆": "soya", "薯类": "tubers", "其他粮食": "other grain"}
CROPS = {**GRAINS, "蔬菜": "vegetables", "其他作物": "other crops"}
BASIC = "永久基本农田"
CLASSES = {BASIC: "permanent basic farmland", "一般耕地": "common farmland", "其他": "other"}


def window(value: Mapping[str, object], year: int) -> tuple[date, date]:
    """The first and the last day on which a season of the year is sown."""
    before = 1 if value.get("year_before") else 0
    return tuple(date.fromisoformat(f"{year - before}-{value[end]}") for end in ("from", "to"))  # type: ignore[return-value]


def wrong_sowing(key: str, value: Mapping[str, object]) -> str:
    if key not in SEASONS:
        return f"没有“{key}”这个季次，可以是 {'、'.join(SEASONS)}"
    try:
        first, last = window(value, 2024)
    except (KeyError, ValueError):
        return "from 和 to 要写成 09-15 样子的月日"
    return "" if first <= last else "from 不能晚于 to"


def out_of_season(season: str, sown_on: date, value: Mapping[str, object], year: int) -> str:
    first, last = window(value, year)
    if first <= sown_on <= last:
        return ""
    return f"{year} 年{season}的播种期是 {first} 到 {last}，这里写的是 {sown_on}。请核对年度、季次或日期。"


def above(area: Decimal, parcel: str, whole: Decimal) -> str:
    if area <= whole:
        return ""
    return f"播种面积 {plain(area)} 亩大于地块 {parcel} 的 {plain(whole)} 亩。"


def not_for(kind: str, crop: str) -> Iterable[str]:
    """Permanent basic farmland is for grain first (Food Security Law arts. 12-13)."""
    if kind == BASIC and crop not in GRAINS:
        yield f"永久基本农田上种了{crop}，不是粮食作物"


def not_added_up(town: Decimal, villages: Decimal, year: int) -> str:
    """The villages' tasks are the town's."""
    return "" if town == villages else f"{year} 年各村任务合计 {plain(villages)} 亩，全镇任务 {plain(town)} 亩，对不上"
