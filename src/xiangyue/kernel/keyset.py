"""Keyset pages: the mark of the last row stands in the address, and the next page begins behind it, whatever came in
meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows, and the mark of the page behind them: "moment|id" of the last row, empty on the last page."""

    rows: list[Row]
    next_after: str


def page_of(rows: QuerySet[Row], column: str, mark: str, size: int, *, newest_first: bool = False) -> Page[Row]:
    """`size` rows by the moment in `column` and id, from behind the mark.

    A mark that makes no sense begins from the first page: it is only an address that somebody typed.
    """
    sign, beyond = ("-", "lt") if newest_first else ("", "gt")
    rows = rows.order_by(f"{sign}{column}", f"{sign}id")
    behind = _read(mark)
    if behind is not None:
        moment, pk = behind
        rows = rows.filter(Q(**{f"{column}__{beyond}": moment}) | Q(**{column: moment, f"id__{beyond}": pk}))
    found = list(rows[: size + 1])
    return Page(found[:size], _mark(found[size - 1], column) if len(found) > size else "")


def _mark(row: Any, column: str) -> str:
    return f"{getattr(row, column).isoformat()}|{row.pk}"


def _read(mark: str) -> tuple[datetime, int] | None:
    text, _, pk = mark.rpartition("|")
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or not pk.isdigit() or len(pk) > 18:
        return None
    return moment, int(pk)
