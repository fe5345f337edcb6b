"""What is wrong with a town folder: file, row, column, what, and how to mend it. Nothing is written."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import InvalidOperation
from pathlib import Path

from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from xiangyue.figures.facts import KINDS
from xiangyue.figures.forms import FORMS
from xiangyue.figures.indicators.models import Goal, Indicator, Target
from xiangyue.figures.indicators.rules import QUALIFIERS
from xiangyue.house.people.actions import APART
from xiangyue.house.townfolder import indicators, statements, tables
from xiangyue.house.townfolder.rule_values import DEADLINES, finite, wrong_rule
from xiangyue.house.townfolder.tables import TABLES, Row, Table
from xiangyue.kernel import measures
from xiangyue.kernel.models import ROLES, Category, Matter, Party
from xiangyue.lib.spans import Span

_CHOICES: dict[str, Collection[str]] = {
    tables.ROLE: ROLES,
    tables.BOUND: QUALIFIERS,
    tables.FACT_KIND: KINDS,
    tables.UNIT_KIND: [key for key, _ in Party.UNIT_KINDS],
    tables.PLACE_LEVEL: ["village", "grid", "road", "water", "site"],
    tables.DUTY: [key for key, _ in Category.DUTY_LISTS],
    tables.URGENCY: [key for key, _ in Matter.URGENCIES],
    tables.FORM: FORMS,
    tables.MEASURE: measures.names(),
    tables.GOAL_KIND: [key for key, _ in Goal.KINDS],
    tables.PERIOD_KIND: [key for key, _ in Indicator.PERIODS],
    tables.ROUNDING: [key for key, _ in Indicator.ROUNDINGS],
    tables.BETTER: [key for key, _ in Indicator.BETTER],
    tables.TARGET_KIND: [key for key, _ in Target.KINDS],
}
_OVERLAP = 1e-9  # square degrees, about ten square metres: rounding of shared corners


@dataclass(frozen=True)
class Problem:
    """`row` 0 means the whole file. `str()` is one line for a person."""

    file: str
    row: int
    column: str
    says: str
    mend: str

    def __str__(self) -> str:
        where = "".join(
            [self.file, f" 第{self.row}行" if self.row else "", f" {self.column} 列" if self.column else ""]
        )
        return f"{where}：{self.says}。{self.mend}。"


def check(folder: Path) -> list[Problem]:
    """Every problem of the folder; empty when it may be loaded. Missing tables are told before anything else."""
    problems = list(_shapes(folder))
    if any(not problem.row for problem in problems):
        return problems
    for look in (_references, _dates, _three_administrators, _rules, _figures, _boundaries, _mappings):
        problems += look(folder)
    return problems


def _shapes(folder: Path) -> Iterator[Problem]:
    for table in TABLES:
        path = folder / table.file
        if not path.exists():
            if table.needed:
                yield Problem(table.file, 0, "", "缺少这个文件", f"请在 {folder.name} 里补上它")
            continue
        try:
            titles, held = tables.header(folder, table.file), tables.rows(folder, table.file)
        except UnicodeDecodeError:
            yield Problem(table.file, 0, "", "不是 UTF-8 编码，读不出来", "请另存为 UTF-8 编码的 CSV")
            continue
        missing = [column.name for column in table.columns if column.name not in titles]
        if missing:
            yield Problem(table.file, 0, "、".join(missing), "缺少列", "请在第一行补上列名")
            continue
        if table.needed and not held:
            yield Problem(table.file, 0, "", "只有表头，没有内容", "请照列名填写")
        yield from _cells(table, held)


def _cells(table: Table, held: list[Row]) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    for row in held:
        for column in table.columns:
            cell = row[column.name]
            if not cell:
                if column.needed:
                    yield Problem(table.file, row.line, column.name, "不能空着", "请填写")
                continue
            says = _wrong(column.kind, cell, column.choices)
            if says:
                yield Problem(table.file, row.line, column.name, f"“{cell}”{says[0]}", says[1])
        key = tuple(row[name] for name in table.key)
        if key in seen:
            told = f"“{' '.join(key)}”与第{seen[key]}行重复"
            yield Problem(table.file, row.line, "+".join(table.key), told, "请删去一行或改成不同的代码")
        seen.setdefault(key, row.line)


def _wrong(kind: str, cell: str, choices: str) -> tuple[str, str] | None:
    tests: dict[str, tuple[Callable[[str], object], str, str]] = {
        "int": (_natural, "不是整数", "请写不带单位的非负整数"),
        "places": (_places, "不是小数位数", "请写 0 到 6"),
        "code": (_code, "不能作代码", "请只用小写字母、数字和短横线，40 个以内，例如 orders-month"),
        "decimal": (finite, "不是数字", "请只写数字"),
        "date": (date.fromisoformat, "不是日期", "请写成 2024-01-31 的样子"),
        "json": (json.loads, "不是合法的 JSON", "请检查引号和括号"),
        "yes": (lambda text: {"yes": 1, "no": 0}[text], "只能是 yes 或 no", "请改成 yes 或 no"),
        "pairs": (
            tables.pairs,
            "不是 名称=值 的写法",
            "请写成 village=某某村 的样子，几项用分号隔开，一个名称只写一次",
        ),
        "span": (
            Span.of,
            "不是时段",
            "请写成 2024、2024-09、2024-Q3、2024夏、2024-07-01..2024-12-31（先早后晚）或 2024-11考核期 的样子",
        ),
    }
    if kind == "choice":
        allowed = _CHOICES[choices]
        return None if cell in allowed else ("不在可选的值里", f"请从 {'、'.join(allowed)} 里选")
    if kind in tests:
        parse, says, mend = tests[kind]
        try:
            parse(cell)
        except (ValueError, LookupError, InvalidOperation):
            return says, mend
    return None


def _natural(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _places(text: str) -> int:
    return range(7)[_natural(text)]


def _code(text: str) -> str:
    """It stands in addresses."""
    if not re.fullmatch(r"[a-z0-9-]{1,40}", text):
        raise ValueError(text)
    return text


def _references(folder: Path) -> Iterator[Problem]:
    """Codes that point to a row of another table."""
    units = {row["code"] for row in tables.rows(folder, "units.csv")}
    places = {row["code"] for row in tables.rows(folder, "places.csv")}
    categories = {row["code"] for row in tables.rows(folder, "categories.csv")}
    offices = {row["key"] for row in tables.rows(folder, "rules.csv") if row["kind"] == "office"} | {"always"}
    wanted = (
        ("units.csv", "place", places, "地点", "places.csv"),
        ("units.csv", "office_hours", offices, "办公时间", "rules.csv"),
        ("seats.csv", "unit", units, "单位", "units.csv"),
        ("categories.csv", "lead_unit", units, "单位", "units.csv"),
        ("categories.csv", "assist", units, "单位", "units.csv"),
        ("templates.csv", "category_code", categories, "类别", "categories.csv"),
    )
    for file, column, known, what, home in wanted:
        for row in tables.rows(folder, file):
            for code in row.list(column):
                if code not in known:
                    told = f"没有代码为“{code}”的{what}"
                    yield Problem(file, row.line, column, told, f"请在 {home} 里补上，或改成已有的代码")
    villages = {row["code"] for row in tables.rows(folder, "units.csv") if row["unit_kind"] == "village"}
    for row in tables.rows(folder, "categories.csv"):
        if row["lead_unit"] in villages and row["village_may_lead"] != "yes":
            yield Problem(
                "categories.csv",
                row.line,
                "lead_unit",
                "村级职责清单以外的事不能由村主办（条例第17条）",
                "请改由科室主办，把村写在 assist 列",
            )


def _dates(folder: Path) -> Iterator[Problem]:
    """Ends before beginnings, and rows of one key that hold at the same time."""
    wanted = (
        ("seats.csv", ("username", "unit", "role"), "since", "until"),
        ("categories.csv", ("code",), "valid_from", "valid_to"),
        ("rules.csv", ("kind", "key"), "valid_from", "valid_to"),
        ("indicators.csv", ("code",), "valid_from", "valid_to"),
    )
    for file, key, first, last in wanted:
        held: dict[tuple[str, ...], list[tuple[str, str, Row]]] = {}
        for row in tables.rows(folder, file):
            if row[last] and row[last] <= row[first]:
                yield Problem(file, row.line, last, f"结束日期 {row[last]} 不晚于开始日期 {row[first]}", "请改正日期")
            held.setdefault(tuple(row[name] for name in key), []).append((row[first], row[last] or "9999-12-31", row))
        for spans in held.values():
            spans.sort(key=lambda span: span[0])
            for (_, until, before), (since, _, row) in zip(spans, spans[1:], strict=False):
                if since < until and since != before[first]:
                    yield Problem(
                        file,
                        row.line,
                        first,
                        f"与第{before.line}行的日期重叠",
                        f"请在第{before.line}行的 {last} 写上 {since}",
                    )


def _three_administrators(folder: Path) -> Iterator[Problem]:
    """三员分立: nobody is two of them at a time."""
    held: dict[str, list[Row]] = {}
    for row in tables.rows(folder, "seats.csv"):
        if row["role"] not in APART:
            continue
        for before in held.setdefault(row["username"], []):
            if before["role"] != row["role"] and _overlap(before, row):
                told = f"{row['username']} 同时担任两个管理员（另一个在第{before.line}行）"
                yield Problem("seats.csv", row.line, "role", told, "系统、安全、审计三个管理员要由三个人担任")
        held[row["username"]].append(row)


def _overlap(one: Row, other: Row) -> bool:
    return one["since"] < (other["until"] or "9999") and other["since"] < (one["until"] or "9999")


def _rules(folder: Path) -> Iterator[Problem]:
    held: set[tuple[str, str]] = set()
    for row in tables.rows(folder, "rules.csv"):
        held.add((row["kind"], row["key"]))
        try:
            value = json.loads(row["value"])
        except ValueError:
            continue  # told with the cells
        says = wrong_rule(row["kind"], row["key"], value)
        if says:
            yield Problem("rules.csv", row.line, "value", says, "请照已有的一行改写")
    for kind, key in [
        ("office", "town"),
        ("callback", "town"),
        ("scoring", "composite"),
        *(("deadline", urgency) for urgency in DEADLINES),
    ]:
        if (kind, key) not in held:
            yield Problem("rules.csv", 0, "key", f"没有规则 {kind}/{key}", "请补上一行，写明从哪天起有效")


def _figures(folder: Path) -> Iterator[Problem]:
    """Indicators with their goals and targets, and published statements."""
    villages = {row["name"] for row in tables.rows(folder, "places.csv") if row["level"] == "village"}
    goals, counted, targets = (tables.rows(folder, file) for file in ("goals.csv", "indicators.csv", "targets.csv"))
    for file, row, column, says, mend in indicators.wrong(goals, counted, targets, villages):
        yield Problem(file, row.line, column, says, mend)
    for row in tables.rows(folder, "facts.csv"):
        for column, says, mend in statements.wrong(row, villages, {one["code"] for one in counted}):
            yield Problem("facts.csv", row.line, column, says, mend)


def _boundaries(folder: Path) -> Iterator[Problem]:
    """Every village has a boundary of its own that overlaps no other."""
    file = "boundaries.geojson"
    try:
        drawn = tables.boundaries(folder)
    except (ValueError, KeyError, TypeError):
        yield Problem(file, 0, "", "不是合法的 GeoJSON", "请用地图软件重新导出")
        return
    shapes: dict[str, tuple[str, BaseGeometry]] = {}
    for row in tables.rows(folder, "places.csv"):
        if row["level"] != "village":
            continue
        geometry = drawn.get(row["code"])
        if geometry is None:
            yield Problem(file, 0, "", f"缺少{row['name']}（{row['code']}）的边界", "请补上这个村的面")
            continue
        try:
            polygon = shape(geometry)
        except (ShapelyError, ValueError, KeyError, TypeError):
            polygon = None
        if polygon is None or polygon.geom_type not in ("Polygon", "MultiPolygon") or not polygon.is_valid:
            yield Problem(file, 0, "", f"{row['name']}的边界不是一个完好的面", "请重画，边线不能自相交")
            continue
        for other, (name, known) in shapes.items():
            if polygon.intersects(known) and polygon.intersection(known).area > _OVERLAP:
                yield Problem(file, 0, "", f"{row['name']}与{name}（{other}）的边界重叠", "请改其中一个村的边线")
        shapes[row["code"]] = (row["name"], polygon)


def _mappings(folder: Path) -> Iterator[Problem]:
    try:
        found = tables.mappings(folder)
    except UnicodeDecodeError:
        yield Problem("mappings", 0, "", "有一个列对应文件不是 UTF-8 编码，读不出来", "请另存为 UTF-8 编码")
        return
    except tomllib.TOMLDecodeError as error:
        yield Problem("mappings", 0, "", f"有一个列对应文件不是合法的 TOML（{error}）", "请检查引号")
        return
    for name, mapping in found.items():
        columns = mapping.get("columns", {})
        missing = [field for field in ("number", "words", "received_at") if field not in columns]
        if missing:
            yield Problem(
                f"mappings/{name}.toml", 0, "columns", f"没有对应 {'、'.join(missing)}", "这几项是收件必需的，请补上"
            )
