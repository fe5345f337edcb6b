"""The content of a file says what it is, whatever its name; what is damaged costs its own row."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from io import BytesIO

import openpyxl
import pytest
import xlwt
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xiangyue.lib.sheets.errors import NOT_RECKONED
from xiangyue.lib.sheets.header import find_header, find_table, first_name, told_rows
from xiangyue.lib.sheets.moments import read_moment
from xiangyue.lib.sheets.read import CannotRead, read_sheet, read_sheets

ROWS = [["编号", "内容", "村"], ["A-1", "路灯坏了，请来修", "应寺村"], ["A-2", "垃圾无人清理", "老槐庄村"]]
TEXT = "\r\n".join(",".join(row) for row in ROWS)
SS = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'
)


def packed(*rows: list[object]) -> bytes:
    book, out = openpyxl.Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def rewritten(data: bytes, change) -> bytes:
    """The workbook with `change(name, content)` of each part."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    return out.getvalue()


def page(table: str) -> bytes:
    return f"<html xmlns:x='urn:x'><head><meta charset=utf-8></head><body>{table}</body></html>".encode()


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.csv", "a.txt"])
@pytest.mark.parametrize(
    "data",
    [
        packed(*ROWS),
        TEXT.encode(),
        TEXT.encode("gb18030"),
        page("<table>" + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in ROWS) + "</table>"),
        TEXT.replace(",", "\t").encode("utf-16"),
    ],
    ids=["xlsx", "utf-8", "gb18030", "page", "utf-16"],
)
def test_the_name_decides_nothing(data, name):
    assert read_sheet(data, filename=name).rows == ROWS


def test_cells_of_a_page_keep_their_lines_signs_and_places():
    table = (
        "<table><tr><th rowspan=2>编号<th colspan=2>办理</tr><tr><th>结果<th>回复</tr>"
        "<tr><td>007<td>第一行<br>第二行&nbsp;&amp; &lt;b&gt;<script>alert(1)</script><td>="
        '"0012"</td></tr></table>'
    )
    sheet = read_sheet(page(table).replace(b'="0012"', b"=&quot;0012&quot;"), filename="a.xls")
    assert sheet.rows == [["编号", "办理", None], [None, "结果", "回复"], ["007", "第一行\n第二行\xa0& <b>", "0012"]]
    assert find_header(sheet.rows, ["编号", "结果"], merged=sheet.merged).columns == {"编号": 0, "结果": 1, "回复": 2}


def test_every_table_of_a_page_is_a_sheet_and_one_within_another_is_part_of_its_cell():
    told = page("<table><tr><td>甲</table><table><tr><td>乙<table><tr><td>丙</table></table>")
    assert [sheet.rows for sheet in read_sheets(told, filename="a.xls")] == [[["甲"]], [["乙丙"]]]


def spreadsheet(rows: str, more: str = "") -> bytes:
    return f"{SS}<Worksheet ss:Name='工单'><Table>{rows}</Table>{more}</Worksheet></Workbook>".encode()


def test_an_xml_spreadsheet_is_read_with_its_types_and_places():
    rows = (
        "<Row><Cell><Data ss:Type='String'>编号</Data></Cell>"
        "<Cell ss:Index='3'><Data ss:Type='String'>时间</Data></Cell>"
        "</Row><Row ss:Index='3' ss:Hidden='1'><Cell><Data ss:Type='Number'>13800001234</Data></Cell>"
        "<Cell ss:Index='3'><Data ss:Type='DateTime'>2024-11-05T09:30:00.000</Data></Cell></Row>"
    )
    sheet = read_sheet(spreadsheet(rows), filename="a.xls")
    assert sheet.rows[0] == ["编号", None, "时间"] and sheet.rows[1] == []
    assert sheet.rows[2][0] == 13800001234 and read_moment(sheet.rows[2][2]) == read_moment("2024-11-05 09:30")
    assert sheet.hidden == {2}


def test_a_hidden_xml_worksheet_stays_unread_and_entities_are_refused():
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    with pytest.raises(CannotRead, match="没有任何"):
        read_sheet(spreadsheet("<Row><Cell><Data ss:Type='String'>甲</Data></Cell></Row>", hidden), filename="a.xls")
    for entity in ('<!ENTITY a "b">', '<!ENTITY a SYSTEM "neighbour.txt">'):
        bomb = spreadsheet("<Row><Cell><Data ss:Type='String'>&a;</Data></Cell></Row>").replace(
            b"<Workbook", f"<!DOCTYPE Workbook [{entity}]><Workbook".encode()
        )
        with pytest.raises(CannotRead, match="文档类型声明"):
            read_sheet(bomb, filename="a.xls")
    with pytest.raises(CannotRead, match="读不下去"):
        read_sheet(spreadsheet("<Row>")[:-40], filename="a.xls")


def test_parts_of_a_workbook_named_with_backslashes_are_read():
    data = rewritten(packed(*ROWS), lambda name, content: (name.replace("/", "\\"), content))
    assert read_sheet(data, filename="a.xlsx").rows == ROWS


