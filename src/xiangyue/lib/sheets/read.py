"""A table read from an office file, whatever program wrote it and whatever its name says it is."""

import resource
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, PasswordError, SheetVisibleEnum, load_workbook

from xiangyue.lib.apart import Apart, TookTooLong
from xiangyue.lib.sheets.archive import Checked, Untold, checked_workbook
from xiangyue.lib.sheets.biff import told_of
from xiangyue.lib.sheets.kinds import kind_of
from xiangyue.lib.sheets.limits import MOST_BYTES, MOST_BYTES_UNPACKED, MOST_ROWS
from xiangyue.lib.sheets.markup import read_page
from xiangyue.lib.sheets.refusal import CannotRead
from xiangyue.lib.sheets.sheet import Cell, Float1904, Int1904, MergedRange, Sheet, cell_of, without_tail
from xiangyue.lib.sheets.spreadsheetml import read_xml
from xiangyue.lib.sheets.text import read_text, refuse_too_large

__all__ = ["CannotRead", "Cell", "MergedRange", "Sheet", "read_sheet", "read_sheets"]

SECONDS, MEMORY = 300.0, 4 << 30  # for one workbook
_APART = Apart()


def read_sheet(
    source: str | Path | bytes,
    *,
    filename: str,
    max_rows: int = MOST_ROWS,
    max_bytes_unpacked: int = MOST_BYTES_UNPACKED,
) -> Sheet:
    """The first of `read_sheets`."""
    every = read_sheets(source, filename=filename, max_rows=max_rows, max_bytes_unpacked=max_bytes_unpacked)
    return next(every)


def read_sheets(
    source: str | Path | bytes,
    *,
    filename: str,
    max_rows: int = MOST_ROWS,
    max_bytes_unpacked: int = MOST_BYTES_UNPACKED,
) -> Iterator[Sheet]:
    """Every visible sheet that holds anything, in the order of the file; at least one.

    Formulas and macros are never run: a formula is its last stored value. Whole numbers come as int.
    The content tells the type; `filename` is named in every refusal. Raises CannotRead.
    """
    data = _bytes_of(source, filename)
    if not data.strip(b"\0 \r\n\t"):
        raise CannotRead(f"{filename}：文件是空的，没有内容。请检查是否选错了文件。")
    found = False
    for sheet in _sheets(data, filename, max_rows, max_bytes_unpacked):
        if sheet.rows:
            found = True
            yield sheet
    if not found:
        raise CannotRead(
            f"{filename}：表格里没有任何内容，或没有任何可见的内容。请检查是否选错了文件，或取消工作表的隐藏。"
        )


def _bytes_of(source: str | Path | bytes, filename: str) -> bytes:
    size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
    if size > MOST_BYTES:
        raise CannotRead(
            f"{filename}：文件有 {size // 1_000_000} MB，最多 {MOST_BYTES // 1_000_000} MB。请分成几个文件。"
        )
    return source if isinstance(source, bytes) else Path(source).read_bytes()


def _sheets(data: bytes, filename: str, max_rows: int, max_bytes_unpacked: int) -> Iterator[Sheet]:
    kind = kind_of(data, filename)
    if kind == "text":
        yield read_text(data, filename, Path(filename).stem, max_rows)
    elif kind == "page":
        yield from read_page(data, filename, max_rows)
    elif kind == "xml":
        yield from read_xml(data, filename, max_rows)
    elif kind == "xlsx":
        yield from _read_apart(checked_workbook(data, filename, max_bytes_unpacked), filename, max_rows)
    else:
        yield from _read_apart(checked_old(data), filename, max_rows)


def _read_apart(checked: Checked, filename: str, max_rows: int) -> list[Sheet]:
    """A workbook's damage can end the process that reads it: that must be none that serves anybody."""
    try:
        sheets, refusal = _APART.call(read_workbook, checked, filename, max_rows, seconds=SECONDS)
    except (TookTooLong, RuntimeError):  # it died over it, or met what no reader expects
        raise CannotRead(_damaged(filename)) from None
    if refusal:
        raise CannotRead(refusal)
    return sheets


def read_workbook(checked: Checked, filename: str, max_rows: int) -> tuple[list[Sheet], str]:
    """In a process of its own: (the sheets, "") or ([], why it cannot be read)."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        return list(_read_workbook(checked, filename, max_rows)), ""
    except CannotRead as refusal:
        return [], str(refusal)
    except MemoryError:
        return [], _damaged(filename)


def checked_old(data: bytes) -> Checked:
    is_from_1904, told = told_of(data)
    return Checked(data, is_from_1904, {name: Untold(frozenset(one.hidden), one.errors) for name, one in told.items()})


def _damaged(filename: str) -> str:
    return f"{filename}：工作簿打不开，文件可能已损坏。请在 Excel 中打开检查，另存后重新上传。"


def _read_workbook(checked: Checked, filename: str, max_rows: int) -> Iterator[Sheet]:
    try:
        with load_workbook(BytesIO(checked.data)) as workbook:
            for index, about in enumerate(workbook.sheets_metadata):
                if about.visible != SheetVisibleEnum.Visible:
                    continue
                sheet = workbook.get_sheet_by_index(index)
                # Not total_height: the library gives the last row's index under that name, 0 for a sheet of
                # one row.
                if sheet.end is None:
                    continue
                refuse_too_large(
                    sheet.end[0] + 1, (sheet.end[0] + 1) * (sheet.end[1] + 1), f"{filename}：“{sheet.name}”", max_rows
                )
                merged = tuple(sheet.merged_cell_ranges or ())
                untold = checked.untold.get(sheet.name, Untold())
                rows = _cells(sheet, untold, checked.is_from_1904)
                yield Sheet(rows, None, sheet.name, merged, hidden=untold.hidden)
    except PasswordError:
        raise CannotRead(f"{filename}：工作簿设有打开密码。请取消密码，保存后再上传。") from None
    except BaseException as wrong:
        # Some damage makes the library panic: that is no Exception, and its class cannot be imported.
        if not isinstance(wrong, CalamineError) and type(wrong).__name__ != "PanicException":
            raise
        raise CannotRead(_damaged(filename)) from wrong


def _cells(sheet: CalamineSheet, untold: Untold, is_from_1904: bool) -> list[list[Cell]]:
    rows = [[cell_of(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), error in untold.errors.items():
        if row < len(rows) and column < len(rows[row]) and rows[row][column] is None:
            rows[row][column] = error
    rows = without_tail(rows)
    return [[_from_1904(cell) for cell in row] for row in rows] if is_from_1904 else rows


def _from_1904(cell: Cell) -> Cell:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell
    return Int1904(cell) if isinstance(cell, int) else Float1904(cell)
