"""Rows that a stray quote or a line break has joined or torn although every quote is closed: told, never taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

FEWEST_FIELDS = 3


def swallowing(rows: Sequence[Sequence[str]], lines: Sequence[int], delimiter: str) -> Iterator[tuple[int, str]]:
    """(row, why) of each row in one of whose cells other rows of the table stand: a quote that opened there was closed
    by the next stray one.
    """
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    if width < FEWEST_FIELDS:
        return
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if "\n" in cell and _holds_rows(cell, column, width, delimiter):
                yield at, _why(lines[at] + sum(before.count("\n") for before in row[:column]), cell.count("\n"))
                break


def _holds_rows(cell: str, column: int, width: int, delimiter: str) -> bool:
    """A line of it has as many fields as the table; or its first line ends a row that began before the cell, and its
    last begins one that goes on after it.
    """
    fields = [line.count(delimiter) + 1 for line in cell.split("\n")]
    if max(fields[1:]) >= width or fields[0] >= width:
        return True
    return fields[0] >= FEWEST_FIELDS and column + fields[0] == width and fields[-1] == column + 1


def _why(line: int, count: int) -> str:
    return (
        f"文件第 {line} 行起有一格里夹着后面 {count} 行，多半是英文双引号没有配成对，"
        "请在原文件里补上或删去引号，再导入这几行"
    )
