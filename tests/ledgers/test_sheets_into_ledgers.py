"""A sheet into a ledger: all of it checked first, good rows in, bad ones back with their reasons, and no row lost."""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ledger_help import TITLES, WELLS, Book, cells_of, table
from openpyxl import Workbook

from xiangyue.kernel.errors import Refused
from xiangyue.ledgers.book import sheets
from xiangyue.ledgers.book.models import Sheet
from xiangyue.ledgers.book.pages import what_came
from xiangyue.ledgers.book.sheets import BYTES_MAX, REASON, ROWS_MAX, check, export, rejects
from xiangyue.lib.sheets.write import write_xlsx

EAST = ["东井", "12", "完好", "是", "2024-03-01"]
WEST = ["西井", "30", "待修型", "否", ""]
BAD = ["南井", "很深", "完好", "是", ""]


@pytest.fixture
def seat(cast):
    return cast.seats["dispatcher"]


def counts(sheet):
    return sheet.new, sheet.changed, sheet.same, len(sheet.bad)


def test_good_rows_go_in_and_bad_ones_come_back_with_the_reason_last(seat):
    book = Book()
    sheet = book.bring(seat, table(EAST, BAD, WEST))
    assert counts(sheet) == (2, 0, 0, 1)
    assert list(book.rows) == ["东井", "西井"]
    assert book.rows["东井"]["dug_on"] == date(2024, 3, 1)
    assert sheet.bad == [[*BAD, "深度请填整数米。"]]
    assert (sheet.ledger, sheet.titles, sheet.at, sheet.filename) == ("wells", TITLES, NOON, "井.csv")


def test_the_whole_file_is_checked_before_anything_goes_in(seat):
    """A bad row at the end keeps no good one out, and a check writes nothing."""
    book = Book()
    checked = check(WELLS, table(EAST, BAD), filename="井.csv")
    assert (len(checked.good), len(checked.bad), Sheet.objects.count(), book.rows) == (1, 1, 0, {})


def test_what_stands_twice_goes_in_once_and_the_second_comes_back(seat):
    sheet = Book().bring(seat, table(EAST, ["东井", "99", "", "", ""], WEST))
    assert counts(sheet) == (2, 0, 0, 1)
    assert sheet.bad[0][-1] == "同一张表里“东井”出现了两次。"


def test_a_bad_row_does_not_stand_in_the_way_of_its_mended_copy(seat):
    assert counts(Book().bring(seat, table(BAD, ["南井", "20", "完好", "是", ""]))) == (1, 0, 0, 1)


def test_brought_again_nothing_changes_and_a_changed_row_is_counted_as_one(seat):
    book = Book()
    book.bring(seat, table(EAST, WEST))
    assert counts(book.bring(seat, table(EAST, WEST))) == (0, 0, 2, 0)
    assert counts(book.bring(seat, table(["东井", "13", "完好", "是", "2024-03-01"], WEST))) == (0, 1, 1, 0)


def test_a_row_that_the_ledger_itself_refuses_comes_back_and_the_others_go_in(seat):
    book = Book(refuses="西井")
    sheet = book.bring(seat, table(EAST, WEST))
    assert counts(sheet) == (1, 0, 0, 1)
    assert sheet.bad == [[*WEST, "这口井已经填埋，不再登记。"]]
    assert list(book.rows) == ["东井"]


def test_when_it_breaks_in_the_middle_no_sheet_is_kept(seat):
    def broken(row):
        raise RuntimeError(row["name"])

    with pytest.raises(RuntimeError):
        sheets.bring(WELLS, table(EAST), broken, filename="井.csv", seat=seat, at=NOON)
    assert not Sheet.objects.exists()


