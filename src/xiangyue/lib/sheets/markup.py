"""Tables of a web page, as many office systems give them out under the name .xls. Nothing is fetched, nothing runs."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from xiangyue.lib.sheets.encodings import damage, decoded
from xiangyue.lib.sheets.limits import MOST_MARKUP
from xiangyue.lib.sheets.refusal import CannotRead
from xiangyue.lib.sheets.sheet import Cell, MergedRange, Sheet, cell_of, without_tail
from xiangyue.lib.sheets.text import kept_as_text, refuse_mostly_damaged, refuse_too_large

UNSEEN = {"script", "style"}
BREAKS = {"br", "p", "div", "li"}
WIDEST_SPAN = 1_000
BLANKS = re.compile(r"[ \t\r\n\f]+")


def read_page(data: bytes, filename: str, max_rows: int) -> Iterator[Sheet]:
    """Every table with something in it, one that stands within another as part of its cell."""
    if len(data) > MOST_MARKUP:
        raise CannotRead(f"{filename}：网页表格超过 {MOST_MARKUP // 1_000_000} MB。请在 Excel 中打开后另存为 .xlsx。")
    text, encoding = decoded(data, filename)
    tables = _Tables(filename, max_rows)
    # never closed: at its end the parser would look again and again for the ends of what is torn
    tables.feed(text)
    if tables.depth:
        raise CannotRead(f"{filename}：网页表格没有结尾，文件没有传完整。请重新导出后再上传。")
    if not tables.done:
        raise CannotRead(f"{filename}：内容是网页，里面没有表格。请从原系统导出 .xlsx 或 .csv 表格后再上传。")
    for number, table in enumerate(tables.done, 1):
        if sheet := _sheet(table, encoding, filename, f"{Path(filename).stem} 表{number}"):
            yield sheet


class _Table:
    """Rows as they are read, each with the line on which it begins."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.lines: list[int] = []
        self.merged: list[MergedRange] = []
        self.held: dict[int, int] = {}  # column → how many more rows a cell above reaches down

    def begin_row(self, line: int) -> None:
        self.rows.append([])
        self.lines.append(line)

    def add(self, text: str, across: int, down: int) -> None:
        row, top = self.rows[-1], len(self.rows) - 1
        self.skip()
        left = len(row)
        row.extend([text, *[""] * (across - 1)])
        if down > 1:
            self.held |= dict.fromkeys(range(left, left + across), down)
        if across > 1 or down > 1:
            self.merged.append(((top, left), (top + down - 1, left + across - 1)))

    def skip(self) -> None:
        """Past the columns that a cell of a row above still covers."""
        row = self.rows[-1]
        while len(row) in self.held:
            row.append("")

    def end_row(self) -> None:
        self.held = {column: rows - 1 for column, rows in self.held.items() if rows > 1}


class _Tables(HTMLParser):
    def __init__(self, filename: str, max_rows: int) -> None:
        super().__init__(convert_charrefs=True)
        self.filename, self.max_rows = filename, max_rows
        self.done: list[_Table] = []
        self.depth = self.unseen = self.cells = self.count = 0
        self.in_row = False
        self.words: list[str] | None = None
        self.spans = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.unseen += 1
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.done.append(_Table())
        elif tag in BREAKS and self.words:
            self.words.append("\n")
        elif self.depth == 1 and tag == "tr":
            self._begin_row()
        elif self.depth == 1 and tag in ("td", "th"):
            self._begin_cell(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag == "table" and self.depth:
            if self.depth == 1:
                self._end_row()
            self.depth -= 1
        elif self.depth == 1 and tag == "tr":
            self._end_row()
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self.words is not None and not self.unseen:
            self.words.append(BLANKS.sub(" ", data))

    def _begin_row(self) -> None:
        self._end_row()
        self.count += 1
        refuse_too_large(self.count, self.cells, self.filename, self.max_rows)
        self.done[-1].begin_row(self.getpos()[0])
        self.in_row = True

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        if not self.in_row:
            self._begin_row()
        self.spans = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))
        self.cells += self.spans[0]
        refuse_too_large(self.count, self.cells, self.filename, self.max_rows)
        self.words = []

    def _end_cell(self) -> None:
        if self.words is not None:
            lines = "".join(self.words).split("\n")
            self.done[-1].add("\n".join(line.strip(" ") for line in lines).strip("\n"), *self.spans)
            self.words = None

    def _end_row(self) -> None:
        self._end_cell()
        if self.in_row:
            self.done[-1].end_row()
            self.in_row = False


def _span(told: str | None) -> int:
    return min(int(told), WIDEST_SPAN) if told and re.fullmatch(r"[1-9][0-9]{0,3}", told) else 1


def _sheet(table: _Table, encoding: str, filename: str, name: str) -> Sheet | None:
    rows: list[list[Cell]] = without_tail([[cell_of(kept_as_text(field)) for field in row] for row in table.rows])
    if not rows:
        return None
    told = ((at, damage(row, table.lines[at], encoding)) for at, row in enumerate(table.rows))
    damaged = {at: why for at, why in told if why}
    refuse_mostly_damaged(damaged, len(rows), filename, encoding)
    return Sheet(rows, encoding, name, tuple(table.merged), damaged)
