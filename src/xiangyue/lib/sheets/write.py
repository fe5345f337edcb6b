"""Tables written for office programs, in which nothing that a citizen typed can act as a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from openpyxl import Workbook  # type: ignore[import-untyped]  # ships no types
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from xiangyue.lib.sheets.sheet import Cell

# Chinese and Japanese Excel take the full-width signs for the narrow ones.
ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767
CUT = "……（超过单元格上限，后文从略）"
EXACT_DIGITS = 10**15


def neutral(text: str) -> str:
    """The text behind an apostrophe when a spreadsheet program would take it for a formula, otherwise as it
    is.
    """
    return "'" + text if text.startswith(ACTS) else text


def plain(text: str) -> str:
    """What `neutral` was given: a file that we wrote reads back letter by letter."""
    return text[1:] if text.startswith("'") and text[1:].startswith(ACTS) else text


def write_xlsx(
    path: str | Path,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    widths: Sequence[float] | None = None,
    title: str | None = None,
    zone: str = "Asia/Shanghai",
) -> None:
    """One sheet: the title if there is one, the header in bold, the rows.

    Text is stored as text letter by letter, marked so that it stays text when somebody edits the cell; only
    characters that XML cannot hold are left out. `widths` are in characters. Aware moments are shown in
    `zone`.
    """
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title="Sheet1")
    for column, width in enumerate(widths or (), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    heads = ([[title]] if title else []) + [list(header)]
    sheet.freeze_panes = f"A{len(heads) + 1}"
    for head in heads:
        sheet.append([_xlsx_cell(sheet, name, zone, bold=True) for name in head])
    for row in rows:
        sheet.append([_xlsx_cell(sheet, cell, zone) for cell in row])
    workbook.save(path)


def _xlsx_cell(sheet: object, value: Cell, zone: str, *, bold: bool = False) -> object:
    value = _plain(value, zone)
    if not isinstance(value, str):
        return value
    text = NOT_IN_XML.sub("", value)
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - len(CUT)] + CUT
    if not bold and not text.startswith((*ACTS, "#")):
        return text
    cell = WriteOnlyCell(sheet, value=text)
    # openpyxl makes a formula of "=..." and an error of "#N/A" unless it is told the type afterwards.
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(ACTS)
    if bold:
        cell.font = Font(bold=True)
    return cell


def write_csv(
    path: str | Path,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    encoding: Literal["utf-8-sig", "gb18030"] = "utf-8-sig",
    zone: str = "Asia/Shanghai",
) -> None:
    """A comma-separated file with CRLF line ends, every text neutral. Aware moments are shown in `zone`."""
    with Path(path).open("w", encoding=encoding, newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow([neutral(name) for name in header])
        writer.writerows(_csv_rows(rows, zone))


def _csv_rows(rows: Iterable[Sequence[Cell]], zone: str) -> Iterator[list[Cell]]:
    for row in rows:
        yield [neutral(cell) if isinstance(cell, str) else cell for cell in (_plain(cell, zone) for cell in row)]


def _plain(value: Cell, zone: str) -> Cell:
    """The value in a form that a spreadsheet can hold without changing it."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, int) and abs(value) >= EXACT_DIGITS:
        return str(value)
    return value
