"""Where the header of a table stands, and the rows of data below it."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from xiangyue.lib.sheets.read import CannotRead, Cell, MergedRange, Sheet

FIRST_CELLS = 3
TOTAL = re.compile(r"(?:本页|本表)?(?:合计|总计|小计|共计|累计)(?:[:：(（].*|\d.*)?")
SIGNED = re.compile(
    r"(?:制表|填表|填报|审核|复核|统计|负责|经办|联系)(?:人|日期|时间|单位|部门)(?:签字|签名)?(?:[:：].*)?|(?:注|备注|说明)[:：].*"
)


@dataclass(frozen=True)
class HeaderAt:
    """The header's index in `rows`, from 0, and the column index of each name.

    A wanted name is spelt as it was asked for; any other as in the file, blanks taken out. Of two columns
    with one name the first counts.
    """

    row_index: int
    columns: dict[str, int]


def find_header(
    rows: Sequence[Sequence[Cell]], wanted: Collection[str], within: int = 15, merged: Sequence[MergedRange] = ()
) -> HeaderAt:
    """The row, among the first `within`, with the most wanted names; of equals the upper one.

    With `merged`, a cell merged downwards counts as a name in its lower rows too: the usual header of two
    rows. Raises CannotRead when no row has any of them.
    """
    spelt = {_bare(name): name for name in wanted}
    best = HeaderAt(0, {})
    most = 0
    for index in range(min(within, len(rows))):
        columns: dict[str, int] = {}
        for column, cell in enumerate(_with_merged(rows, index, merged)):
            if name := _bare(cell):
                columns.setdefault(spelt.get(name, name), column)
        hits = len(columns.keys() & set(wanted))
        if hits > most:
            best, most = HeaderAt(index, columns), hits
    if not most:
        raise CannotRead(f"前 {within} 行里找不到表头。表头应有“{'”“'.join(wanted)}”等列名，请检查是否选错了表格。")
    return best


def _with_merged(rows: Sequence[Sequence[Cell]], index: int, merged: Sequence[MergedRange]) -> list[Cell]:
    row = list(rows[index])
    for (top, left), (bottom, _) in merged:
        if top < index <= bottom and left < len(row) and row[left] is None and left < len(rows[top]):
            row[left] = rows[top][left]
    return row


def _bare(cell: Cell) -> str:
    """A column name as people mean it: 来 电\n时间 and ＊来电时间： are 来电时间."""
    text = unicodedata.normalize("NFKC", str(cell)) if cell is not None else ""
    return re.sub(r"[\s\u200b\ufeff]+", "", text).strip("*:")


def data_rows(
    sheet: Sheet, header: HeaderAt, keeps: Callable[[dict[str, Cell]], bool] = lambda cells: False
) -> Iterator[tuple[int, dict[str, Cell]]]:
    """(row number as in the file, from 1; cells by name) for each row of data under the header.

    Left out: blank rows, totals wherever they stand, the header repeated on a new page, and notes and
    signatures after the last row of data. `keeps` tells what is data whatever its first cell looks like.
    """
    last = len(sheet.rows)
    while last > header.row_index + 1 and _is_closing(sheet.rows[last - 1]):
        if keeps(_by_name(sheet.rows[last - 1], header)):
            break
        last -= 1
    for index in range(header.row_index + 1, last):
        row = sheet.rows[index]
        cells = _by_name(row, header)
        if _is_blank(cells.values()) or _repeats_header(cells):
            continue
        if TOTAL.fullmatch(_first_text(row)) and not keeps(cells):
            continue
        yield index + 1, cells


def _by_name(row: Sequence[Cell], header: HeaderAt) -> dict[str, Cell]:
    return {name: row[column] if column < len(row) else None for name, column in header.columns.items()}


def _is_closing(row: Sequence[Cell]) -> bool:
    first = _first_text(row)
    return _is_blank(row) or bool(TOTAL.fullmatch(first) or SIGNED.fullmatch(first))


def _is_blank(cells: Collection[Cell]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _first_text(row: Sequence[Cell]) -> str:
    return next((name for cell in row[:FIRST_CELLS] if (name := _bare(cell))), "")


def _repeats_header(cells: dict[str, Cell]) -> bool:
    filled = [(name, cell) for name, cell in cells.items() if cell is not None]
    return len(filled) > 1 and all(_bare(cell) == _bare(name) for name, cell in filled)
