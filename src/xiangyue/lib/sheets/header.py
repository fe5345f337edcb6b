"""Where the header of a table stands, and the rows of data below it."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xiangyue.lib.sheets.errors import ERRORS
from xiangyue.lib.sheets.refusal import CannotRead
from xiangyue.lib.sheets.sheet import Cell, MergedRange, Sheet

FIRST_CELLS = 3
TOTAL = re.compile(r"(?:本页|本表)?(?:合计|总计|小计|共计|累计)(?:[:：(（].*|\d.*)?")
SIGNED = re.compile(
    r"(?:制表|填表|填报|审核|复核|统计|负责|经办|联系)(?:人|日期|时间|单位|部门)(?:签字|签名)?(?:[:：].*)?|(?:注|备注|说明)[:：].*"
)
# Why a row of the file is no row of data, in the order in which it is told.
ABOVE, HEADER, BLANK, REPEATED, TOTALS, NOTE, ASIDE = (
    "表头以上",
    "表头",
    "空行",
    "重复的表头",
    "合计行",
    "表后说明",
    "只有表头以外的格里有字",
)
NO_HEADER = "没有这样表头的工作表"
NUMBERED = re.compile(r"（第\d{1,4}列）$")


@dataclass(frozen=True)
class HeaderAt:
    """The header's index in `rows`, from 0, and the column index of each name.

    A wanted name is spelt as it was asked for; any other as in the file, blanks taken out. Of several columns
    with one name the second is “name（第2列）”, and so on.
    """

    row_index: int
    columns: dict[str, int]


def find_table(sheet: Sheet, wanted: Collection[str]) -> HeaderAt:
    """The header of a sheet; CannotRead where there is none, or where it cannot be trusted."""
    header = find_header(sheet.rows, wanted, merged=sheet.merged)
    if header.row_index in sheet.damaged:
        raise CannotRead(f"“{sheet.sheet_name}”的表头读不准：{sheet.damaged[header.row_index]}。")
    return header


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
        columns = _named(_with_merged(rows, index, merged), spelt)
        hits = len(columns.keys() & set(wanted))
        if hits > most:
            best, most = HeaderAt(index, columns), hits
    if not most:
        raise CannotRead(f"前 {within} 行里找不到表头。表头应有“{'”“'.join(wanted)}”等列名，请检查是否选错了表格。")
    return best


def _named(row: Sequence[Cell], spelt: dict[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    times: dict[str, int] = {}
    for column, cell in enumerate(row):
        if not (name := _bare(cell)):
            continue
        times[name] = times.get(name, 0) + 1
        numbered = name if times[name] == 1 else f"{name}（第{times[name]}列）"
        columns.setdefault(spelt.get(_bare(numbered), spelt.get(numbered, numbered)), column)
    return columns


def first_name(title: str) -> str:
    """What the file calls a column that bears a number because another has the same name."""
    return NUMBERED.sub("", title)


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
    """(row number as in the file, from 1; cells by name) for each row of data under the header."""
    for row_number, cells, why_not in told_rows(sheet, header, keeps):
        if not why_not:
            yield row_number, cells


def told_rows(
    sheet: Sheet, header: HeaderAt, keeps: Callable[[dict[str, Cell]], bool] = lambda cells: False
) -> Iterator[tuple[int, dict[str, Cell], str]]:
    """Every row of the sheet with why it is no row of data, empty where it is one.

    Passed over: what stands above the header, the header and where it is repeated on a new page, blank rows, totals
    wherever they stand, notes and signatures after the last row of data. `keeps` tells what is data whatever its first
    cell looks like; a damaged row is never taken for anything else.
    """
    last = _end_of_data(sheet, header, keeps)
    for index, row in enumerate(sheet.rows):
        cells = _by_name(row, header)
        if index <= header.row_index:
            yield index + 1, cells, HEADER if index == header.row_index else ABOVE
        elif index in sheet.damaged:
            yield index + 1, cells, ""
        else:
            yield index + 1, cells, _why_not(row, cells, keeps, index >= last, sheet.encoding is not None)


def _end_of_data(sheet: Sheet, header: HeaderAt, keeps: Callable[[dict[str, Cell]], bool]) -> int:
    last = len(sheet.rows)
    while last > header.row_index + 1 and last - 1 not in sheet.damaged and _is_closing(sheet.rows[last - 1]):
        if keeps(_by_name(sheet.rows[last - 1], header)):
            break
        last -= 1
    return last


def _why_not(
    row: Sequence[Cell], cells: dict[str, Cell], keeps: Callable[[dict[str, Cell]], bool], is_after: bool, is_text: bool
) -> str:
    if _is_blank(row):
        return BLANK
    if _repeats_header(cells):
        return REPEATED
    if TOTAL.fullmatch(_first_text(row)) and not keeps(cells):
        return TOTALS
    if is_after:
        return NOTE
    # in a text table such a row is torn: its fields stand where no column is
    return ASIDE if _is_blank(cells.values()) and not is_text else ""


def torn(sheet: Sheet, header: HeaderAt, index: int, wanted: Collection[str]) -> Iterator[str]:
    """Why a row's cells are not its columns': a damaged byte spoils it; in a text table a comma or a line break in
    somebody's words tears it.
    """
    if index in sheet.damaged:
        yield sheet.damaged[index]
    if sheet.encoding is None:
        return
    row, width = sheet.rows[index], len(sheet.rows[header.row_index])
    if any(cell is not None for cell in row[width:]):
        yield f"这一行有 {len(row)} 格，表头只有 {width} 格，多半是内容里的逗号没有加引号"
    beyond = [title for title in wanted if header.columns.get(title, -1) >= len(row)]
    if beyond:
        yield f"这一行只有 {len(row)} 格，表头有 {width} 格，缺“{'”“'.join(beyond)}”，多半是内容里的换行没有加引号"
    elif len(row) == width > 1 and row[-1] is not None and _is_fragment(sheet, index + 1):
        yield "下一行只有一格，像是这一行最后一格被换行截断的后半截，请核对后补全"


def _is_fragment(sheet: Sheet, index: int) -> bool:
    """A row of one cell that is no total and no note: what a line break without quotes has cut off the row above."""
    row = sheet.rows[index] if index < len(sheet.rows) else []
    return len(row) == 1 and not _is_closing(row)


def not_reckoned_in(cells: Mapping[str, Cell], wanted: Collection[str]) -> Iterator[str]:
    for title in wanted:
        cell = cells.get(title)
        if isinstance(cell, str) and cell.strip().upper() in ERRORS:
            yield f"“{title}”是 {cell.strip()}，表格程序没有算出来，请改成真正的内容"


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
    return len(filled) > 1 and all(_bare(cell) == _bare(first_name(name)) for name, cell in filled)
