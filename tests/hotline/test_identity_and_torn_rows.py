"""Nothing is swallowed and nobody becomes another: torn rows and open quotes go back, one writing is one thing."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from cast import NOON
from hotline_files import HEADER, as_csv, order
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.doors.hotline.identity import number_of, phone_of
from xiangyue.doors.hotline.models import ImportedRow
from xiangyue.doors.hotline.values import text_of
from xiangyue.kernel.models import Matter, Party
from xiangyue.lib.sheets.read import CannotRead, read_sheet

HEAD = "标题,工单编号,来电时间,主要内容,来电人"
MORNING = "2024-11-05 09:00:00"


def reasons(run):
    with run.rejects.open("rb") as file:
        return [row[-1] for row in read_sheet(file.read(), filename="r.xlsx").rows[1:]]


def text(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode()


# Quotes and fields


@pytest.mark.parametrize("line", [2, 3, 5])
def test_a_file_that_ends_inside_quotes_is_refused_and_names_the_line(bring, line):
    """Six orders once became two, names and phones of four inside one matter's words."""
    lines = [f"路灯,Q{n},{MORNING},第{n}件，道路有坑,测试甲" for n in range(2, 8)]
    lines[line - 2] = lines[line - 2].replace("第", '"第')
    with pytest.raises(CannotRead, match=f"第 {line} 行有一个英文双引号"):
        bring(text(*lines), "开口.csv")
    assert not Matter.objects.exists()


@pytest.mark.parametrize(
    "words", ['"他说""你好"""', '"一行\n两行，带逗号,和""引号"""', '5"管子漏水', '"a""b,c"', '""""', '"尾引号"""']
)
def test_quotes_that_do_close_are_read_as_they_are(bring, words):
    run = bring(text(f"水管,Q1,{MORNING},{words},测试甲", f"水管,Q2,{MORNING},又漏了,测试乙"), "引号.csv")
    assert (run.created, run.bad) == (2, 0)
    assert set(Matter.objects.values_list("imported_row__cells__来电人", flat=True)) == {"测某"}


@given(st.lists(st.lists(st.text('ab，"\n,x', max_size=6), min_size=5, max_size=5), min_size=1, max_size=6))
def test_whatever_a_program_wrote_reads_back_row_by_row(rows):
    """Rows are conserved: what a csv writer quoted is never taken for an open quote."""
    marked = [[f"r{n}", *row[1:]] for n, row in enumerate(rows)]
    told = read_sheet(as_csv([HEADER[:5], *marked])[0:], filename="a.csv").rows
    body = [row for row in told if row and str(row[0] or "").startswith("r")]
    assert [row[0] for row in body] == [row[0] for row in marked]


def test_a_row_with_more_or_fewer_fields_than_the_header_goes_back_with_that_reason(bring):
    run = bring(
        text(
            f"路灯,R1,{MORNING},村口路灯不亮,测试甲",
            f"噪声,R2,{MORNING},夜里施工,噪声很大,影响老人休息,测试乙",
            f"垃圾,R3,{MORNING},垃圾堆在路边",
            "没有人清理已经五天,测试丙",
            f"水管,R4,{MORNING},水管漏水,测试丁,,",
        ),
        "破行.csv",
    )
    assert (run.created, run.bad) == (2, 3)
    assert set(Matter.objects.values_list("number", flat=True)) == {"R1", "R4"}
    told = reasons(run)
    assert "有 7 格，表头只有 5 格" in told[0] and "缺“来电人”" in told[1] and "只有 2 格" in told[2]


def test_a_row_with_number_time_and_words_is_an_order_wherever_a_total_stands(bring):
    lines = [
        f"共计：三个月工资没发,T1,{MORNING},工地欠薪，共计三万元,甲",
        f"路灯不亮,T2,{MORNING},路灯不亮,乙",
        f"说明：低保资格怎么办,T3,{MORNING},问低保怎么办理,丙",
        "合计,3,,,",
        "制表人：王五,,,,",
    ]
    assert bring(text(*lines), "合计.csv").created == 3


def test_a_file_between_bars_is_read(bring):
    assert bring(text(f"路灯,B1,{MORNING},路灯不亮,甲").replace(b",", b"|"), "竖线.txt").created == 1


@pytest.mark.parametrize("error", ["#VALUE!", "#REF!", "#N/A", "#div/0!"])
@pytest.mark.parametrize("key", ["received_at", "words", "requester_phone"])
def test_what_a_spreadsheet_could_not_reckon_goes_back(bring, error, key):
    run = bring([order("GOOD"), order("BAD", **{key: error})])
    assert (run.created, run.bad) == (1, 1)
    assert "表格程序没有算出来" in reasons(run)[0]


def test_signs_that_no_screen_shows_are_no_words():
    """A workbook may hold them behind `_x000B_`."""
    assert text_of("停水\x0b两天\x07了\n急") == "停水两天了\n急"


# Numbers


@pytest.mark.parametrize(
    "written",
    [
        "TL202411200001",
        "TL2024\u200b11200001",
        " TL202411200001 ",
        "ＴＬ２０２４１１２００００１",
        "'TL202411200001",
        "TL2024 1120 0001",
    ],
)
def test_one_number_in_any_writing_is_one_matter(bring, written):
    bring([order("TL202411200001")])
    run = bring([order(written)], at=NOON + timedelta(hours=1))
    assert (run.created, run.bad, Matter.objects.count()) == (0, 0, 1)


@pytest.mark.parametrize("written", ["2.02411E+15", "2E+15", "2.02411e15"])
def test_a_number_that_a_spreadsheet_has_rounded_goes_back_as_text_too(bring, written):
    run = bring([order(written), order("GOOD")])
    assert (run.created, run.bad) == (1, 1) and "设为文本" in reasons(run)[0]


