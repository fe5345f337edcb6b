"""What is wrong with a town folder: file, row, column, what, and how to mend it. Nothing is written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from pathlib import Path

from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from xiangyue.desks.duty.rules import RULE as DUTY_RULE
from xiangyue.desks.duty.rules import wrong_duty
from xiangyue.desks.handling.access import RELEASERS
from xiangyue.desks.handling.rules import KIND as RELEASE
from xiangyue.desks.handling.rules import wrong_release
from xiangyue.desks.upward.rules import CLAUSE, wrong_clause, wrong_upward
from xiangyue.desks.upward.rules import RULE as UPWARD
from xiangyue.doors.open311.rules import wrong_attributes
from xiangyue.figures.forms import FORMS
from xiangyue.house.people.actions import APART
from xiangyue.house.townfolder import statements, tables
from xiangyue.house.townfolder.tables import TABLES, Row, Table
from xiangyue.house.traces.purge import KEY as ACCESS_LOG
from xiangyue.house.traces.purge import LEAST_DAYS
from xiangyue.kernel import measures
from xiangyue.kernel.actions.retention import RULE as RETENTION
from xiangyue.kernel.models import ROLES, Category, Matter, Party
from xiangyue.ledgers.outages.rules import RULE as OUTAGE
from xiangyue.ledgers.outages.rules import wrong_outage
from xiangyue.lib.spans import Span

_CHOICES: dict[str, Collection[str]] = {
    tables.ROLE: ROLES,
    tables.BOUND: ["exact", "over"],  # "over": the statement holds when we count more than it says
    tables.UNIT_KIND: [key for key, _ in Party.UNIT_KINDS],
    tables.PLACE_LEVEL: ["village", "grid", "road", "water", "site"],
    tables.DUTY: [key for key, _ in Category.DUTY_LISTS],
    tables.URGENCY: [key for key, _ in Matter.URGENCIES],
    tables.FORM: FORMS,
    tables.MEASURE: measures.names(),
}
_DEADLINES = ("urgent", "utility", "general", "complex")
_DEADLINE_UNITS = ("working_days", "working_hours", "natural_hours")
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
    for look in (_references, _dates, _three_administrators, _rules, _facts, _boundaries, _mappings):
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
        "decimal": (_finite, "不是数字", "请只写数字"),
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
            "请写成 2024、2024-09、2024-07-01..2024-12-31（先早后晚）或 2024-11考核期 的样子",
        ),
    }
    if kind == "choice":
        allowed = _CHOICES[choices]
        return None if cell in allowed else ("不在可选的值里", f"请从 {'、'.join(allowed)} 里选")
    if kind in tests:
        parse, says, mend = tests[kind]
        try:
            parse(cell)
        except (ValueError, KeyError, InvalidOperation):
            return says, mend
    return None


def _finite(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _natural(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


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
        says = _rule(row["kind"], row["key"], value)
        if says:
            yield Problem("rules.csv", row.line, "value", says, "请照已有的一行改写")
    for kind, key in [
        ("office", "town"),
        ("callback", "town"),
        ("scoring", "composite"),
        *(("deadline", urgency) for urgency in _DEADLINES),
    ]:
        if (kind, key) not in held:
            yield Problem("rules.csv", 0, "key", f"没有规则 {kind}/{key}", "请补上一行，写明从哪天起有效")


def _rule(kind: str, key: str, value: object) -> str:
    if not isinstance(value, dict):
        return '规则的值要写成 {"名称": 值} 的样子'
    return _RULE_CHECKS[kind](key, value) if kind in _RULE_CHECKS else ""


def _office(key: str, value: dict[str, object]) -> str:
    if value.get("always"):
        return ""
    periods = value.get("periods")
    if not isinstance(periods, list) or not periods:
        return '办公时间要写 periods，如 ["09:00-12:00"]'
    try:
        spans = [tuple(time.fromisoformat(end) for end in str(period).split("-")) for period in periods]
        return "" if all(len(span) == 2 and span[0] < span[1] for span in spans) else "有一段办公时间的开始不早于结束"
    except ValueError:
        return "办公时间要写成 09:00-12:00"


def _deadline(key: str, value: dict[str, object]) -> str:
    if key not in _DEADLINES:
        return f"没有“{key}”这一档时限"
    if value.get("unit") not in _DEADLINE_UNITS:
        return f"unit 只能是 {'、'.join(_DEADLINE_UNITS)}"
    wrong = [name for name in ("amount", "sign_minutes", "contact_minutes") if not _is_positive(value.get(name))]
    return f"{'、'.join(wrong)} 要是正整数" if wrong else ""


def _retention(key: str, value: dict[str, object]) -> str:
    days = value.get("days")
    if not isinstance(days, int) or not _is_positive(days):
        return "days 要是正整数"
    return f"访问日志至少保存 {LEAST_DAYS} 天" if key == ACCESS_LOG and days < LEAST_DAYS else ""


def _is_positive(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _day(key: str, value: dict[str, object]) -> str:
    try:
        date.fromisoformat(key)
    except ValueError:
        return "key 要是 2024-01-31 样子的日期"
    return "" if isinstance(value.get("is_off"), bool) else "is_off 只能是 true 或 false"


def _callback(key: str, value: dict[str, object]) -> str:
    wrong = [name for name in ("within_days", "attempts", "reopen_days") if not _is_positive(value.get(name))]
    return f"{'、'.join(wrong)} 要是正整数" if wrong else ""


def _contact(key: str, value: dict[str, object]) -> str:
    wrong = [name for name in ("title", "phone") if not isinstance(value.get(name), str) or not value[name]]
    return f"{'、'.join(wrong)} 要写成文字" if wrong else ""


def _scoring(key: str, value: dict[str, object]) -> str:
    weights, points = value.get("weights"), value.get("satisfaction")
    if not isinstance(weights, dict) or not isinstance(points, dict):
        return "要有 weights 和 satisfaction 两部分"
    try:
        total = sum((Decimal(str(weights[name])) for name in ("response", "solution", "satisfaction")), Decimal())
        marks = [_finite(str(points[answer])) for answer in ("yes", "mostly", "fair", "no")]
    except (KeyError, ValueError, InvalidOperation):
        return '权重和满意度的分值要齐全，并写成数字文字，如 "0.5"'
    if total != 1:
        return f"三个权重加起来是 {total}，不是 1"
    return "" if all(0 <= mark <= 1 for mark in marks) else "满意度的分值要在 0 和 1 之间"


def _release(key: str, value: dict[str, object]) -> str:
    return wrong_release(value, RELEASERS)


_RULE_CHECKS: dict[str, Callable[[str, dict[str, object]], str]] = {
    "office": _office,
    "deadline": _deadline,
    "day": _day,
    "callback": _callback,
    "contact": _contact,
    RETENTION: _retention,
    "scoring": _scoring,
    "open311": wrong_attributes,
    RELEASE: _release,
    CLAUSE: wrong_clause,
    DUTY_RULE: wrong_duty,
    OUTAGE: wrong_outage,
    UPWARD: wrong_upward,
}


def _facts(folder: Path) -> Iterator[Problem]:
    villages = {row["name"] for row in tables.rows(folder, "places.csv") if row["level"] == "village"}
    for row in tables.rows(folder, "facts.csv"):
        for column, says, mend in statements.wrong(row, villages):
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
