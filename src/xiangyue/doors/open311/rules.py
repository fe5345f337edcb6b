"""What the standard and the town say of single values: dates, links, texts, and the answers to a service's
questions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

# Outside XML 1.0's characters, or half of a pair that UTF-8 cannot write.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(
    r"(?:19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d(?P<seconds>:\d\d(?:\.\d{1,6})?)?\d*(?P<zone>Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_DEGREES = re.compile(r"[+-]?\d{1,3}(?:\.\d{0,200})?", re.ASCII)
_LINE_MAX, _TEXT_MAX = 300, 4000
DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")


def clean(text: str) -> str:
    """Without what neither XML nor the database can hold, and without blanks around it."""
    return _UNWRITABLE.sub("", text).strip()


def read_moment(text: str, zone: tzinfo, *, ends: bool = False, local: bool = False) -> datetime:
    """A moment by the W3C note on dates (ISO 8601 with a time zone), or a day of `zone`: its first moment or its last.

    With `ends` the last moment of what was told: of its second where it tells seconds, of its minute where not. With
    `local` a moment without a zone is one of `zone`. A blank before the offset is the plus sign of an address that was
    not escaped, one before the time stands for the T. ValueError for anything else.
    """
    if _DAY.fullmatch(text):
        day = datetime.combine(datetime.fromisoformat(text), time(0), zone)
        return day + timedelta(days=1, microseconds=-1) if ends else day
    text = re.sub(r"^(\d{4}-\d\d-\d\d) (?=\d\d:\d\d)", r"\1T", text)
    text = re.sub(r" (?=\d\d:?\d\d$)", "+", text)
    told = _MOMENT.fullmatch(text)
    if told is None or not (told["zone"] or local):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    moment = moment if told["zone"] else moment.replace(tzinfo=zone)
    return moment + _precision(told["seconds"]) - timedelta(microseconds=1) if ends else moment


def _precision(seconds: str | None) -> timedelta:
    """How long the last digit of a moment lasts; `seconds` as in ":07.25"."""
    if not seconds:
        return timedelta(minutes=1)
    return timedelta(microseconds=10 ** (6 - max(0, len(seconds) - 4)))


def read_degrees(text: str, most: int) -> float:
    """ValueError outside -most..most."""
    if not _DEGREES.fullmatch(text) or abs(float(text)) > most:
        raise ValueError(text)
    return float(text)


def is_link(text: str) -> bool:
    """An absolute http or https address with a host and without a user name, blanks or quotes."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(host)
        and "@" not in parts.netloc
        and not re.search(r'[\s<>"\\^`{|}]', text)
    )


def title_of(description: str, service_name: str) -> str:
    """The first sentence, at most 60 characters; the service's name where nothing was said."""
    first = re.split(r"[\n。！？!?]", description, maxsplit=1)[0].strip()
    return first[:60] or service_name


def full_name(first: str, last: str) -> str:
    """Family name first and closed up when it is Chinese."""
    if re.search("[\u4e00-\u9fff]", first + last):
        return last + first
    return " ".join(part for part in (first, last) if part)


@dataclass(frozen=True)
class Attribute:
    """One question of a service definition. `values` are (key, name); `is_asked` false only tells the person
    something.
    """

    code: str
    is_asked: bool
    datatype: str
    is_required: bool
    order: int
    description: str
    datatype_description: str
    values: tuple[tuple[str, str], ...]


def attributes_of(value: Mapping[str, Any]) -> list[Attribute]:
    """The questions of a dated row {"attributes": [...]} in their order. ValueError with a sentence when it is
    malformed.
    """
    rows = value.get("attributes")
    if not isinstance(rows, list):
        raise ValueError("要有 attributes，是一列问题")
    found = [_attribute(row, place) for place, row in enumerate(rows, start=1)]
    for column, said in (("code", "代码"), ("order", "顺序号")):
        held = [getattr(one, column) for one in found]
        if len(set(held)) < len(held):
            raise ValueError(f"有两个问题的{said}（{column}）相同")
    return sorted(found, key=lambda one: one.order)


