"""The columns of a ledger as data: declared once, they read a sheet, give bad rows back, and write an export.

A reader gets a cell's text and gives the value; `Wrong` is the sentence for the one row that has it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib import decimals
from xiangyue.lib.hantext import tidy
from xiangyue.lib.phones import tidy_phone
from xiangyue.lib.sheets.moments import CannotReadMoment, read_moment
from xiangyue.lib.sheets.read import Cell
from xiangyue.lib.sheets.write import plain

# also as a spreadsheet turns it into a day, of which only the first of a month is one
_MONTH = re.compile(r"(20\d\d)(?:-|/|\.|年)(0?[1-9]|1[0-2])(?:月|[-/]0?1(?: 00:00:00)?)?", re.ASCII)
_YES, _NO = {"是", "有", "1", "TRUE", "√"}, {"否", "无", "0", "FALSE", "×"}


class Wrong(ValueError):
    """Why a cell or a row does not go in, fit to stand beside it."""


@dataclass(frozen=True)
class Column:
    """`read` is asked only of cells with something in them; an empty one is `empty`. `must`: its title stands in every
    file. `needed`: a row without it does not go in. `kind` says what a page offers: words, long, number, day, month,
    or choice among `choices` (each with its English). `also`: the units that are taken for `unit` by mistake, and how
    many of it one of them is.
    """

    name: str
    zh: str
    en: str
    read: Callable[[Cell], Any]
    empty: Any = ""
    must: bool = False
    shown: Callable[[Any], str] = str
    needed: bool = False
    kind: str = "words"
    choices: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    also: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """As it stands above the column of a file, with its unit."""
        return f"{self.zh}（{self.unit}）" if self.unit else self.zh

    def titled(self, language: str) -> str:
        return self.title if is_chinese(language) else self.en

    def told(self, value: str, language: str) -> str:
        """A value on a page: what was chosen in the language of the page."""
        return value if is_chinese(language) else self.choices.get(value, value)


@dataclass(frozen=True)
class Columns:
    """`checks` look at a whole row: a sentence, or "" where nothing is wrong. `identity`: what may stand only once."""

    ledger: str
    rows: tuple[Column, ...]
    identity: Callable[[dict[str, Any]], str]
    checks: tuple[Callable[[dict[str, Any]], str], ...] = ()

    def titles(self) -> list[str]:
        return [column.title for column in self.rows]

    def read(self, cells: Mapping[str, Cell]) -> dict[str, Any]:
        """The values of a row by column, its cells by title; Wrong with the first reason."""
        row = {column.name: _value(column, cells.get(column.title)) for column in self.rows}
        for check in self.checks:
            if says := check(row):
                raise Wrong(says)
        return row

    def texts(self, values: Mapping[str, Any]) -> dict[str, str]:
        """The values as a file has them, by column."""
        return {column.name: _shown(column, values[column.name]) for column in self.rows}

    def of_texts(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """What `texts` gave, or a form has, by column; Wrong as in `read`."""
        return self.read({column.title: texts.get(column.name, "") for column in self.rows})

    def strange_unit(self, titles: Iterable[str]) -> str:
        """The sentence for a title of a file that names another unit than its column."""
        ways = {
            f"{column.zh}{left}{unit}{right}": (column, unit)
            for column in self.rows
            for unit in column.also
            for left, right in ("（）", "()")
        }
        for title in titles:
            if found := ways.get(title):
                return other_unit(*found)
        return ""

    def written(self, rows: Iterable[Any]) -> Iterable[list[str]]:
        """Each row as its export has it; attributes are named like the columns."""
        for row in rows:
            yield [_shown(column, getattr(row, column.name)) for column in self.rows]


def is_chinese(language: str) -> bool:
    return not language.startswith("en")


def other_unit(column: Column, unit: str) -> str:
    return (
        f"“{column.zh}”按{column.unit}填，这里写的是{unit}（1 {unit} = {_ratio(column.also[unit])} {column.unit}）。"
        f"请换算成{column.unit}再填，系统不替您换算。"
    )


def _ratio(number: Fraction) -> str:
    return decimals.plain(Decimal(number.numerator) / Decimal(number.denominator))


def _value(column: Column, cell: Cell) -> Any:
    if text_of(cell):
        return column.read(cell)
    if column.needed:
        raise Wrong(f"“{column.zh}”没有填。")
    return column.empty


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


# --- columns of entries


def written(name: str, zh: str, en: str, most: int, *, needed: bool = False) -> Column:
    """Words, of which none is cut away."""

    def read(cell: Cell) -> str:
        said = text_of(cell)
        if len(said) > most:
            raise Wrong(f"“{zh}”有 {len(said)} 字，最多 {most} 字。")
        return said

    return Column(name, zh, en, read, must=needed, needed=needed)


def choice(name: str, zh: str, en: str, choices: Mapping[str, str]) -> Column:
    return Column(name, zh, en, one_of(zh, choices), must=True, needed=True, kind="choice", choices=choices)


def reference(name: str, zh: str, en: str, *, needed: bool = True) -> Column:
    """Another row by its code or name; whether there is one is asked when it goes in."""
    return Column(name, zh, en, text_of, "", must=needed, needed=needed)


def dated(name: str, zh: str, en: str, *, needed: bool = True) -> Column:
    return Column(name, zh, en, day(zh), None, must=needed, needed=needed, kind="day", shown=date.isoformat)


def month(name: str, zh: str, en: str) -> Column:
    """Its first day, written 2024-11."""

    def read(cell: Cell) -> date:
        said = unicodedata.normalize("NFKC", text_of(cell))
        found = _MONTH.fullmatch(said)
        if found is None:
            raise Wrong(f"“{zh}”要写成 2024-11 的样子，写的是“{said[:20]}”。")
        return date(int(found[1]), int(found[2]), 1)

    return Column(name, zh, en, read, None, must=True, needed=True, kind="month", shown=lambda held: f"{held:%Y-%m}")


def number(
    name: str,
    zh: str,
    en: str,
    unit: str,
    *,
    places: int = 0,
    least: Decimal | int = 0,
    most: Decimal | int = 10**9,
    needed: bool = True,
    also: Mapping[str, Fraction] | None = None,
) -> Column:
    """A decimal of at most so many places. Another unit is told, never reckoned with."""
    column: Column

    def read(cell: Cell) -> Decimal:
        said = decimals.as_typed(text_of(cell)).removesuffix(unit)
        for other in also or {}:
            if said.endswith(other):
                raise Wrong(other_unit(column, other))
        found = decimals.number_in(said)
        if found is None:
            raise Wrong(f"“{zh}”写的“{said[:20]}”不是数字，请只填数字，单位是{unit}。")
        if not least <= found <= most:
            raise Wrong(f"“{zh}”要在 {least} 到 {most} {unit}之间，写的是 {said[:20]}。")
        if found != round(found, places):
            raise Wrong(f"“{zh}”最多 {places} 位小数，写的是 {said[:20]}。" if places else f"“{zh}”要填整数。")
        return round(found, places)

    column = Column(
        name,
        zh,
        en,
        read,
        None,
        must=needed,
        shown=decimals.plain,
        needed=needed,
        kind="number",
        unit=unit,
        also=also or {},
    )
    return column
