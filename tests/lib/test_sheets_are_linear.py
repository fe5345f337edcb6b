"""Readers work in one pass: four times the bytes cost about four times the work, whatever they are, and never sixteen
times.
"""

from __future__ import annotations

import contextlib
import time
import zipfile
from io import BytesIO

import pytest

from xiangyue.doors.hotline.lookups import _PARTS
from xiangyue.lib.sheets import archive, limits, markup, spreadsheetml, text
from xiangyue.lib.sheets.archive import checked_workbook
from xiangyue.lib.sheets.errors import not_reckoned
from xiangyue.lib.sheets.header import find_header
from xiangyue.lib.sheets.moments import CannotReadMoment, read_moment
from xiangyue.lib.sheets.read import CannotRead, read_sheet, read_sheets


def workbook(sheet: bytes, shared: bytes = b"") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("xl/workbook.xml", b'<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>')
        new.writestr("xl/_rels/workbook.xml.rels", b'<x><Relationship Id="r1" Target="worksheets/sheet1.xml"/></x>')
        new.writestr("xl/worksheets/sheet1.xml", sheet)
        if shared:
            new.writestr("xl/sharedStrings.xml", shared)
    return out.getvalue()


def checked(sheet: bytes) -> None:
    with contextlib.suppress(CannotRead):
        checked_workbook(workbook(sheet), "a.xlsx", 1_000_000_000)


def read(start: bytes, piece: bytes, times: int, name: str = "a.xls") -> None:
    with contextlib.suppress(CannotRead):
        list(read_sheets(start + piece * times, filename=name))


PAGE, XML = b"<html><table><tr><td>", b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
WORK = {
    **{
        f"sheet of {piece!r}": lambda n, piece=piece: checked(piece * n)
        for piece in (
            b"<c ",
            b'<c r="A1" ',
            b"<row ",
            b'<c t="e"',
            b"<f",
            b'<c r="A1" t="s"><v>1',
            b"<c",
            b"x:c ",
            b"<a",
        )
    },
    **{
        f"page of {piece!r}": lambda n, piece=piece: read(PAGE, piece, n)
        for piece in (
            b"<!--",
            b"</",
            b"<td",
            b"<td>",
            b"<a b='",
            b"<table>",
            b"&am",
            b"<![CDATA[",
            b"<?",
            b"<a b=c ",
            b"<script>",
            b" \n ",
            b"<tr>",
            b"<td rowspan=9>",
        )
    },
    **{
        f"text of {piece!r}": lambda n, piece=piece: read("编号,内容\n1,甲\n".encode(), piece, n, "a.csv")
        for piece in (b'"', b'""', b",", b"\n", b"a", b'"\n', b";|\t", b'="', b"\r", b" ")
    },
    **{
        f"xml of {piece!r}": lambda n, piece=piece: read(XML, piece, n)
        for piece in (b"<Row>", b"<Row/>", b"<!--", b"&lt;")
    },
    "errors": lambda n: list(not_reckoned(b'<row><c r="A1" t="e"><f>1</f>' * n)),
    "header": lambda n: find_header([["编号" + " " * n + "x", "合计" * n]], ["编号" + "x"]),
    "category": lambda n: _PARTS.split("a" + " " * n + "b"),
}


def cost(work, n: int) -> float:
    """The least of three, in CPU time of this thread."""
    spent = []
    for _ in range(3):
        began = time.thread_time()
        work(n)
        spent.append(time.thread_time() - began)
    return min(spent)


@pytest.mark.parametrize("what", WORK)
def test_four_times_as_much_is_no_sixteen_times_the_work(what):
    n = 5_000
    small, large = cost(WORK[what], n), cost(WORK[what], 4 * n)
    assert large < 10 * small + 0.1, (small, large)


@pytest.mark.parametrize("written", ["1" * 200_000, " " * 200_000 + "x", "2024-11-05 " * 20_000, "年月日" * 60_000])
def test_a_cell_full_of_anything_is_no_moment_and_told_shortly(written):
    with pytest.raises(CannotReadMoment) as refusal:
        read_moment(written)
    assert len(str(refusal.value)) < 100


# Limits, each told before it bites


def test_one_long_text_in_every_cell_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MOST_CHARACTERS", 10_000)
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % row for row in range(1, 30))
    shared = b"<sst><si><t>" + b"x" * 1000 + b"</t></si></sst>"
    with pytest.raises(CannotRead, match="亿字"):
        read_sheet(workbook(b"<worksheet>" + cells + b"</worksheet>", shared), filename="a.xlsx")


def test_too_many_cells_or_bytes_are_refused_in_every_kind(monkeypatch):
    monkeypatch.setattr(text, "MOST_CELLS", 20)
    with pytest.raises(CannotRead, match="万格"):
        read_sheet(b"a,b,c\n" * 20, filename="a.csv")
    with pytest.raises(CannotRead, match="万格"):
        read_sheet(PAGE + b"<td>x" * 30 + b"</table>", filename="a.xls")
    for module in (markup, spreadsheetml):
        monkeypatch.setattr(module, "MOST_MARKUP", 100)
    with pytest.raises(CannotRead, match="网页表格超过"):
        read_sheet(PAGE + b"x" * 200, filename="a.xls")
    with pytest.raises(CannotRead, match="XML 表格超过"):
        read_sheet(XML + b" " * 200, filename="a.xls")


def test_a_file_that_is_too_large_is_not_even_read(tmp_path, monkeypatch):
    from xiangyue.lib.sheets import read as reading

    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" * 100)
    with pytest.raises(CannotRead, match="最多"):
        read_sheet(path, filename="a.csv")
    assert limits.MOST_BYTES > 100


def test_a_far_row_of_an_xml_spreadsheet_lays_out_nothing():
    far = b'<Worksheet xmlns:s="urn:schemas-microsoft-com:office:spreadsheet"><Table><Row s:Index="99999999"/>'
    with pytest.raises(CannotRead, match="超过 500000 行"):
        read_sheet(XML + far, filename="a.xls")
