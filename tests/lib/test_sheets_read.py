"""Office files as they come: real .xls, .xlsx and .csv files made on the spot."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlwt

from xiangyue.lib.sheets.read import CannotRead, Sheet, read_sheet
from xiangyue.lib.sheets.text import _ends_in_a_bar

ROWS = [["工单编号", "来电时间", "被反映村"], ["A-1", "2024-11-05 12:09:38", "应寺村"], ["A-2", "2024/1/6", "老槐庄村"]]
TEXT = "\r\n".join(",".join(row) for row in ROWS) + "\r\n"


def workbook(*rows: list[object]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def packed(book: openpyxl.Workbook | xlwt.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def old_workbook(rows: list[list[object]]) -> xlwt.Workbook:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("工单")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM:SS")
    for row_index, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(row_index, column, cell, *([day] if isinstance(cell, datetime) else []))
    return book


def test_a_new_workbook_is_read_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "工单.xlsx"
    workbook(*ROWS).save(path)
    sheet = read_sheet(path, filename="工单.xlsx")
    assert (sheet.rows, sheet.encoding, sheet.sheet_name) == (ROWS, None, "Sheet")
    assert read_sheet(str(path), filename="工单.xlsx") == sheet


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "工单.xls"
    at = datetime(2024, 11, 5, 12, 9, 38)
    old_workbook([*ROWS, ["A-3", at, 13800001234]]).save(str(path))
    sheet = read_sheet(path, filename="工单.xls")
    assert sheet.rows == [*ROWS, ["A-3", at, 13800001234]]
    assert sheet.sheet_name == "工单"


def test_values_keep_their_kind_and_whole_numbers_are_int() -> None:
    at = datetime(2024, 11, 5, 12, 9, 38)
    sheet = read_sheet(
        packed(workbook(["甲", 13800001234, 1.5, True, at, date(2024, 1, 6), "  ", None, "尾"])), filename="a.xlsx"
    )
    assert sheet.rows == [["甲", 13800001234, 1.5, True, at, date(2024, 1, 6), None, None, "尾"]]
    assert type(sheet.rows[0][1]) is int


def test_empty_rows_and_columns_before_the_table_keep_their_places() -> None:
    book = openpyxl.Workbook()
    book.active["C4"] = "工单编号"
    assert read_sheet(packed(book), filename="a.xlsx").rows[3] == [None, None, "工单编号"]


def test_a_formula_is_its_stored_value_and_never_run() -> None:
    data = packed(workbook(["甲", "=1+1"]))
    assert read_sheet(data, filename="a.xlsx").rows[0][0] == "甲"
    assert 2 not in read_sheet(data, filename="a.xlsx").rows[0]
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(
                name,
                old.read(name)
                .replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>7</v>")
                .replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>7</v>"),
            )
    assert read_sheet(out.getvalue(), filename="a.xlsx").rows == [["甲", 7]]


def test_a_workbook_with_macros_is_read_as_values() -> None:
    assert read_sheet(packed(workbook(*ROWS)), filename="工单.xlsm").rows == ROWS


def test_the_first_visible_sheet_with_content_is_taken() -> None:
    book = workbook(["秘密"])
    book.active.sheet_state = "hidden"
    book.create_sheet("空表")
    book.create_sheet("数据").append(["工单编号"])
    sheet = read_sheet(packed(book), filename="a.xlsx")
    assert (sheet.sheet_name, sheet.rows) == ("数据", [["工单编号"]])


def test_merged_ranges_are_told() -> None:
    book = workbook(["编号", "办理"], [None, "结果"])
    book.active.merge_cells("A1:A2")
    assert read_sheet(packed(book), filename="a.xlsx").merged == (((0, 0), (1, 0)),)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16", "utf-16")],
)
def test_a_text_table_is_read_in_its_encoding(tmp_path: Path, encoding: str, told: str) -> None:
    path = tmp_path / "工单.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert read_sheet(path, filename="工单.csv") == Sheet(ROWS, told, "工单")


def test_rare_characters_come_through_gb18030() -> None:
    data = "姓名,村\n𠮷某,应寺村\n".encode("gb18030")
    assert read_sheet(data, filename="a.csv").rows[1] == ["𠮷某", "应寺村"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in ROWS)
    assert read_sheet(text.encode(), filename="a.csv").rows == ROWS


def test_quotes_commas_and_line_breaks_inside_a_field_stay() -> None:
    data = '编号,内容\n1,"路灯坏了,\n请修""一下"""\n'.encode()
    assert read_sheet(data, filename="a.csv").rows[1] == ["1", '路灯坏了,\n请修"一下"']


def test_zeros_kept_by_a_formula_are_kept_without_it() -> None:
    assert read_sheet('编号,电话\n="007",="13800001234"\n'.encode(), filename="a.csv").rows[1] == ["007", "13800001234"]


def test_a_table_of_one_column_is_a_table() -> None:
    assert read_sheet("村\n应寺村\n".encode(), filename="a.csv").rows == [["村"], ["应寺村"]]


