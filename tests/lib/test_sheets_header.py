"""The header found wherever it stands, and the rows of data told from the rest."""

import pytest

from xiangyue.lib.sheets.header import data_rows, find_header
from xiangyue.lib.sheets.read import CannotRead, Cell, Sheet

WANTED = ("工单编号", "来电时间", "来电人电话/账号", "是否解决")


def sheet_of(*rows: list[Cell]) -> Sheet:
    return Sheet(list(rows), None, "Sheet1")


def test_a_header_under_titles_is_found() -> None:
    rows: list[list[Cell]] = [
        ["11月工单明细"],
        [None],
        ["单位：", "永乐店镇"],
        ["序号", *WANTED],
        [1, "A-1", None, None, "是"],
    ]
    header = find_header(rows, WANTED)
    assert header.row_index == 3
    assert header.columns == {"序号": 0, "工单编号": 1, "来电时间": 2, "来电人电话/账号": 3, "是否解决": 4}


def test_names_written_otherwise_are_the_same_names() -> None:
    rows: list[list[Cell]] = [["＊工单编号", "来电\n时 间：", "来电人电话／账号", " 是否解决*"]]
    assert set(find_header(rows, WANTED).columns) == set(WANTED)


def test_the_row_with_most_wanted_names_is_the_header() -> None:
    rows: list[list[Cell]] = [["工单编号说明", "工单编号"], list(WANTED), list(WANTED)]
    assert find_header(rows, WANTED).row_index == 1


def test_of_two_columns_with_one_name_the_first_counts() -> None:
    assert find_header([["是否解决", "工单编号", "是否解决"]], WANTED).columns["是否解决"] == 0


def test_a_header_of_two_rows_is_joined_over_its_merged_cells() -> None:
    rows: list[list[Cell]] = [
        ["工单编号", "来电时间", "回访", None],
        [None, None, "是否解决", "是否满意"],
        ["A-1", "x", "是", "否"],
    ]
    merged = [((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3))]
    header = find_header(rows, WANTED, merged=merged)
    assert header.row_index == 1
    assert header.columns == {"工单编号": 0, "来电时间": 1, "是否解决": 2, "是否满意": 3}


def test_a_table_without_header_says_what_was_looked_for() -> None:
    for rows in ([], [[1, 2]], [[None]] * 15 + [list(WANTED)]):
        with pytest.raises(CannotRead, match="找不到表头.*工单编号"):
            find_header(rows, WANTED)


def test_data_rows_carry_their_number_in_the_file() -> None:
    sheet = sheet_of(["标题"], list(WANTED), ["A-1", 1, 2, "是"], [None, None, None, None], ["A-2"])
    assert list(data_rows(sheet, find_header(sheet.rows, WANTED))) == [
        (3, {"工单编号": "A-1", "来电时间": 1, "来电人电话/账号": 2, "是否解决": "是"}),
        (5, {"工单编号": "A-2", "来电时间": None, "来电人电话/账号": None, "是否解决": None}),
    ]


def test_totals_signatures_notes_and_repeated_headers_are_no_data() -> None:
    sheet = sheet_of(
        list(WANTED),
        ["A-1", None, None, "是"],
        ["小计", None, 1],
        list(WANTED),
        ["A-2", None, None, "否"],
        ["合 计：2件"],
        [None, "总计", 2],
        ["备注：以上为初步数据"],
        ["制表人：王某", None, "审核人：李某"],
        ["  ", ""],
    )
    assert [number for number, _ in data_rows(sheet, find_header(sheet.rows, WANTED))] == [2, 5]


def test_a_row_of_data_that_begins_like_a_note_is_kept_when_data_follow() -> None:
    sheet = sheet_of(["主要内容", "工单编号"], ["说明：路灯坏了", "A-1"], ["合计划生育的事", "A-2"])
    header = find_header(sheet.rows, WANTED)
    assert [cells["工单编号"] for _, cells in data_rows(sheet, header)] == ["A-1", "A-2"]


def test_a_header_without_data_gives_nothing() -> None:
    sheet = sheet_of(list(WANTED))
    assert list(data_rows(sheet, find_header(sheet.rows, WANTED))) == []
