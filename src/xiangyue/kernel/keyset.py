"""Pages by key: what comes after a row is asked for by what that row holds, so that the thousandth page costs what the
first does, and a row that arrives meanwhile moves nobody from one page to another.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime

Row = TypeVar("Row", bound=Model)
_KEY_DIGITS = 18  # a key of the database has no more


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows, and the mark of the page behind them: "value|id" of the last row, empty on the last page."""

    rows: list[Row]
    next_after: str


def page_of(rows: QuerySet[Row], columns: str, mark: str, size: int, *, newest_first: bool = False) -> Page[Row]:
    """`size` rows by the columns ("a" or "a,b", also of joined rows) and id, from behind the mark. Rows without a value
    stand last either way: a clock that does not run is never above one that does.

    A mark that makes no sense begins from the first page: it is only an address that somebody typed.
    """
    order = columns.split(",")
    rows = ordered(rows, columns, newest_first=newest_first)
    behind = _read(mark, len(order))
    found = None
    if behind is not None:
        try:
            found = list(rows.filter(_beyond(rows.model, order, *behind, newest_first))[: size + 1])
        except (TypeError, ValueError, ValidationError):  # a mark of another column
            found = None
    if found is None:
        found = list(rows[: size + 1])
    return Page(found[:size], _mark(found[size - 1], order) if len(found) > size else "")


def ordered(rows: QuerySet[Row], columns: str, *, newest_first: bool = False) -> QuerySet[Row]:
    """By the columns and id, what holds nothing last."""
    sign = "-" if newest_first else ""
    return rows.order_by(*(_by(rows.model, one, newest_first) for one in columns.split(",")), f"{sign}id")


def _by(model: type[Model], column: str, newest_first: bool) -> Any:
    # where nothing can be missing the plain order is an index's own
    if not may_be_null(model, column):
        return f"-{column}" if newest_first else column
    return F(column).desc(nulls_last=True) if newest_first else F(column).asc(nulls_last=True)


def may_be_null(model: type[Model], column: str) -> bool:
    """Whether rows may hold nothing there, or join nothing that could; what is no field was annotated and may."""
    for name in column.split("__"):
        try:
            field: Any = model._meta.get_field(name)
        except FieldDoesNotExist:
            return True
        if field.null or field.one_to_many or field.many_to_many or (field.one_to_one and not field.concrete):
            return True
        model = field.related_model if field.is_relation else model
    return False


def _beyond(model: type[Model], order: list[str], values: list[Any], pk: int, newest_first: bool) -> Q:
    """What stands behind a row of these values: alike in the columns before, and beyond in one."""
    side, alike, beyond = "lt" if newest_first else "gt", Q(), Q(pk__in=())
    for column, value in zip(order, values, strict=True):
        if value is not None:
            further = Q(**{f"{column}__{side}": value})
            if may_be_null(model, column):
                further |= Q(**{f"{column}__isnull": True})
            beyond |= alike & further
        alike &= Q(**({f"{column}__isnull": True} if value is None else {column: value}))
    return beyond | (alike & Q(**{f"id__{side}": pk}))


def _mark(row: Any, order: list[str]) -> str:
    held = [_text(_held(row, column)) for column in order]
    return f"{held[0] if len(held) == 1 else json.dumps(held, ensure_ascii=False)}|{row.pk}"


def _held(row: Any, column: str) -> Any:
    for name in column.split("__"):
        row = getattr(row, name, None)
    return row


def _text(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else "null" if value is None else str(value)


def _read(mark: str, columns: int) -> tuple[list[Any], int] | None:
    text, _, pk = mark.rpartition("|")
    if not (pk.isascii() and pk.isdigit() and len(pk) <= _KEY_DIGITS):
        return None
    try:
        held = [text] if columns == 1 else json.loads(text)
        if not isinstance(held, list) or len(held) != columns:
            return None
        return [_value(one) for one in held], int(pk)
    except (TypeError, ValueError, ArithmeticError):
        return None


def _value(text: str) -> Any:
    """ValueError or ArithmeticError for what no mark holds."""
    if text == "null":
        return None
    if text.startswith('"'):
        value = json.loads(text)
        if not isinstance(value, str) or "\x00" in value:
            raise ValueError(text)
        return value
    moment = parse_datetime(text)
    if isinstance(moment, datetime) and "T" in text:
        if moment.tzinfo is None:
            raise ValueError(text)
        return moment
    number = None if parse_date(text) else Decimal(text)
    if number is not None and not (number.is_finite() and abs(number) < 10**_KEY_DIGITS):
        raise ValueError(text)
    return parse_date(text) if number is None else number