def zip_of(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


REFUSED = [
    (b"", "a.xlsx", "空的"),
    (b"\r\n \n", "a.csv", "空的"),
    (b",,\n,,\n", "a.csv", "没有任何内容"),
    (packed(openpyxl.Workbook()), "a.xlsx", "没有任何可见的内容"),
    (b"<html><body>\xe8\xaf\xb7\xe5\x85\x88\xe7\x99\xbb\xe5\xbd\x95</body></html>", "a.xls", "网页，里面没有表格"),
    (b"<html><table><tr><td>1</td></tr><tr><td>", "a.xls", "没有结尾"),
    (b"<?xml version='1.0'?><rss></rss>", "a.xls", "不是 Excel 的 XML 表格"),
    (b"%PDF-1.7", "a.xls", "PDF"),
    (zip_of({"word/document.xml": b"<w/>"}), "a.xls", "Word 文档"),
    (packed(workbook(*ROWS)), "a.pdf", "不支持"),
    (packed(workbook(*ROWS)), "noname", "不支持"),
    (zip_of({"word/document.xml": b"<w/>"}), "a.xlsx", "不是 Excel"),
    (packed(workbook(*ROWS))[:-200], "a.xlsx", "损坏"),
    (b"PK\x03\x04" + b"\0" * 100, "a.xlsx", "损坏"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "打不开"),
    (zip_of({"xl/workbook.xml": b"<broken", "[Content_Types].xml": b""}), "a.xlsx", "打不开"),
    (encrypted(), "a.xlsx", "密码"),
    (encrypted(), "a.xls", "密码"),
    (b"a,b\n\x00\x01\x02,\x03\n", "a.csv", "不是文字表格"),
    (b"\xff\xfe\x00", "a.csv", "编码"),
    (b"a,\x80\xff\xff\n", "a.csv", "编码"),
    ("工單編號,被反映村,處理結果\n1,應寺村,路燈維護已經完成\n".encode("big5"), "a.csv", "乱码|编码"),
    ("被反映村\n锟斤拷锟斤拷\n".encode("gb18030"), "a.csv", "乱码"),
    ("编号,村\n1,\ufffd\ufffd\n".encode(), "a.csv", "乱码"),
    ("永乐店镇应寺村".encode().decode("latin-1").encode(), "a.csv", "乱码"),
    (b'a,"' + b"x" * 1_100_000 + b'"\n', "a.csv", "引号"),
]


@pytest.mark.parametrize(("data", "filename", "says"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_read_is_refused_with_its_name_and_remedy(data: bytes, filename: str, says: str) -> None:
    with pytest.raises(CannotRead, match=says) as refusal:
        read_sheet(data, filename=filename)
    assert filename in str(refusal.value)
    assert "请" in str(refusal.value)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zip_of({"xl/workbook.xml": b"<w/>", "xl/worksheets/sheet1.xml": b" " * 60_000_000})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_, **__: pytest.fail("unpacked"))
    with pytest.raises(CannotRead, match="压缩炸弹"):
        read_sheet(bomb, filename="a.xlsx")
    with pytest.raises(CannotRead, match="上限 10 MB"):
        read_sheet(bomb, filename="a.xlsx", max_bytes_unpacked=10_000_000)


def test_a_swarm_of_members_is_refused() -> None:
    swarm = zip_of({f"xl/workbook.{number}": b"" for number in range(5_001)})
    with pytest.raises(CannotRead, match="5001 个部件"):
        read_sheet(swarm, filename="a.xlsx")


def test_two_far_cells_do_not_lay_out_the_desert_between_them() -> None:
    book = workbook(["近"])
    book.active["XFD1048576"] = "远"
    with pytest.raises(CannotRead, match="1048576 行、16384 列"):
        read_sheet(packed(book), filename="a.xlsx")


def test_far_cells_that_are_only_formatted_do_no_harm() -> None:
    book = workbook(*ROWS)
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    assert read_sheet(packed(book), filename="a.xlsx").rows[:3] == ROWS


@pytest.mark.parametrize(
    ("data", "filename"),
    [(packed(workbook(*ROWS)), "a.xlsx"), (packed(old_workbook(ROWS)), "a.xls"), (TEXT.encode(), "a.csv")],
)
def test_too_many_rows_are_refused(data: bytes, filename: str) -> None:
    assert len(read_sheet(data, filename=filename, max_rows=3).rows) == 3
    with pytest.raises(CannotRead, match="超过 2 行"):
        read_sheet(data, filename=filename, max_rows=2)


@pytest.mark.parametrize("rows", [2, 3])
def test_a_table_divided_by_a_sign_that_we_do_not_take_says_which(rows: int) -> None:
    text = "\n".join("^".join(row) for row in (ROWS * 2)[:rows])
    with pytest.raises(CannotRead, match=r"各列之间用的是“\^”"):
        read_sheet(text.encode(), filename="a.csv")


def test_a_bar_behind_a_lost_byte_is_one_of_a_wide_sign_only() -> None:
    wide = next(chr(code) for code in range(0x4E00, 0x9FFF) if chr(code).encode("gb18030").endswith(b"|"))
    assert [_ends_in_a_bar(sign) for sign in (wide, "|", "村", "a")] == [True, False, False, False]
