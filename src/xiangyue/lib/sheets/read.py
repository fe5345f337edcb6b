"""A table read from an office file: .xls, .xlsx, .xlsm or .csv, whatever program wrote it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from python_calamine import CalamineError, CalamineSheet, PasswordError, SheetVisibleEnum, load_workbook

from xiangyue.lib.sheets.archive import check_workbook
from xiangyue.lib.sheets.refusal import CannotRead
from xiangyue.lib.sheets.text import decoded, parsed

__all__ = ["CannotRead", "Cell", "MergedRange", "Sheet", "read_sheet", "read_sheets"]

Cell: TypeAlias = str | int | float | bool | datetime | date | time | timedelta | None
# ((first row, first column), (last row, last column)), from 0.
MergedRange: TypeAlias = tuple[tuple[int, int], tuple[int, int]]

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WHOLE_NUMBERS_EXACT_TO = 2**53


@dataclass(frozen=True)
class Sheet:
    """Rows as they stand in the file: row 0 is the file's first row, a blank cell is None.

    A merged range has its value in its first cell only; `merged` tells which cells it covers.
    `encoding` is None for a workbook.
    """

    rows: list[list[Cell]]
    encoding: str | None
    sheet_name: str
    merged: tuple[MergedRange, ...] = ()


def read_sheet(
    source: str | Path | bytes, *, filename: str, max_rows: int = 1_000_000, max_bytes_unpacked: int = 1_000_000_000
) -> Sheet:
    """The first of `read_sheets`."""
    every = read_sheets(source, filename=filename, max_rows=max_rows, max_bytes_unpacked=max_bytes_unpacked)
    return next(every)


def read_sheets(
    source: str | Path | bytes, *, filename: str, max_rows: int = 1_000_000, max_bytes_unpacked: int = 1_000_000_000
) -> Iterator[Sheet]:
    """Every visible sheet that holds anything, in the order of the file; at least one.

    Formulas and macros are never run: a formula is its last stored value. Whole numbers come as int.
    `filename` tells the type and is named in every refusal. Raises CannotRead.
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    if not data.strip(b"\0 \r\n\t"):
        raise CannotRead(f"{filename}：文件是空的，没有内容。请检查是否选错了文件。")
    kind = _kind(data, filename)
    if kind == "csv":
        yield _read_text(data, filename, max_rows)
        return
    if kind == "xlsx":
        check_workbook(data, filename, max_bytes_unpacked)
    yield from _read_workbook(data, filename, max_rows)


def _kind(data: bytes, filename: str) -> str:
    """ "xlsx", "xls" or "csv", when the content is what the name says."""
    extension = Path(filename).suffix.lower()
    if extension not in {".xlsx", ".xlsm", ".xls", ".csv", ".txt"}:
        raise CannotRead(f"{filename}：不支持这种文件。请上传 .xlsx、.xls 或 .csv 表格。")
    if data.startswith(OLE_MAGIC) and "EncryptedPackage".encode("utf-16-le") in data:
        raise CannotRead(f"{filename}：工作簿设有打开密码。请在 Excel“文件—信息—保护工作簿”中取消密码，保存后再上传。")
    found = _found_kind(data)
    named = {".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls"}.get(extension, "csv")
    if found != named:
        says = {"xlsx": "新版 Excel 工作簿或压缩包", "xls": "旧版 Excel 工作簿", "page": "网页", "csv": "文字"}[found]
        raise CannotRead(
            f"{filename}：文件名后缀是 {extension}，内容却是{says}，两者不符。"
            "请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。"
        )
    return found


def _found_kind(data: bytes) -> str:
    if data.startswith(ZIP_MAGIC):
        return "xlsx"
    if data.startswith(OLE_MAGIC):
        return "xls"
    # Many office systems give out a web page under the name .xls.
    start = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "page" if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")) else "csv"


def _read_text(data: bytes, filename: str, max_rows: int) -> Sheet:
    text, encoding = decoded(data, filename)
    rows: list[list[Cell]] = [
        [field if field.strip() else None for field in row] for row in parsed(text, filename, max_rows)
    ]
    if not any(cell is not None for row in rows for cell in row):
        raise CannotRead(f"{filename}：表格里没有任何内容。请检查是否选错了文件。")
    return Sheet(rows, encoding, Path(filename).stem)


def _read_workbook(data: bytes, filename: str, max_rows: int) -> Iterator[Sheet]:
    found = False
    try:
        with load_workbook(BytesIO(data)) as workbook:
            for index, about in enumerate(workbook.sheets_metadata):
                if about.visible != SheetVisibleEnum.Visible:
                    continue
                sheet = workbook.get_sheet_by_index(index)
                # Not total_height: the library gives the last row's index under that name, 0 for a sheet of
                # one row.
                if sheet.end is None:
                    continue
                if sheet.end[0] + 1 > max_rows:
                    raise CannotRead(f"{filename}：工作表“{sheet.name}”超过 {max_rows} 行。请分成几个文件上传。")
                rows = _cells(sheet)
                if any(cell is not None for row in rows for cell in row):
                    found = True
                    yield Sheet(rows, None, sheet.name, tuple(sheet.merged_cell_ranges or ()))
    except PasswordError:
        raise CannotRead(f"{filename}：工作簿设有打开密码。请取消密码，保存后再上传。") from None
    except CalamineError as wrong:
        raise CannotRead(
            f"{filename}：工作簿打不开，文件可能已损坏。请在 Excel 中打开检查，另存后重新上传。"
        ) from wrong
    if not found:
        raise CannotRead(f"{filename}：工作簿里没有任何可见的内容。请检查是否选错了文件，或取消工作表的隐藏。")


def _cells(sheet: CalamineSheet) -> list[list[Cell]]:
    return [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]


def _cell(value: str | float | bool | datetime | date | time | timedelta) -> Cell:
    if isinstance(value, str):
        return value if value.strip() else None
    # .xlsx keeps every number as a float; a telephone number must not become 13800001234.0.
    if isinstance(value, float) and value.is_integer() and abs(value) < WHOLE_NUMBERS_EXACT_TO:
        return int(value)
    return value
