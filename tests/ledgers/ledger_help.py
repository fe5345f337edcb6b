"""A ledger of the tests' own: wells of a village, kept in a dict, with every sort of column that there is."""

from __future__ import annotations

import csv
import io
from typing import Any

from cast import NOON

from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat
from xiangyue.ledgers.book import sheets
from xiangyue.ledgers.book.columns import Column, Columns, Wrong, day, one_of, text_of, words, yes_or_no, yes_shown
from xiangyue.ledgers.book.models import Sheet

WELLS = Columns(
    "wells",
    rows=(
        Column("name", "井名", "well", words(10), must=True),
        Column("depth", "深度", "depth", lambda cell: _metres(cell)),
        Column("state", "状况", "state", one_of("状况", ("完好型", "待修型"), ending="型")),
        Column("in_use", "在用", "in use", yes_or_no("在用"), None, shown=yes_shown),
        Column("dug_on", "打井日期", "dug on", day("打井日期"), None),
    ),
    identity=lambda row: row["name"],
    checks=(lambda row: "" if row["name"] else "请写井名。", lambda row: _deep(row)),
)
TITLES = WELLS.titles()


def _metres(cell: Any) -> int:
    said = text_of(cell)
    if not (said.isascii() and said.isdigit() and len(said) < 5):
        raise Wrong("深度请填整数米。")
    return int(said)


def _deep(row: dict[str, Any]) -> str:
    return "在用的井不会有 900 米深。" if row["in_use"] and row["depth"] and row["depth"] > 900 else ""


class Book:
    """Puts rows as every ledger does: new, changed, or the same."""

    def __init__(self, refuses: str = "") -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self.refuses = refuses

    def put(self, row: dict[str, Any]) -> str:
        if row["name"] == self.refuses:
            raise Refused("这口井已经填埋，不再登记。")
        known = self.rows.get(row["name"])
        self.rows[row["name"]] = row
        return "new" if known is None else "same" if known == row else "changed"

    def bring(self, seat: Seat, data: bytes, filename: str = "井.csv") -> Sheet:
        return sheets.bring(WELLS, data, self.put, filename=filename, seat=seat, at=NOON)


def table(*rows: list[str], titles: list[str] | None = None, encoding: str = "utf-8", between: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=between).writerows([titles or TITLES, *rows])
    return out.getvalue().encode(encoding)


def cells_of(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
