"""Whatever is wrong with a file is said in plain words, before anything is written."""

from __future__ import annotations

import zipfile
from io import BytesIO

import openpyxl
import pytest
from hotline_files import HEADER, as_csv, as_xlsx, order

from xiangyue.doors.hotline.models import ImportRun
from xiangyue.kernel.models import Matter
from xiangyue.lib.sheets.read import CannotRead, read_sheet

pytestmark = pytest.mark.django_db


def reasons(run: ImportRun) -> list[str]:
    with run.rejects.open("rb") as file:
        return [str(row[-1]) for row in read_sheet(file.read(), filename="r.xlsx").rows[1:]]


def zip_bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("source", "file_name", "says"),
    [
        (b"", "空.csv", "文件是空的"),
        (as_csv([]), "只有表头.csv", "没有一行工单"),
        (as_csv([["x", "y"]], ["甲", "乙"]), "别的表.csv", "找不到表头"),
        (as_csv([["A1", "2024-11-05"]], ["工单编号", "来电时间"]), "缺列.csv", "找不到“主要内容”对应的列"),
        ("工单编号,主要内容\n永乐店镇停水".encode("big5", "ignore") + b"\xff\xff\x81", "乱码.csv", "编码"),
        (as_csv([order()]).decode("utf-8-sig").encode("utf-8").decode("latin-1").encode(), "乱码.csv", "乱码"),
        (zip_bomb(), "炸弹.xlsx", "拒绝打开"),
        (b"<html><table></table></html>", "网页.xls", "网页"),
        (as_xlsx([order()])[:600], "半截.xlsx", "损坏"),
        (as_csv([order()]), "工单.pdf", "不支持"),
    ],
    ids=[
        "empty",
        "only a header",
        "wrong columns",
        "a column missing",
        "wrong encoding",
        "encoded twice",
        "zip bomb",
        "a page",
        "half",
        "a kind we do not read",
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(bring, source, file_name, says):
    with pytest.raises(CannotRead, match=says):
        bring(source, file_name)

    assert not Matter.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"number": ""}, "缺少工单编号"),
        ({"words": "  "}, "缺少主要内容"),
        ({"received_at": "前天上午"}, "来电时间“前天上午”不是能识别的时间"),
        ({"received_at": "1900-03-01 08:00"}, "来电时间“1900-03-01 08:00”不在 2000-01-01 至 2024-11-06 之间"),
        ({"received_at": "2099-01-01 08:00"}, "不在 2000-01-01 至"),
        ({"closed_at": "2024-11-04 08:00"}, "办结时间早于来件时间"),
        ({"closed_at": "2099-01-01"}, "办结时间“2099-01-01”不在"),
        ({"due_at": "五天内"}, "截止时间“五天内”不是能识别的时间"),
        ({"number": "A" * 41}, "编号有 41 个字"),
        ({"words": "长" * 200_001}, "超过上限 200000"),
    ],
)
def test_a_bad_row_goes_back_with_its_reason_and_the_good_ones_come_in(bring, cells, says):
    run = bring([order("GOOD"), order(**({"number": "BAD"} | cells))])

    assert (run.state, run.created, run.bad) == ("done", 1, 1)
    assert says in reasons(run)[0]
    assert Matter.objects.get().number == "GOOD"


def test_the_rejects_have_the_columns_of_the_file_and_every_reason(bring):
    run = bring([order("A1"), order("A2", words="", received_at="也许", requester_phone="19900005678")])

    with run.rejects.open("rb") as file:
        header, row = read_sheet(file.read(), filename="r.xlsx").rows
    assert header == [*HEADER, "原因"]
    assert row[0] == "A2"
    assert row[7] == "19900005678"
    assert row[-1] == "缺少主要内容；来电时间“也许”不是能识别的时间，请写成 2024-11-05 12:09 这样"


def test_the_rejects_can_be_mended_and_imported_as_they_are(bring):
    run = bring([order("A1"), order("A2", received_at="也许")])
    with run.rejects.open("rb") as file:
        book = openpyxl.load_workbook(file)
    book.active.cell(2, HEADER.index("来电时间") + 1).value = "2024-11-05 10:00"
    out = BytesIO()
    book.save(out)
    mended = bring(out.getvalue(), "改好.xlsx")

    assert (mended.created, mended.bad) == (1, 0)
    assert "原因" not in Matter.objects.get(number="A2").imported_row.cells


def test_a_number_twice_in_a_file_keeps_the_first_and_names_its_row(bring):
    run = bring([order("A1", title="第一"), order("B1"), order("A1", title="第二")])

    assert (run.created, run.bad) == (2, 1)
    assert reasons(run) == ["编号与第 2 行重复，一个编号只能有一行"]
    assert Matter.objects.get(number="A1").title == "第一"


def test_a_number_whose_last_digits_the_workbook_has_lost_goes_back(bring):
    run = bring(as_xlsx([order(20241105000000012345), order(8812345)]), "工单.xlsx")

    assert "设为文本" in reasons(run)[0]
    assert Matter.objects.get().number == "8812345"


def test_formulas_and_macros_are_kept_as_text(bring):
    nasty = '=cmd|" /C calc"!A0'
    bring([order(words=nasty, title="@SUM(1+1)")])

    matter = Matter.objects.get()
    assert (matter.words, matter.title) == (nasty, "@SUM(1+1)")


def test_a_hundred_kilobytes_of_text_are_kept_whole(bring):
    text = "停水了请来修。" * 15_000
    run = bring([order(words=text)])

    assert run.bad == 0
    assert Matter.objects.get().words == text


def test_rare_characters_and_emoji_stay(bring):
    bring([order(requester_name="𠮷田", words="路灯坏了😡👨‍👩‍👧，㐂村𡋾口。")])

    assert Matter.objects.get().words == "路灯坏了😡👨‍👩‍👧，㐂村𡋾口。"


def test_zero_bytes_do_not_reach_the_database(bring):
    run = bring(as_xlsx([order(words="停_x0000_水")]), "工单.xlsx")

    assert run.bad == 0
    assert "\x00" not in Matter.objects.get().words


def test_one_day_only_may_be_closed_on_the_day_it_came(bring):
    run = bring([order(status="已办结", closed_at="2024-11-05")])

    assert run.bad == 0
    matter = Matter.objects.get()
    assert matter.closed_at == matter.received_at


def test_a_masked_telephone_number_makes_no_two_people_one(bring):
    bring(
        [order("A1", requester_phone="138****1234"), order("A2", requester_phone="138****1234", requester_name="王大")]
    )

    assert [m.requester.phone_hash for m in Matter.objects.all()] == ["", ""]
