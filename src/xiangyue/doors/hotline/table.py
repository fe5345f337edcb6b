"""A file with its header found: every visible sheet that has it, as one table."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xiangyue.doors.hotline.fields import ALL_TITLES
from xiangyue.doors.hotline.mapping import is_ours
from xiangyue.lib.sheets.header import HeaderAt, find_header
from xiangyue.lib.sheets.read import CannotRead, Cell, Sheet, read_sheets


@dataclass(frozen=True)
class Table:
    """A file with its header found: `titles` in the order of the file, our own columns left out.

    Every visible sheet with this header is read: the rows of those behind the first stand below its own, as `below`
    tells (first row, name of the sheet, its header's row). `passed_over` are the names of the others.
    """

    file_name: str
    sha256: str
    sheet: Sheet
    header: HeaderAt
    titles: list[str]
    below: tuple[tuple[int, str, int], ...] = ()
    passed_over: tuple[str, ...] = ()

    def place(self, row_number: int) -> str:
        """Where a row stands in the file."""
        for first, name, header_row in reversed(self.below):
            if row_number >= first:
                return f"工作表“{name}”第 {row_number - first + header_row + 2} 行"
        return f"第 {row_number} 行"


def read_table(source: str | Path | bytes, file_name: str, wanted: Sequence[str] = ALL_TITLES) -> Table:
    """The file with its header; CannotRead in plain Chinese. Without a mapping every known title is looked for."""
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    found, passed_over = _with_header(list(read_sheets(data, filename=file_name)), wanted)
    sheet, header = found[0]
    order = sorted(header.columns, key=header.columns.__getitem__)
    titles = [title for title in order if not is_ours(title, last=title == order[-1])]
    rows, below = list(sheet.rows), []
    for other, its in found[1:]:
        if not set(titles) <= its.columns.keys():
            passed_over.append(other.sheet_name)
            continue
        below.append((len(rows) + 1, other.sheet_name, its.row_index))
        rows += [_as_in(header, its, row) for row in other.rows[its.row_index + 1 :]]
    whole, digest = replace(sheet, rows=rows), hashlib.sha256(data).hexdigest()
    return Table(file_name, digest, whole, header, titles, tuple(below), tuple(passed_over))


def _with_header(sheets: list[Sheet], wanted: Sequence[str]) -> tuple[list[tuple[Sheet, HeaderAt]], list[str]]:
    """The sheets in which a header stands, the one that names most columns first, and the names of the others."""
    found, others = [], []
    for sheet in sheets:
        try:
            found.append((sheet, find_header(sheet.rows, wanted, merged=sheet.merged)))
        except CannotRead:
            others.append(sheet.sheet_name)
            if len(sheets) == len(others):
                raise
    known = set(wanted)
    return sorted(found, key=lambda one: -len(known & one[1].columns.keys())), others


def _as_in(header: HeaderAt, its: HeaderAt, row: list[Cell]) -> list[Cell]:
    """A row of another sheet with its cells where the first sheet has them."""
    moved: list[Cell] = [None] * (max(header.columns.values()) + 1)
    for title, column in header.columns.items():
        at = its.columns.get(title)
        moved[column] = row[at] if at is not None and at < len(row) else None
    return moved
