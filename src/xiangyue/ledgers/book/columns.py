"""The columns of a ledger as data: declared once, they read a sheet, give bad rows back, and write an export.

A reader gets a cell's text and gives the value; `Wrong` is the sentence for the one row that has it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.hantext import tidy
from xiangyue.lib.phones import tidy_phone
from xiangyue.lib.sheets.moments import CannotReadMoment, read_moment
from xiangyue.lib.sheets.read import Cell
from xiangyue.lib.sheets.write import plain

_YES, _NO = {"是", "有", "1", "TRUE", "√"}, {"否", "无", "0", "FALSE", "×"}


class Wrong(ValueError):
    """Why a cell or a row does not go in, fit to stand beside it."""


@dataclass(frozen=True)
class Column:
    """`read` is asked only of cells with something in them; an empty one is `empty`. `must`: its title stands in every
    file.
    """

    name: str
    zh: str
    en: str
    read: Callable[[Cell], Any]
    empty: Any = ""
    must: bool = False
    shown: Callable[[Any], str] = str


@dataclass(frozen=True)
class Columns:
    """`checks` look at a whole row: a sentence, or "" where nothing is wrong. `identity`: what may stand only once."""

    ledger: str
    rows: tuple[Column, ...]
    identity: Callable[[dict[str, Any]], str]
    checks: tuple[Callable[[dict[str, Any]], str], ...] = ()

    def titles(self) -> list[str]:
        return [column.zh for column in self.rows]

    def read(self, cells: dict[str, Cell]) -> dict[str, Any]:
        """The values of a row by column; Wrong with the first reason."""
        row = {column.name: _value(column, cells.get(column.zh)) for column in self.rows}
        for check in self.checks:
            if says := check(row):
                raise Wrong(says)
        return row

    def written(self, rows: Iterable[Any]) -> Iterable[list[str]]:
        """Each row as its export has it; attributes are named like the columns."""
        for row in rows:
            yield [_shown(column, getattr(row, column.name)) for column in self.rows]


def _value(column: Column, cell: Cell) -> Any:
    return column.read(cell) if text_of(cell) else column.empty


def _shown(column: Column, value: Any) -> str:
    return "" if value is None or value == "" else column.shown(value)


def text_of(cell: Cell) -> str:
    return tidy(plain(str(cell))) if cell is not None else ""


def words(most: int) -> Callable[[Cell], str]:
    return lambda cell: text_of(cell)[:most]


def one_of(title: str, choices: Collection[str], *, ending: str = "") -> Callable[[Cell], str]:
    """One of the choices, also where its common `ending` was left away (小 for 小型)."""

    def read(cell: Cell) -> str:
        said = text_of(cell)
        for spelt in (said, said + ending):
            if spelt in choices:
                return spelt
        raise Wrong(f"{title}请填：" + "、".join(choices) + "。")

    return read


def yes_or_no(title: str) -> Callable[[Cell], bool]:
    def read(cell: Cell) -> bool:
        said = text_of(cell).upper()
        if said not in _YES | _NO:
            raise Wrong(f"“{title}”请填是或否。")
        return said in _YES

    return read


def day(title: str) -> Callable[[Cell], date]:
    def read(cell: Cell) -> date:
        try:
            return local_day(read_moment(cell))
        except CannotReadMoment as error:
            raise Wrong(f"“{title}”读不出来：{error}") from error

    return read


def clock(title: str) -> Callable[[Cell], time]:
    def read(cell: Cell) -> time:
        said = unicodedata.normalize("NFKC", text_of(cell)).rpartition(" ")[2]
        try:
            return time() if said in ("24:00", "24:00:00") else time.fromisoformat(said.zfill(5))
        except ValueError:
            raise Wrong(f"“{title}”读不出来，请填 18:00 这样的时间。") from None

    return read


def phone(cell: Cell) -> str:
    try:
        return tidy_phone(text_of(cell))
    except ValueError as error:
        raise Wrong(str(error)) from error


def yes_shown(value: bool) -> str:
    return "是" if value else "否"
