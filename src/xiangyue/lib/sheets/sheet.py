"""A table as it stands in its file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bool | datetime | date | time | timedelta | None
# ((first row, first column), (last row, last column)), from 0.
MergedRange: TypeAlias = tuple[tuple[int, int], tuple[int, int]]


class Int1904(int):
    """A number of a workbook that counts its days from 1904: as a moment it means 1,462 days later."""


class Float1904(float):
    """The same with a fraction."""


@dataclass(frozen=True)
class Sheet:
    """Rows as they stand in the file: row 0 is the file's first row, the last has something in it; a blank cell is
    None.

    A merged range has its value in its first cell only; `merged` tells which cells it covers.
    `encoding` is None for a workbook. `damaged`: row → why its text cannot be trusted. `hidden`: rows that a filter or
    somebody hides on the screen.
    """

    rows: list[list[Cell]]
    encoding: str | None
    sheet_name: str
    merged: tuple[MergedRange, ...] = ()
    damaged: Mapping[int, str] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()


def cell_of(value: str | float | bool | datetime | date | time | timedelta | None) -> Cell:
    """What a reader found, blanks as None and whole numbers as int."""
    if isinstance(value, str):
        return value if value.strip() else None
    # .xlsx keeps every number as a float; a telephone number must not become 13800001234.0.
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def without_tail(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows up to the last that has something in it."""
    last = len(rows)
    while last and all(cell is None for cell in rows[last - 1]):
        last -= 1
    return rows[:last]