def wrong_attributes(key: str, value: dict[str, Any]) -> str:
    """For the check of a town folder: what is wrong with the row of this service code, empty when nothing is."""
    try:
        attributes_of(value)
    except ValueError as error:
        return str(error)
    return ""


def _attribute(row: Any, place: int) -> Attribute:
    code = row.get("code") if isinstance(row, dict) else None
    if not isinstance(code, str) or not re.fullmatch(r"[A-Za-z0-9_.-]{1,60}", code):
        raise ValueError(f"第{place}个问题要有代码 code，用字母、数字和 _ . -")
    datatype, values = row.get("datatype"), row.get("values", [])
    if datatype not in DATATYPES:
        raise ValueError(f"问题 {code} 的 datatype 只能是 {'、'.join(DATATYPES)}")
    told = [row.get("description"), row.get("datatype_description", "")]
    if not all(isinstance(text, str) for text in told) or not told[0]:
        raise ValueError(f"问题 {code} 要有 description，写明问什么")
    if not isinstance(values, list) or not all(_is_value(one) for one in values):
        raise ValueError(f'问题 {code} 的 values 要写成 [{{"key": "1", "name": "…"}}]')
    if datatype.endswith("list") and not values:
        raise ValueError(f"问题 {code} 是选择题，要有 values")
    order, asked, required = row.get("order", place), row.get("variable", True), row.get("required", False)
    if not isinstance(order, int) or order < 1 or not isinstance(asked, bool) or not isinstance(required, bool):
        raise ValueError(f"问题 {code} 的 order 要是正整数，variable 和 required 要是 true 或 false")
    if required and not asked:
        raise ValueError(f"问题 {code} 只作说明（variable 为 false），不能必填")
    choices = tuple((str(one["key"]), str(one["name"])) for one in values)
    return Attribute(code, asked, datatype, required, order, told[0], told[1], choices)


def _is_value(row: Any) -> bool:
    return isinstance(row, dict) and all(isinstance(row.get(name), str) and row[name] for name in ("key", "name"))


def answers_to(
    attributes: Sequence[Attribute], given: Mapping[str, Sequence[str]], zone: tzinfo
) -> tuple[list[str], list[str]]:
    """(one line "question：answer" for each answer, one sentence for each fault). Answers to no question are left
    out.
    """
    lines, faults = [], []
    for one in attributes:
        values = [text for text in map(clean, given.get(one.code, ())) if text]
        if not one.is_asked or (not values and not one.is_required):
            continue
        if not values:
            faults.append(f"缺少必填的 attribute[{one.code}]（{one.description}）。")
            continue
        says = _wrong_answer(one, values, zone)
        if says:
            faults.append(f"attribute[{one.code}]（{one.description}）{says}。")
        names = dict(one.values)
        lines.append(f"{one.description}：{'、'.join(names.get(value, value) for value in values)}")
    return lines, faults


def _wrong_answer(one: Attribute, values: Sequence[str], zone: tzinfo) -> str:
    if len(values) > 1 and one.datatype != "multivaluelist":
        return "只能有一个值"
    if one.datatype.endswith("list"):
        keys = [key for key, _ in one.values]
        return "" if all(value in keys for value in values) else f"只能从 {'、'.join(keys)} 里选"
    text = values[0]
    if one.datatype == "datetime":
        try:
            read_moment(text, zone, local=True)
        except ValueError:
            return "不是 2024-11-05T08:00:00+08:00 这样的日期时间"
    if one.datatype == "number" and not _is_number(text):
        return "不是数字"
    if one.datatype == "string" and ("\n" in text or len(text) > _LINE_MAX):
        return f"要在一行之内，最多 {_LINE_MAX} 字"
    return f"太长了，最多 {_TEXT_MAX} 字" if len(text) > _TEXT_MAX else ""


def _is_number(text: str) -> bool:
    try:
        return text.isascii() and len(text) <= 60 and isfinite(float(text))
    except ValueError:
        return False