def test_days_counted_from_1904_are_told_as_what_they_are():
    """A number cell in general format, in a workbook whose days begin four years and a day later."""
    data = rewritten(
        packed(["编号", "时间"], [7, 44154.381944444445], [8, 44154]),
        lambda name, content: (name, content.replace(b"<workbookPr", b'<workbookPr date1904="1"')),
    )
    rows = read_sheet(data, filename="a.xlsx").rows
    assert [read_moment(row[1]) for row in rows[1:]] == [read_moment("2024-11-20 09:10"), read_moment("2024-11-20")]
    assert [str(row[0]) for row in rows[1:]] == ["7", "8"]


def test_hidden_rows_and_cells_that_were_not_reckoned_are_told():
    def change(name: str, content: bytes) -> tuple[str, bytes]:
        content = content.replace(b'<row r="2"', b'<row r="2" hidden="1"')
        content = content.replace(b'<c r="B3" t="n"><v>5</v>', b'<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v>')
        return name, content

    sheet = read_sheet(rewritten(packed(["甲", "乙"], ["a", 1], ["b", 5], ["c", "=1+1"]), change), filename="a.xlsx")
    assert sheet.hidden == {1}
    assert sheet.rows[2:] == [["b", "#DIV/0!"], ["c", NOT_RECKONED]]


# Damage


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_one_damaged_byte_loses_one_row(encoding, delimiter):
    """Whatever byte of a line is lost: no other line changes; the damaged one is told or is another whole row."""
    lines = [delimiter.join(row) for row in [*ROWS, ["A-3", "水管漏水", "应寺村"], ["A-4", "井盖响", "应寺村"]]]
    whole = [line.encode(encoding.removesuffix("-sig")) for line in lines]
    high = [at for at, byte in enumerate(whole[2]) if byte > 0x80]
    for at in high:
        for spoilt in (whole[2][:at] + whole[2][at + 1 :], whole[2][:at] + b"\xff" + whole[2][at + 1 :]):
            data = b"\r\n".join([*whole[:2], spoilt, *whole[3:]])
            sheet = read_sheet(data, filename="a.csv")
            others = [row for index, row in enumerate(sheet.rows) if index != 2]
            assert len(sheet.rows) == 5 and others == [
                line.split(delimiter) for at, line in enumerate(lines) if at != 2
            ]
            if 2 in sheet.damaged:
                assert "第 3 行" in sheet.damaged[2] or "吞掉" in sheet.damaged[2]
            else:  # the rest happens to be other signs, in as many cells
                assert encoding == "gb18030" and len(sheet.rows[2]) == 3


def test_the_damage_names_its_line_and_encoding_after_cells_of_several_lines():
    data = '编号,内容\n1,"甲\n乙"\n2,丙\n3,"丁\n戊'.encode() + b'\xe5\xff"\n4,\xe5\xb7\xb1\n5,\xe5\xb7\xb1\n'
    sheet = read_sheet(data, filename="a.csv")
    assert list(sheet.damaged) == [3] and "文件第 6 行" in sheet.damaged[3] and "UTF-8" in sheet.damaged[3]


def test_a_damaged_header_is_refused_and_a_file_damaged_all_over_too():
    spoilt = "编号,内\n1,甲\n2,乙\n3,丙\n".encode().replace("内".encode(), b"\xe5\x86")
    with pytest.raises(CannotRead, match="表头读不准.*第 1 行.*UTF-8"):
        find_table(read_sheet(spoilt, filename="a.csv"), ["编号"])
    with pytest.raises(CannotRead, match="编码|乱码"):
        read_sheet(
            "编号,内容\n1,路灯不亮\n2,水管漏水\n".encode()
            .replace("灯".encode(), b"\xe7\x81")
            .replace("水".encode(), b"\xe6\xb0"),
            filename="a.csv",
        )


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_utf_16_is_read_with_and_without_its_mark(encoding, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in ROWS)
    mark = b"\xff\xfe" if encoding.endswith("le") else b"\xfe\xff"
    for data in (text.encode(encoding), mark + text.encode(encoding)):
        assert read_sheet(data, filename="a.csv").rows == ROWS


# Names


def test_columns_of_one_name_are_all_kept():
    rows = [["编号", "办理结果", "办 理\n结果", "办理结果"], ["1", "甲", "乙", "丙"]]
    header = find_header(rows, ["编号", "办理结果（第3列）"])
    assert header.columns == {"编号": 0, "办理结果": 1, "办理结果（第2列）": 2, "办理结果（第3列）": 3}
    assert {first_name(name) for name in header.columns} == {"编号", "办理结果"}


