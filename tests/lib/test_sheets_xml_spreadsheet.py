"""XML Spreadsheet 2003: where a cell stands, what it covers, what is hidden, and what kind of value it holds."""

from __future__ import annotations

from datetime import datetime

import pytest

from xiangyue.lib.sheets.spreadsheetml import read_xml

HEAD = (
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'
)


def sheets(*worksheets: str):
    return list(read_xml(f"{HEAD}{''.join(worksheets)}</Workbook>".encode(), "a.xls", 1000))


def worksheet(rows: str, name: str = "一", options: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{options}</Worksheet>'


def cell(said: str, kind: str = "String", **told: object) -> str:
    attributes = "".join(f' ss:{name}="{value}"' for name, value in told.items())
    return f'<Cell{attributes}><Data ss:Type="{kind}">{said}</Data></Cell>'


def only(rows: str):
    (sheet,) = sheets(worksheet(rows))
    return sheet


def test_an_index_counts_from_one_and_leaves_what_it_skips_empty():
    sheet = only(f'<Row>{cell("甲")}{cell("丙", Index=3)}{cell("丁")}</Row><Row ss:Index="3">{cell("乙")}</Row>')
    assert sheet.rows == [["甲", None, "丙", "丁"], [], ["乙"]]
    assert sheet.sheet_name == "一"


def test_merged_cells_are_told_with_their_corners():
    first = f"<Row>{cell('标题', MergeAcross=2)}</Row>"
    second = f"<Row>{cell('左', MergeDown=1)}{cell('右', MergeAcross=1, MergeDown=2)}</Row>"
    sheet = only(first + second)
    assert sheet.merged == (((0, 0), (0, 2)), ((1, 0), (2, 0)), ((1, 1), (3, 2)))
    assert sheet.rows[0] == ["标题", None, None]


def test_a_cell_after_a_merged_one_stands_behind_what_it_covers():
    assert only(f"<Row>{cell('标题', MergeAcross=1)}{cell('后')}</Row>").rows == [["标题", None, "后"]]


def test_hidden_rows_are_told_and_hidden_sheets_left_out():
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    shown = worksheet(
        f"<Row>{cell('一')}</Row><Row ss:Hidden='1'>{cell('二')}</Row><Row ss:Hidden='0'>{cell('三')}</Row>"
    )
    (sheet,) = sheets(shown, worksheet(f"<Row>{cell('藏')}</Row>", "二", hidden), worksheet("", "空"))
    assert (sheet.sheet_name, sheet.hidden) == ("一", frozenset({1}))


@pytest.mark.parametrize(
    ("said", "kind", "value"),
    [
        ("12", "Number", 12),
        ("-1.5e2", "Number", -150),
        ("0.25", "Number", 0.25),
        ("十二", "Number", "十二"),
        ("1", "Boolean", True),
        ("0", "Boolean", False),
        ("2024-11-05T12:09:38.000", "DateTime", datetime(2024, 11, 5, 12, 9, 38)),
        ("昨天", "DateTime", "昨天"),
        ("0012", "String", "0012"),
    ],
)
def test_a_value_is_of_its_kind(said, kind, value):
    assert only(f"<Row>{cell(said, kind)}</Row>").rows == [[value]]


@pytest.mark.parametrize("index", ["", "x", "-1", "１", "123456789"])
def test_an_index_that_is_no_number_is_passed_over(index):
    assert only(f"<Row>{cell('甲')}{cell('乙', Index=index)}</Row>").rows == [["甲", "乙"]]
