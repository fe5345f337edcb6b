"""An .xlsx is a zip: whether it may be unpacked at all, judged before it is."""

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from xiangyue.lib.sheets.refusal import CannotRead

MOST_MEMBERS = 5_000
# Sheet XML of real exports shrinks to a tenth, at the very best to a fiftieth; a bomb to a thousandth.
MOST_RATIO = 200
RATIO_MATTERS_FROM = 10_000_000
MOST_CELLS = 30_000_000
CELL_WITH_CONTENT = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?(?<!/)>')


def check_workbook(data: bytes, filename: str, max_bytes_unpacked: int) -> None:
    """Returns when the zip is a whole workbook of bearable size; CannotRead otherwise."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_directory(archive.infolist(), filename, max_bytes_unpacked)
            names = archive.namelist()
            if not any(name.startswith("xl/workbook.") for name in names):
                raise CannotRead(f"{filename}：这是压缩包或其他文档，不是 Excel 表格。请解压或另存为 .xlsx 后再上传。")
            if archive.testzip() is not None:
                raise CannotRead(_damaged(filename))
            for name in names:
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _check_extent(archive.read(name), filename)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise CannotRead(_damaged(filename)) from None


def _check_directory(members: list[ZipInfo], filename: str, max_bytes_unpacked: int) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS:
        raise CannotRead(
            f"{filename}：压缩包里有 {len(members)} 个部件，不像正常的表格，已拒绝打开。请另存为新的 .xlsx。"
        )
    if unpacked > max_bytes_unpacked:
        raise CannotRead(
            f"{filename}：展开后 {unpacked // 1_000_000} MB，超过上限 {max_bytes_unpacked // 1_000_000} MB，"
            "已拒绝打开。请分成几个文件上传。"
        )
    if unpacked > RATIO_MATTERS_FROM and unpacked > MOST_RATIO * max(packed, 1):
        raise CannotRead(
            f"{filename}：压缩比高得不正常，可能是压缩炸弹，已拒绝打开。请在 Excel 中打开后另存为新的 .xlsx。"
        )


def _check_extent(xml: bytes, filename: str) -> None:
    """Refuses a sheet whose two far cells would make the reader lay out billions of empty ones between
    them.
    """
    rows, columns = 0, set()
    for column, row in CELL_WITH_CONTENT.findall(xml):
        columns.add(column)
        rows = max(rows, int(row))
    width = max((_column_number(column) for column in columns), default=0)
    if rows * width > MOST_CELLS:
        raise CannotRead(
            f"{filename}：表格范围有 {rows} 行、{width} 列，太大。"
            "请检查远处有没有误填的单元格，删去多余的行和列后另存。"
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _damaged(filename: str) -> str:
    return f"{filename}：文件已损坏或没有传完整。请在 Excel 中打开检查，另存后重新上传。"