@given(
    st.lists(
        st.lists(st.sampled_from(["", "合计", "编号", "x", "备注：无", "12"]), min_size=3, max_size=3), max_size=12
    )
)
def test_every_row_has_one_reason_or_is_data(rows):
    data = "\n".join(",".join(row) for row in [["编号", "内容", "村"], *rows, ["1", "甲", "乙"]]).encode()
    sheet = read_sheet(data, filename="a.csv")
    told = list(told_rows(sheet, find_table(sheet, ["编号", "内容"])))
    assert [number for number, _, _ in told] == list(range(1, len(sheet.rows) + 1))


# Quotes that are closed by the next stray one


def lines_of(*changed: tuple[int, str]) -> bytes:
    lines = ["编号,类型,标题,内容,来电人,村"] + [f"A-{n},求助,路灯,第{n}件，路灯不亮,甲,应寺村" for n in range(1, 9)]
    for at, new in changed:
        lines[at] = new
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ('A-2,求助,路灯,"第2件,甲,应寺村', 'A-5,求助,路灯,"第5件,甲,应寺村'),
        ('A-2,求助,路灯,"第2件,甲,应寺村', 'A-5,求助,路灯,第5件",甲,应寺村'),
        ('A-2,求助,路灯,"第2件,甲,应寺村', 'A-3,求助,路灯,"第3件,甲,应寺村'),
        ('A-2,求助,路灯,第2件,甲,"应寺村', 'A-3,求助,路灯,第3件,甲,应寺村"'),
    ],
)
def test_a_row_that_has_swallowed_others_is_told_with_its_line(opens, closes):
    sheet = read_sheet(lines_of((2, opens), (int(closes[2]), closes)), filename="a.csv")
    assert list(sheet.damaged) == [2] and "文件第 3 行起" in sheet.damaged[2]


@pytest.mark.parametrize("words", ['"第2件\n有两行"', '"一、路灯,二、道路\n三、垃圾"', '"名单：\n甲,乙\n丙,丁"'])
def test_words_of_several_lines_are_words(words):
    sheet = read_sheet(lines_of((2, f"A-2,求助,路灯,{words},甲,应寺村")), filename="a.csv")
    assert not sheet.damaged and len(sheet.rows) == 9


def test_another_sign_between_the_columns_is_named():
    with pytest.raises(CannotRead, match=r"各列之间用的是“\^”"):
        read_sheet("编号^内容\n1^路灯\n2^垃圾\n".encode(), filename="a.csv")


# Old workbooks


def test_an_old_workbook_tells_its_errors_hidden_rows_and_days_from_1904():
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = True
    for name in ("工单", "second"):
        sheet = book.add_sheet(name)
        sheet.write(0, 0, "编号")
        sheet.row(0).set_cell_error(1, 0x2A)
        sheet.write(2, 0, 44154.381944444445)
        sheet.row(2).hidden = True
    for sheet in read_sheets(packed_by(book), filename="a.xls"):
        assert sheet.rows[0] == ["编号", "#N/A"] and sheet.hidden == {2}
        assert read_moment(sheet.rows[2][0]) == read_moment("2024-11-20 09:10")


@settings(deadline=None)  # the process that reads may have to be started again
@given(st.integers(0, 6_000), st.binary(min_size=1, max_size=4))
@example(1426, b"\x01")  # at which the library panics
@example(1547, b"\x01\x80")  # at which it ends the process
@example(31, b"\xff\x80")  # sectors of a size that none has
def test_an_old_workbook_with_any_bytes_changed_is_read_or_refused(at, piece):
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "甲")
    data = packed_by(book)
    with suppress(CannotRead):
        list(read_sheets(data[:at] + piece + data[at + len(piece) :], filename="a.xls"))


@pytest.mark.parametrize(("at", "piece"), [(1426, b"\x01"), (1547, b"\x01\x80")])
def test_damage_that_ends_whoever_reads_it_is_refused_and_the_next_file_is_read(at, piece):
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "甲")
    data = packed_by(book)
    with pytest.raises(CannotRead, match="可能已损坏"):
        list(read_sheets(data[:at] + piece + data[at + len(piece) :], filename="a.xls"))
    assert [sheet.rows for sheet in read_sheets(data, filename="a.xls")] == [[["甲"]]]


def packed_by(book: xlwt.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_cell_that_stands_where_none_can_is_refused_and_the_next_file_is_read():
    out = BytesIO()
    book = openpyxl.Workbook()
    for value in ("甲", "乙"):
        book.active.append([value, value])
    book.save(out)
    whole, torn = out.getvalue(), BytesIO()
    with zipfile.ZipFile(BytesIO(whole)) as parts, zipfile.ZipFile(torn, "w") as into:
        for name in parts.namelist():
            into.writestr(name, parts.read(name).replace(b'r="B2"', b'r="A4294967295"'))
    with pytest.raises(CannotRead, match="可能已损坏"):
        list(read_sheets(torn.getvalue(), filename="a.xlsx"))
    assert [sheet.rows for sheet in read_sheets(whole, filename="a.xlsx")] == [[["甲", "甲"], ["乙", "乙"]]]