@given(st.text(max_size=20))
def test_a_number_is_written_once(text):
    assert number_of(number_of(text)) == number_of(text)


def test_a_known_number_with_another_time_and_other_words_goes_back_and_is_asked_about(bring):
    """Today's other complaint must not land on yesterday's matter."""
    bring([order("K1")])
    other = order("K1", words="完全不同的另一件事", received_at="2024-11-05 10:30:00", requester_name="周大树")
    run = bring([other], at=NOON + timedelta(hours=1))
    assert (run.created, run.brought_home, run.bad) == (0, 0, 1)
    assert "已经是 2024-11-05 09:30 来的另一件事" in reasons(run)[0]
    assert Matter.objects.get().words == "大羊村东头停水两天了。"


@pytest.mark.parametrize("change", [{"received_at": "2024-11-05 10:30:00"}, {"words": "大羊村东头停水三天了。"}])
def test_one_of_the_two_changed_is_still_the_same_order(bring, change):
    bring([order("K1")])
    run = bring([order("K1", status="办理中", **change)], at=NOON + timedelta(hours=1))
    assert run.bad == 0 and Matter.objects.count() == 1


# Phones


@pytest.mark.parametrize(
    "written",
    [
        "13812345678.0",
        "+86 138-1234-5678",
        "１３８１２３４５６７８",
        "138\u200b12345678",
        "13812345678（儿子）",
        "13812345678/13912345678",
    ],
)
def test_one_phone_in_any_writing_is_one_caller(bring, written):
    bring([order("P1", requester_phone="13812345678"), order("P2", requester_phone=written)])
    assert Party.objects.filter(kind="person", matters__isnull=False).distinct().count() == 1


@pytest.mark.parametrize("written", ["1.38123E+10", "138****5678"])
def test_a_rounded_or_masked_phone_is_nobodys(written):
    assert phone_of(written) == ""


# Moments


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("2024/11/5 上午 12:30:00", "00:30"),
        ("2024/11/5 下午 12:30:00", "12:30"),
        ("2024/11/5 12:30:00 AM", "00:30"),
        ("2024/11/5 凌晨 12:30", "00:30"),
        ("2024/11/5 上午 9:30", "09:30"),
        ("2024/11/5 中午 12:05", "12:05"),
    ],
)
def test_twelve_in_the_morning_is_midnight(bring, written, clock):
    bring([order("M1", received_at=written)], at=NOON + timedelta(days=1))
    local = Matter.objects.get().received_at.astimezone(NOON.astimezone().tzinfo)
    assert f"{(local + timedelta(hours=8) - (local.utcoffset() or timedelta())):%H:%M}" == clock


def test_twelve_at_night_is_asked_about(bring):
    run = bring([order("GOOD"), order("BAD", received_at="2024/11/5 晚上 12:05")], at=NOON + timedelta(days=1))
    assert (run.created, run.bad) == (1, 1) and "半夜还是中午" in reasons(run)[0]


@pytest.mark.parametrize(("ended", "taken"), [("09:30", 1), ("09:29:50", 1), ("09:29", 0)])
def test_an_end_before_the_arrival_by_less_than_a_minute_is_the_coarser_clock(bring, ended, taken):
    told = {"closed_at": f"2024-11-05 {ended}", "status": "已办结", "result": "电话已答复"}
    run = bring([order("E1", received_at="2024-11-05 09:30:35", **told)])
    assert (run.created, run.bad) == (taken, 1 - taken)


def test_rows_are_conserved(bring):
    lines = [
        f"路灯,S1,{MORNING},路灯不亮,甲",
        f"路灯,S1,{MORNING},又一件,甲",
        f"路灯,,{MORNING},没有编号,甲",
        f"噪声,S2,{MORNING},夜里,施工,乙",
        f"路灯,1.2E+15,{MORNING},约数,甲",
    ]
    run = bring(text(*lines), "守恒.csv")
    assert run.rows == len(lines) == run.created + run.brought_home + run.unchanged + run.bad
    assert ImportedRow.objects.count() == run.created


# Sheets


def book(**sheets):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_every_visible_sheet_with_the_header_is_read_and_the_others_are_named(bring):
    summary = [["十一月汇总"], ["总量", 3]]
    turned = [list(reversed(row)) for row in (HEADER, order("N3"), order("N1"))]
    run = bring(book(汇总=summary, 上旬=[HEADER, order("N1"), order("N2")], 下旬=turned), "十一月.xlsx")
    assert (run.rows, run.created, run.bad) == (4, 3, 1)
    assert reasons(run) == ["编号与第 2 行重复，一个编号只能有一行"]
    assert run.says == "工作表“汇总”里没有这样的表头，没有读。"
    assert Matter.objects.get(number="N3").words == "大羊村东头停水两天了。"


def test_a_row_of_a_later_sheet_is_named_with_its_sheet(bring):
    run = bring(book(一=[HEADER, order("N1")], 二=[["乡镇台账"], HEADER, order("N2"), order("N2")]), "两页.xlsx")
    assert (run.created, reasons(run)) == (2, ["编号与工作表“二”第 3 行重复，一个编号只能有一行"])


def test_a_hidden_sheet_stays_unread(bring):
    workbook = openpyxl.load_workbook(BytesIO(book(一=[HEADER, order("N1")], 二=[HEADER, order("N2")])))
    workbook["二"].sheet_state = "hidden"
    out = BytesIO()
    workbook.save(out)
    assert bring(out.getvalue(), "藏.xlsx").created == 1
