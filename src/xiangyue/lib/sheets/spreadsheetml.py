"""XML Spreadsheet 2003: one XML file with rows and cells. No document type, so no entities that grow or reach out."""

import re
from collections.abc import Iterator
from datetime import datetime
from xml.parsers import expat

from xiangyue.lib.sheets.encodings import decoded
from xiangyue.lib.sheets.limits import MOST_CELLS, MOST_MARKUP
from xiangyue.lib.sheets.refusal import CannotRead
from xiangyue.lib.sheets.sheet import Cell, MergedRange, Sheet, cell_of, without_tail
from xiangyue.lib.sheets.text import refuse_too_large

SS = "urn:schemas-microsoft-com:office:spreadsheet|"
VISIBLE = "urn:schemas-microsoft-com:office:excel|Visible"
NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?")


def read_xml(data: bytes, filename: str, max_rows: int) -> Iterator[Sheet]:
    """Every visible worksheet with something in it."""
    if len(data) > MOST_MARKUP:
        raise CannotRead(f"{filename}：XML 表格超过 {MOST_MARKUP // 1_000_000} MB。请在 Excel 中打开后另存为 .xlsx。")
    text, _ = decoded(data, filename)
    workbook = _Workbook(filename, max_rows)
    try:
        workbook.parse(text)
    except expat.ExpatError as wrong:
        raise CannotRead(
            f"{filename}：XML 表格第 {wrong.lineno} 行读不下去，文件已损坏或没有传完整。请重新导出后再上传。"
        ) from wrong
    for sheet in workbook.sheets:
        if sheet.is_visible and (rows := without_tail(sheet.rows)):
            yield Sheet(rows, None, sheet.name, tuple(sheet.merged), hidden=frozenset(sheet.hidden))


class _Worksheet:
    def __init__(self, name: str) -> None:
        self.name, self.is_visible = name, True
        self.rows: list[list[Cell]] = []
        self.merged: list[MergedRange] = []
        self.hidden: set[int] = set()


class _Workbook:
    def __init__(self, filename: str, max_rows: int) -> None:
        self.filename, self.max_rows, self.cells = filename, max_rows, 0
        self.sheets: list[_Worksheet] = []
        self.type = ""
        self.words: list[str] | None = None

    def parse(self, text: str) -> None:
        parser = expat.ParserCreate("utf-8", "|")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.CharacterDataHandler = self._say
        parser.Parse(text.encode("utf-8", "replace"), True)

    def _refuse_doctype(self, *_: object) -> None:
        raise CannotRead(f"{self.filename}：XML 里带有文档类型声明，已拒绝打开。请在 Excel 中打开后另存为 .xlsx。")

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == SS + "Worksheet":
            self.sheets.append(_Worksheet(attributes.get(SS + "Name", "")))
        elif tag == VISIBLE:
            self.words = []
        elif tag == SS + "Row" and self.sheets:
            self._begin_row(attributes)
        elif tag == SS + "Cell" and self.sheets and self.sheets[-1].rows:
            self._begin_cell(attributes)
        elif tag == SS + "Data":
            self.type, self.words = attributes.get(SS + "Type", ""), []

    def _begin_row(self, attributes: dict[str, str]) -> None:
        sheet = self.sheets[-1]
        at = _whole(attributes.get(SS + "Index"), len(sheet.rows) + 1) - 1
        refuse_too_large(at + 1, self.cells, self.filename, self.max_rows)
        sheet.rows.extend([] for _ in range(len(sheet.rows), at + 1))
        if attributes.get(SS + "Hidden") == "1":
            sheet.hidden.add(at)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        sheet = self.sheets[-1]
        row, top = sheet.rows[-1], len(sheet.rows) - 1
        left = _whole(attributes.get(SS + "Index"), len(row) + 1) - 1
        across = _whole(attributes.get(SS + "MergeAcross"), 0)
        down = _whole(attributes.get(SS + "MergeDown"), 0)
        grown = max(0, left + across + 1 - len(row))
        self.cells += grown
        refuse_too_large(0, self.cells, self.filename, self.max_rows)
        row.extend([None] * grown)
        self.at = left
        if across or down:
            sheet.merged.append(((top, left), (top + down, left + across)))

    def _say(self, text: str) -> None:
        if self.words is not None:
            self.words.append(text)

    def _end(self, tag: str) -> None:
        if self.words is None or tag not in (SS + "Data", VISIBLE):
            return
        said, self.words = "".join(self.words), None
        if tag == VISIBLE:
            self.sheets[-1].is_visible = said not in ("SheetHidden", "SheetVeryHidden")
        elif self.sheets and self.sheets[-1].rows and self.sheets[-1].rows[-1]:
            self.sheets[-1].rows[-1][self.at] = _value(said, self.type)


def _whole(told: str | None, otherwise: int) -> int:
    """An index or a span, never past what a sheet may hold."""
    is_number = told is not None and told.isascii() and told.isdigit() and len(told) < 9
    return min(int(told or 0), MOST_CELLS + 1) if is_number else otherwise


def _value(said: str, kind: str) -> Cell:
    if kind == "Number" and NUMBER.fullmatch(said):
        return cell_of(float(said))
    if kind == "Boolean":
        return said == "1"
    if kind == "DateTime":
        try:
            return datetime.fromisoformat(said)
        except ValueError:
            return said
    return cell_of(said)
