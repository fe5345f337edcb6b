"""Cells that a spreadsheet could not reckon: the reader of cells gives nothing for them, as if they were blank."""

import re
from collections.abc import Iterator
from itertools import chain, pairwise

NOT_RECKONED = "#未计算"
ERRORS = frozenset(
    {"#VALUE!", "#REF!", "#N/A", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", NOT_RECKONED}
)
ROW_OR_CELL = re.compile(rb"<(?:\w{1,20}:)?(row|c)\b([^<>]*)>")
ROW_AT = re.compile(rb'\br="(\d{1,7})"')
CELL_AT = re.compile(rb'\br="([A-Z]{1,3})\d{1,7}"')
VALUE = re.compile(rb"<(?:\w{1,20}:)?v>([^<]{1,40})<")
FORMULA = re.compile(rb"<(?:\w{1,20}:)?f\b")


def not_reckoned(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """((row, column) from 0, the error) of a sheet; a formula without a stored value is one too."""
    if b't="e"' not in xml and FORMULA.search(xml) is None:
        return
    for row, column, attributes, body in _cells(xml):
        value = VALUE.search(body)
        if b't="e"' in attributes:
            yield (row, column), value[1].decode("utf-8", "replace") if value else NOT_RECKONED
        elif value is None and b't="str"' not in attributes and FORMULA.search(body):
            yield (row, column), NOT_RECKONED


def _cells(xml: bytes) -> Iterator[tuple[int, int, bytes, bytes]]:
    """(row, column, attributes, what stands within) of each cell, in one pass."""
    row = column = -1
    for tag, following in pairwise(chain(ROW_OR_CELL.finditer(xml), (None,))):
        if tag is None:
            return
        if tag[1] == b"row":
            number = ROW_AT.search(tag[2])
            row, column = int(number[1]) - 1 if number else row + 1, -1
            continue
        letters = CELL_AT.search(tag[2])
        column = column_number(letters[1]) - 1 if letters else column + 1
        yield row, column, tag[2], xml[tag.end() : following.start() if following else len(xml)]


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