NAMES = st.sampled_from(["东井", "西井", "南井", "北井", "", "  "])
DEPTHS = st.sampled_from(["", "12", "901", "很深", "²", "-1", "=1+1"])
STATES = st.sampled_from(["", "完好", "待修型", "坏了"])
YES = st.sampled_from(["", "是", "否", "√", "大概"])
DAYS = st.sampled_from(["", "2024-03-01", "2024年3月1日", "去年", "9999-99-99"])
ROWS = st.lists(st.tuples(NAMES, DEPTHS, STATES, YES, DAYS).map(list), max_size=12)
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(rows=ROWS)
@example(rows=[["东井", "", "", "", ""], ["东井", "很深", "", "", ""], ["东井", "12", "", "", ""]])
def test_every_row_that_was_given_goes_in_or_comes_back(cast, rows):
    seat, book = cast.seats["dispatcher"], Book()
    data, filled = table(*rows), [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return
    first = book.bring(seat, data)
    assert first.new + first.changed + first.same + len(first.bad) == len(filled)
    assert all(row[-1] for row in first.bad)
    back = [row[:-1] for row in first.bad]
    gone_in = [row for row in filled if [cell.strip() for cell in row] not in back]
    assert set(book.rows) >= {row[0] for row in gone_in if row[0].strip()}
    before = {name: dict(row) for name, row in book.rows.items()}
    again = book.bring(seat, data)
    assert (again.new, again.changed, again.same) == (0, 0, first.new)
    assert (again.bad, book.rows) == (first.bad, before)


@many
@given(rows=ROWS)
def test_what_came_back_can_be_brought_again_as_it_is_and_comes_back_alike(cast, rows):
    seat = cast.seats["dispatcher"]
    first = Book().bring(seat, table(["总井", "", "", "", ""], *rows))
    if not first.bad or not any(row[:-1] != [""] * 5 for row in first.bad):
        return
    reasons = [row[-1] for row in first.bad]
    again = Book().bring(seat, rejects(first), filename="rejects.csv")
    kept_back = [row[-1] for row in again.bad]
    # a row that came back only because it stood there twice may go in now
    assert again.new + len(kept_back) == len(reasons)
    assert [one for one in reasons if "两次" not in one] == [one for one in kept_back if "两次" not in one]


def test_the_rejects_have_one_column_of_reasons_however_often_they_come_back(seat):
    first = Book().bring(seat, table(BAD))
    second = Book().bring(seat, rejects(first), filename="rejects.csv")
    header, row = cells_of(rejects(second))
    assert header == [*TITLES, REASON]
    assert row == [*BAD, "深度请填整数米。"]


def test_mended_rejects_go_in(seat):
    sheet = Book().bring(seat, table(EAST, BAD))
    mended = rejects(sheet).decode("utf-8-sig").replace("很深", "20").encode()
    book = Book()
    assert counts(book.bring(seat, mended, filename="rejects.csv")) == (1, 0, 0, 0)
    assert book.rows["南井"]["depth"] == 20


def test_what_was_typed_cannot_act_in_the_rejects(seat):
    sheet = Book().bring(seat, table(["=cmd|'/C calc'!A0", "+1", "@SUM(A1)", "-", ""]))
    [_header, row] = cells_of(rejects(sheet))
    assert [cell[:1] for cell in row[:4]] == ["'"] * 4


# How the file may look

HEADERS = {
    "as it is": table(EAST, WEST),
    "blanks and stars": table(EAST, WEST, titles=[" 井 名", "＊深度：", "状况", "在\n用", "打井日期*"]),
    "another order": table(["12", "东井", "是"], ["30", "西井", "否"], titles=["深度", "井名", "在用"]),
    "columns of their own": table([*EAST, "老王管"], [*WEST, "老李管"], titles=[*TITLES, "谁管"]),
    "only what it must have": table(["东井"], ["西井"], titles=["井名"]),
    "a title above": "大羊村机井台账,,,,\n制表日期：2024-11-05,,,,\n".encode() + table(EAST, WEST),
    "blank lines": table(["", "", "", "", ""], EAST, ["", "", "", "", ""], WEST, ["", "", "", "", ""]),
    "a total below": table(EAST, WEST, ["合计", "42", "", "", ""], ["填表人：老王", "", "", "", ""]),
    "GB18030": table(EAST, WEST, encoding="gb18030"),
    "UTF-8 with its mark": table(EAST, WEST, encoding="utf-8-sig"),
    "UTF-16": table(EAST, WEST, encoding="utf-16"),
    "tabs": table(EAST, WEST, between="\t"),
    "semicolons": table(EAST, WEST, between=";"),
}


@pytest.mark.parametrize("how", HEADERS)
def test_the_same_table_is_read_however_it_was_saved(seat, how):
    book = Book()
    sheet = book.bring(seat, HEADERS[how])
    assert counts(sheet) == (2, 0, 0, 0), sheet.bad
    assert list(book.rows) == ["东井", "西井"]


def test_columns_that_are_not_ours_come_back_with_the_row(seat):
    sheet = Book().bring(seat, table([*BAD, "老王管"], titles=[*TITLES, "谁管"]))
    assert cells_of(rejects(sheet)) == [[*TITLES, "谁管", REASON], [*BAD, "老王管", "深度请填整数米。"]]


@pytest.mark.parametrize("title", [None, "大羊村机井台账"])
def test_a_workbook_is_read_like_a_text(seat, tmp_path, title):
    path = tmp_path / "井.xlsx"
    write_xlsx(
        path, TITLES, [["东井", 12, "完好", True, date(2024, 3, 1)], ["西井", 30, "待修型", False, None]], title=title
    )
    book = Book()
    assert counts(book.bring(seat, path.read_bytes(), filename="井.xlsx")) == (2, 0, 0, 0)
    assert book.rows["东井"] == {
        "name": "东井",
        "depth": 12,
        "state": "完好型",
        "in_use": True,
        "dug_on": date(2024, 3, 1),
    }


def test_a_header_of_two_rows_is_one(seat, tmp_path):
    workbook = Workbook()
    page = workbook.active
    page.append(["井名", "情况", None])
    page.append([None, "深度", "状况"])
    page.append(["东井", 12, "完好"])
    page.merge_cells("A1:A2")
    page.merge_cells("B1:C1")
    workbook.save(tmp_path / "井.xlsx")
    book = Book()
    sheet = book.bring(seat, (tmp_path / "井.xlsx").read_bytes(), filename="井.xlsx")
    assert counts(sheet) == (1, 0, 0, 0), sheet.bad
    assert (book.rows["东井"]["depth"], book.rows["东井"]["state"]) == (12, "完好型")


WRONG = {
    "nothing": (b"", "井.csv", "文件是空的"),
    "blanks": (b" \r\n\t\r\n", "井.csv", "文件是空的"),
    "a photo": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "井.csv", "请"),
    "a text file": ("东井很深，西井很浅。\n".encode(), "井.csv", "找不到表头"),
    "another ledger": (table(["甲", "乙"], titles=["企业名称", "行业"]), "井.csv", "找不到表头"),
    "without what it must have": (table(["12", "完好"], titles=["深度", "状况"]), "井.csv", "表里要有“井名”这几列"),
    "a page called xls": (b"<html><table><tr><td>1</td></tr></table></html>", "井.xls", "找不到表头"),
    "a document": (b"PK\x03\x04 not a workbook", "井.docx", "不支持这种文件"),
    "no ending": (table(EAST), "井", "不支持这种文件"),
    "half a workbook": (b"PK\x03\x04" + b"\0" * 100, "井.xlsx", "请"),
    "too large": (b"a" * (BYTES_MAX + 1), "井.csv", "文件太大了（最大 5 MB）"),
    "too many rows": (table(*(["井" + str(n), "", "", "", ""] for n in range(ROWS_MAX + 1))), "井.csv", "5000"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_file_is_refused_as_a_whole_with_what_to_do(seat, what):
    data, filename, says = WRONG[what]
    book = Book()
    with pytest.raises(Refused, match=says):
        book.bring(seat, data, filename=filename)
    assert book.rows == {} and not Sheet.objects.exists()


@many
@given(data=st.binary(max_size=300), ending=st.sampled_from([".csv", ".xlsx", ".xls", ".txt", ""]))
def test_no_bytes_at_all_make_the_check_fall_over(data, ending):
    for content in (data, b"PK\x03\x04" + data, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data, table(EAST) + data):
        try:
            checked = check(WELLS, content, filename=f"a{ending}")
        except Refused:
            continue
        else:
            assert all(len(row) == len(checked.titles) + 1 for row in checked.bad)


def test_an_export_is_read_back_as_the_same(seat):
    first = Book()
    first.bring(seat, table(EAST, WEST, ["北井", "", "", "", ""]))
    kept = [type("Well", (), row) for row in first.rows.values()]
    again = Book()
    assert counts(again.bring(seat, export(WELLS, kept), filename="export.csv")) == (3, 0, 0, 0)
    assert again.rows == first.rows


def test_a_ledgers_sheet_goes_through_the_same_readers_as_a_door(seat, tmp_path):
    """Every sheet with the header, error cells and torn rows back, and what is passed over counted by reason."""
    book, path = Workbook(), tmp_path / "井.xlsx"
    first, second = book.active, book.create_sheet("续")
    for row in (["水井台账"], TITLES, EAST, ["合计", 1]):
        first.append(row)
    for row in (list(reversed(TITLES)), list(reversed(WEST)), [None, None, "完好", "=1/0", "北井"]):
        second.append(row)
    book.create_sheet("说明").append(["按季度填"])
    book.save(path)
    sheet = Book().bring(seat, path.read_bytes(), filename="井.xls")
    assert counts(sheet) == (2, 0, 0, 1) and "表格程序没有算出来" in sheet.bad[0][-1]
    assert sheet.passed == {"表头以上": 1, "表头": 2, "合计行": 1, "没有这样表头的工作表": 1}


def test_one_damaged_byte_of_a_ledgers_sheet_costs_one_row(seat):
    lines = [row.encode("gb18030") for row in table(EAST, WEST, BAD).decode("utf-8-sig").splitlines()]
    lines[2] = lines[2].replace("待".encode("gb18030"), "待".encode("gb18030")[:1])
    sheet = Book().bring(seat, b"\r\n".join(lines))
    assert counts(sheet) == (1, 0, 0, 2) and "第 3 行里有损坏的字节" in sheet.bad[0][-1]


def test_what_came_of_it_tells_what_was_passed_over(seat):
    sheet = Book().bring(seat, table(EAST, ["合计", "1", "", "", ""]))
    assert what_came(None, sheet).endswith("退回 0 行。另外略过：合计行 1 行。")
