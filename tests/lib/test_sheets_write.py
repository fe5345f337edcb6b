"""Tables that open safely in office programs."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.lib.sheets.read import read_sheet
from xiangyue.lib.sheets.write import neutral, write_csv, write_xlsx

DANGEROUS = [
    "=1+1",
    "+86 138",
    "-5 度",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    '=HYPERLINK("http://x")',
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_is_made_harmless(text: str) -> None:
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("text", ["", "永乐店", "1+1=2", "'已有", "a=b", " 空格"])
def test_other_text_is_left_alone(text: str) -> None:
    assert neutral(text) == text


@given(st.text())
def test_neutral_text_never_acts(text: str) -> None:
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert neutral(neutral(text)) == neutral(text)


def test_a_workbook_holds_text_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    written = [text for text in DANGEROUS if "\r" not in text] + ["#N/A", "007"]
    write_xlsx(path, ["内容"], [[text] for text in written])
    cells = [row[0] for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == written
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells[:5]] == [True] * 5
    assert [row[0] for row in read_sheet(path, filename="a.xlsx").rows[1:]] == written


def test_values_come_back_as_they_went(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    at = datetime(2024, 11, 5, 4, 9, 38, tzinfo=UTC)
    write_xlsx(
        path,
        ["编号", "数", "率", "是", "时", "日", "空"],
        [["A-1", 3, 0.5, True, at, date(2024, 11, 5), None, "尾"]],
        widths=[12, 8.5],
        title="十一月",
    )
    rows = read_sheet(path, filename="a.xlsx").rows
    assert rows[0][0] == "十一月"
    assert rows[1][:7] == ["编号", "数", "率", "是", "时", "日", "空"]
    assert rows[2] == ["A-1", 3, 0.5, True, datetime(2024, 11, 5, 12, 9, 38), date(2024, 11, 5), None, "尾"]
    sheet = openpyxl.load_workbook(path).active
    assert (sheet.freeze_panes, sheet.column_dimensions["A"].width, sheet["A2"].font.bold) == ("A3", 12, True)


def test_what_a_workbook_cannot_hold_is_left_out_or_written_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, ["a"], [["路\x00灯\x1b\ud800坏"], [float("nan"), "x"], [110112198001011234], ["长" * 40_000]])
    rows = read_sheet(path, filename="a.xlsx").rows
    assert rows[1][0] == "路灯坏"
    assert rows[2] == [None, "x"]
    assert rows[3][0] == "110112198001011234"
    assert len(str(rows[4][0])) == 32_767
    assert str(rows[4][0]).endswith("后文从略）")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_text_table_is_neutral_and_reads_back(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    at = datetime(2024, 11, 5, 4, 9, 38, tzinfo=UTC)
    write_csv(path, ["编号", "=内容"], [["A-1", '=1+1,"x"'], [-5, at], ["𠮷", None]], encoding)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") is (encoding == "utf-8-sig")
    with path.open(encoding=encoding, newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["编号", "'=内容"], ["A-1", '\'=1+1,"x"'], ["-5", "2024-11-05 12:09:38"], ["𠮷", ""]]
    assert read_sheet(path, filename="a.csv").encoding == encoding


def test_a_number_longer_than_a_cell_keeps_exactly_is_written_as_text(tmp_path: Path) -> None:
    longest = 10**15 - 1
    write_xlsx(tmp_path / "a.xlsx", ["数"], [[longest], [-longest], [longest + 1], [-longest - 1]])
    held = [row[0].value for row in openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows(min_row=2)]
    assert held[:2] == [longest, -longest]
    assert [str(one).removeprefix("'") for one in held[2:]] == [str(longest + 1), str(-longest - 1)]
    assert all(isinstance(one, str) for one in held[2:])
