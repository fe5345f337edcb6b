"""Columns as data: what each reads of a cell, what it answers to junk, and how its value is written again."""

from __future__ import annotations

from dataclasses import make_dataclass
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_help import TITLES, WELLS

from xiangyue.ledgers.book.columns import Wrong, day, one_of, text_of, words, yes_or_no, yes_shown

STATE = one_of("状况", ("完好型", "待修型"), ending="型")
IN_USE = yes_or_no("在用")
DUG = day("打井日期")
GOOD = {"井名": "东井", "深度": "12", "状况": "完好", "在用": "是", "打井日期": "2024-03-01"}

VALUES = [
    (words(5), " 东井 ", "东井"),
    (words(5), "一二三四五六", "一二三四五"),
    (words(5), 12, "12"),
    (words(5), "a\x00b", "ab"),
    (STATE, "完好型", "完好型"),
    (STATE, " 待修 ", "待修型"),
    *((IN_USE, cell, True) for cell in ("是", "有", "1", 1, True, "true", " √ ")),
    *((IN_USE, cell, False) for cell in ("否", "无", "0", 0, False, "false", "×")),
    (DUG, "2024-03-01", date(2024, 3, 1)),
    (DUG, "2024年3月1日", date(2024, 3, 1)),
    (DUG, "2024/3/1", date(2024, 3, 1)),
    (DUG, "20240301", date(2024, 3, 1)),
    (DUG, 45352, date(2024, 3, 1)),  # as Excel keeps a day
    (DUG, date(2024, 3, 1), date(2024, 3, 1)),
    (DUG, datetime(2024, 3, 1, 23, 59), date(2024, 3, 1)),
]
JUNK = [
    (STATE, "坏了", "状况请填：完好型、待修型"),
    (STATE, "型", "状况请填"),
    (STATE, "完", "状况请填"),
    (IN_USE, "不知道", "“在用”请填是或否"),
    (IN_USE, 2, "“在用”请填是或否"),
    (IN_USE, 1.5, "“在用”请填是或否"),
    *((DUG, cell, "“打井日期”读不出来") for cell in ("去年", "2024-13-01", "²", 7, True, 10**9, "2024-02-30")),
]


@pytest.mark.parametrize(("read", "cell", "value"), VALUES)
def test_a_cell_is_read_however_it_was_written(read, cell, value):
    assert (read(cell), type(read(cell))) == (value, type(value))


@pytest.mark.parametrize(("read", "cell", "says"), JUNK)
def test_junk_in_a_cell_is_a_sentence_for_its_row(read, cell, says):
    with pytest.raises(Wrong, match=says):
        read(cell)


def test_an_empty_cell_says_nothing_and_is_the_columns_own_empty():
    for blank in (None, "", "  ", "　"):
        row = WELLS.read({**dict.fromkeys(TITLES, blank), "井名": "东井"})
        assert row == {"name": "东井", "depth": "", "state": "", "in_use": None, "dug_on": None}
    assert WELLS.read({"井名": "东井"}) == row  # a column that the file has not


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"井名": " "}, "请写井名"),
        ({"深度": "很深"}, "深度请填整数米"),
        ({"深度": "²"}, "深度请填整数米"),
        ({"深度": "-3"}, "深度请填整数米"),
        ({"深度": "99999"}, "深度请填整数米"),
        ({"深度": "901"}, "不会有 900 米深"),  # of the whole row, not of one cell
        ({"深度": "很深", "状况": "坏了"}, "深度请填"),  # the first reason
    ],
)
def test_a_row_is_refused_with_its_first_reason(more, says):
    with pytest.raises(Wrong, match=says):
        WELLS.read(GOOD | more)
    assert WELLS.read(GOOD | {"深度": "901", "在用": "否"})["depth"] == 901


def test_what_is_written_can_be_read_again():
    row = WELLS.read(GOOD)
    kept = make_dataclass("Well", row)(**row)
    [cells] = WELLS.written([kept])
    assert cells == ["东井", "12", "完好型", "是", "2024-03-01"]
    assert WELLS.read(dict(zip(TITLES, cells, strict=True))) == row


def test_what_is_not_known_is_written_empty_and_a_no_is_not():
    row = WELLS.read({"井名": "东井", "在用": "否", "深度": "0"})
    [cells] = WELLS.written([make_dataclass("Well", row)(**row)])
    assert cells == ["东井", "0", "", "否", ""]
    assert (yes_shown(True), yes_shown(False)) == ("是", "否")


CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


def read_or_says(cells):
    try:
        return WELLS.read(cells)
    except Wrong as reason:
        return str(reason)


@settings(max_examples=300, deadline=None)
@given(CELLS)
def test_whatever_a_workbook_holds_a_column_gives_a_value_or_a_sentence(cell):
    assert "\x00" not in text_of(cell)
    for title in TITLES:
        found = read_or_says({**GOOD, title: cell})
        if isinstance(found, str):
            assert found.endswith("。")
        else:
            assert set(found) == {column.name for column in WELLS.rows}
