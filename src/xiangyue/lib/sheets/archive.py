"""An .xlsx is a zip: whether it may be unpacked at all, judged before it is, and what the reader of cells does not
tell of it.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import unescape
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from xiangyue.lib.sheets.errors import column_number, not_reckoned
from xiangyue.lib.sheets.limits import MOST_CELLS, MOST_CHARACTERS
from xiangyue.lib.sheets.refusal import CannotRead

MOST_MEMBERS = 5_000
# Sheet XML of real exports shrinks to a tenth, at the very best to a fiftieth; a bomb to a thousandth.
MOST_RATIO = 200
RATIO_MATTERS_FROM = 10_000_000
# Within one tag only: a pattern that may run on past the next "<" is quadratic over a page of "<c ".
CELL_WITH_CONTENT = re.compile(rb"<(?:\w{1,20}:)?c\b([^<>]*)(?<!/)>")
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
SHARED = re.compile(rb'\bt="s"[^<>]*>\s*<(?:\w{1,20}:)?v>(\d{1,9})<')
ROW = re.compile(rb"<(?:\w{1,20}:)?row\b([^<>]*)>")
HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
SHEET = re.compile(rb"<(?:\w{1,20}:)?sheet\b([^<>]*)>")
RELATION = re.compile(rb"<(?:\w{1,20}:)?Relationship\b([^<>]*)>")
ATTRIBUTE = re.compile(rb'([\w:]+)="([^"<>]*)"')
FROM_1904 = re.compile(rb'\bdate1904="(?:1|true)"')
OTHER_ZIPS = {"word/": "Word 文档", "ppt/": "演示文稿", "content.xml": "ODS 或其他 OpenDocument 文档"}


@dataclass(frozen=True)
class Untold:
    """Indexes of the hidden rows; what stands in the cells that were not reckoned, by (row, column)."""

    hidden: frozenset[int] = frozenset()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """A whole workbook of bearable size. `untold`: by name of the sheet."""

    data: bytes
    is_from_1904: bool = False
    untold: dict[str, Untold] = field(default_factory=dict)


def checked_workbook(data: bytes, filename: str, max_bytes_unpacked: int) -> Checked:
    """CannotRead when it may not or cannot be unpacked."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_directory(archive.infolist(), filename, max_bytes_unpacked)
            names = {name.replace("\\", "/"): name for name in archive.namelist()}
            if not any(name.startswith("xl/workbook.") for name in names):
                raise CannotRead(_other_zip(names, filename))
            if archive.testzip() is not None:
                raise CannotRead(_damaged(filename))
            _check_sheets(archive, names, filename)
            about = archive.read(names["xl/workbook.xml"]) if "xl/workbook.xml" in names else b""
            untold = dict(_untold(archive, names, about))
            data = _with_slashes(archive) if any("\\" in name for name in names.values()) else data
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise CannotRead(_damaged(filename)) from None
    return Checked(data, FROM_1904.search(about) is not None, untold)


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


def _other_zip(names: dict[str, str], filename: str) -> str:
    found = next((zh for start, zh in OTHER_ZIPS.items() if any(name.startswith(start) for name in names)), "")
    is_what = f"这是{found}" if found else "这是压缩包或其他文档"
    return f"{filename}：{is_what}，不是 Excel 表格。请解压或另存为 .xlsx 后再上传。"


def _check_sheets(archive: ZipFile, names: dict[str, str], filename: str) -> None:
    shared: Counter[bytes] = Counter()
    for name, member in names.items():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            xml = archive.read(member)
            _check_extent(xml, filename)
            shared.update(SHARED.findall(xml))
    if "xl/sharedStrings.xml" in names:
        _check_shared(archive.read(names["xl/sharedStrings.xml"]), shared, filename)


def _check_extent(xml: bytes, filename: str) -> None:
    """Refuses a sheet whose two far cells would make the reader lay out billions of empty ones between
    them.
    """
    rows, columns = 0, set()
    for attributes in CELL_WITH_CONTENT.findall(xml):
        if found := REFERENCE.search(attributes):
            columns.add(found[1])
            rows = max(rows, int(found[2]))
    width = max((column_number(column) for column in columns), default=0)
    if rows * width > MOST_CELLS:
        raise CannotRead(
            f"{filename}：表格范围有 {rows} 行、{width} 列，超过 {MOST_CELLS // 10_000} 万格，太大。"
            "请检查远处有没有误填的单元格，删去多余的行和列后另存。"
        )


def _check_shared(xml: bytes, used: Counter[bytes], filename: str) -> None:
    """A text that stands once in the file is laid out in every cell that names it."""
    starts = [found.start() for found in re.finditer(rb"<(?:\w{1,20}:)?si\b", xml)]
    lengths = [end - start for start, end in zip(starts, [*starts[1:], len(xml)], strict=True)]
    laid_out = sum(lengths[int(at)] * times for at, times in used.items() if int(at) < len(lengths))
    if laid_out > MOST_CHARACTERS:
        raise CannotRead(
            f"{filename}：各格文字展开后超过 {MOST_CHARACTERS // 100_000_000} 亿字，已拒绝打开。请分成几个文件上传。"
        )


def _untold(archive: ZipFile, names: dict[str, str], about: bytes) -> Iterator[tuple[str, Untold]]:
    known: dict[str, Untold] = {}
    relations = archive.read(names["xl/_rels/workbook.xml.rels"]) if "xl/_rels/workbook.xml.rels" in names else b""
    targets = {told.get("Id", ""): told.get("Target", "") for told in map(_attributes, RELATION.findall(relations))}
    for told in map(_attributes, SHEET.findall(about)):
        target = targets.get(next((value for key, value in told.items() if key.endswith(":id")), ""), "")
        member = names.get(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
        if member is not None:
            if member not in known:  # many names may point at one part
                xml = archive.read(member)
                known[member] = Untold(frozenset(_hidden_rows(xml)), dict(not_reckoned(xml)))
            yield unescape(told.get("name", "")), known[member]


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode("utf-8", "replace"): value.decode("utf-8", "replace") for key, value in ATTRIBUTE.findall(tag)}


def _hidden_rows(xml: bytes) -> Iterator[int]:
    """Rows without a number of their own stand below the one before."""
    at = 0
    for attributes in ROW.findall(xml):
        found = ROW_NUMBER.search(attributes)
        at = int(found[1]) if found else at + 1
        if HIDDEN.search(attributes):
            yield at - 1


def _with_slashes(archive: ZipFile) -> bytes:
    """The same workbook with the names of its parts as the standard wants them; some programs write backslashes."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as mended:
        for member in archive.infolist():
            mended.writestr(member.filename.replace("\\", "/"), archive.read(member))
    return out.getvalue()


def _damaged(filename: str) -> str:
    return f"{filename}：文件已损坏或没有传完整。请在 Excel 中打开检查，另存后重新上传。"
