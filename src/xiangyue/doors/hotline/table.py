"""A file with its header found: every visible sheet that has it, as one table."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xiangyue.doors.hotline.fields import ALL_TITLES
from xiangyue.doors.hotline.mapping import is_ours
from xiangyue.lib.sheets.header import HeaderAt, find_table, told_rows
from xiangyue.lib.sheets.read import CannotRead, Cell, Sheet, read_sheets


@dataclass(frozen=True)
class Part:
    """One sheet of the table. `before` rows of the sheets above it are counted first."""

    sheet: Sheet
    header: HeaderAt
    before: int


@dataclass(frozen=True)
class Table:
    """`titles` in the order of the file, our own columns left out. A row's number runs on over all sheets.

    `passed_over` are the names of the sheets without this header, `passed` how many rows they have; `file_rows` are
    all rows of all visible sheets, each up to its last row with something in it.
    """

    file_name: str
    sha256: str
    parts: tuple[Part, ...]
    titles: list[str]
    passed_over: tuple[str, ...] = ()
    passed: int = 0

    @property
    def file_rows(self) -> int:
        return sum(len(part.sheet.rows) for part in self.parts) + self.passed

    def rows(self, keeps: Callable[[dict[str, Cell]], bool]) -> Iterator[tuple[int, dict[str, Cell], str]]:
        """(row number, cells by title, why it is no order or empty) of every row of the sheets with the header."""
        nothing: dict[str, Cell] = dict.fromkeys(self.titles)
        for part in self.parts:
            for row_number, cells, why_not in told_rows(part.sheet, part.header, keeps):
                yield part.before + row_number, nothing | cells, why_not

    def at(self, row_number: int) -> tuple[Part, int]:
        """The sheet of a row and its index there."""
        part = next(part for part in reversed(self.parts) if row_number > part.before)
        return part, row_number - part.before - 1

    def place(self, row_number: int) -> str:
        """Where a row stands in the file."""
        part, index = self.at(row_number)
        return f"{f'工作表“{part.sheet.sheet_name}”' if part.before else ''}第 {index + 1} 行"

    def cells(self, row_number: int) -> list[Cell]:
        """A row in the order of the titles, as it came."""
        part, index = self.at(row_number)
        row, columns = part.sheet.rows[index], part.header.columns
        return [row[at] if (at := columns.get(title, len(row))) < len(row) else None for title in self.titles]

    def surplus(self, row_number: int) -> str:
        """What stands in a row where no column has a name."""
        part, index = self.at(row_number)
        named = set(part.header.columns.values())
        cells = enumerate(part.sheet.rows[index])
        return " | ".join(str(cell) for at, cell in cells if cell is not None and at not in named)


def read_table(source: str | Path | bytes, file_name: str, wanted: Sequence[str] = ALL_TITLES) -> Table:
    """The file with its header; CannotRead in plain Chinese. Without a mapping every known title is looked for."""
    digest = hashlib.sha256(source if isinstance(source, bytes) else Path(source).read_bytes()).hexdigest()
    sheets = list(read_sheets(source, filename=file_name))
    found = _with_header(sheets, wanted, file_name)
    must = set(wanted) & found[0][1].columns.keys()
    parts, read, before = [], Counter[int](), 0
    for sheet, header in found:
        if must <= header.columns.keys():
            parts.append(Part(sheet, header, before))
            before += len(sheet.rows)
            read[id(sheet)] += 1
    others = [sheet for sheet in sheets if not read[id(sheet)]]
    names, passed = tuple(sheet.sheet_name for sheet in others), sum(len(sheet.rows) for sheet in others)
    return Table(file_name, digest, tuple(parts), _titles(parts), names, passed)


def _with_header(sheets: list[Sheet], wanted: Sequence[str], file_name: str) -> list[tuple[Sheet, HeaderAt]]:
    """The sheets in which a header stands, the one that names most columns first."""
    found = []
    refusal = CannotRead(f"{file_name}：找不到表头。")
    for sheet in sheets:
        try:
            found.append((sheet, find_table(sheet, wanted)))
        except CannotRead as error:
            if sheet.damaged:
                raise
            refusal = error
    if not found:
        raise refusal
    known = set(wanted)
    return sorted(found, key=lambda one: -len(known & one[1].columns.keys()))


def _titles(parts: Sequence[Part]) -> list[str]:
    """The columns of the first sheet, then what others have besides."""
    titles: dict[str, None] = {}
    for part in parts:
        columns = part.header.columns
        order = sorted(columns, key=columns.__getitem__)
        titles |= dict.fromkeys(title for title in order if not is_ours(title, last=title == order[-1]))
    return list(titles)
