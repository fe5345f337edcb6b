"""Two columns of one name, a moment in two columns, words that are no verdict, days without a clock: nothing is guessed
and everything is told.
"""

from __future__ import annotations

from datetime import timedelta

import openpyxl
import pytest
from cast import NOON
from hotline_files import BEIJING, HEADER, as_csv, closed, order
from test_identity_and_torn_rows import book, reasons

from xiangyue.desks.callback.models import Callback
from xiangyue.doors.hotline.actions import save_mapping
from xiangyue.doors.hotline.checked import fingerprint
from xiangyue.doors.hotline.export import export_orders
from xiangyue.doors.hotline.mapping import Columns, propose, with_days
from xiangyue.doors.hotline.models import ColumnMapping, ImportedRow
from xiangyue.house.timers import work_once
from xiangyue.kernel.models import Event, Matter
from xiangyue.kernel.timekeeping import ZONE

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=20)
TWICE = ["工单编号", "来电时间", "主要内容", "办理结果", "来电人", "办理结果"]


def twice(number: str, first: str, second: str) -> list[str]:
    return [number, "2024-11-05 09:30", "路灯不亮", first, "林小草", second]


def arrived(number: str) -> str:
    return f"{Matter.objects.get(number=number).received_at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


# Columns


def test_columns_of_one_name_are_kept_exported_and_told(bring, beijing, cast):
    run = bring(as_csv([twice("D1", "甲：已办", "乙：未办"), twice("D2", "", "乙：已办")], TWICE), "两列.csv")
    assert run.created == 2
    assert ImportedRow.objects.get(matter__number="D1").cells["办理结果（第2列）"] == "乙：未办"
    assert "都叫“办理结果”，按“办理结果”读；有 1 行这一列是空的" in run.says

    exported = export_orders(Matter.objects.filter(town=cast.town), beijing, None, None)
    assert [title for title in exported.header if title == "办理结果"] == ["办理结果", "办理结果"]
    rows = {row[0]: row for row in exported.rows}
    assert [rows["D1"][at] for at in (3, 5)] == ["甲：已办", "乙：未办"]


def test_the_mapping_may_choose_the_second(bring, cast):
    seat = cast.seats["dispatcher"]
    columns = {"number": "工单编号", "received_at": "来电时间", "words": "主要内容", "result": "办理结果（第2列）"}
    second = save_mapping(name="第二列", columns=columns, constants={}, seat=seat, at=NOON)
    run = bring(as_csv([twice("D1", "甲：已办", "乙：未办"), twice("D2", "甲", "")], TWICE), "两列.csv", mapping=second)
    assert Event.objects.get(name="upper_status").told["result"] == "乙：未办"
    assert "按“办理结果（第2列）”读；有 1 行" in run.says


def test_a_second_column_of_names_is_masked_like_the_first(bring):
    header = ["工单编号", "来电时间", "主要内容", "来电人", "来电人"]
    bring(as_csv([["D1", "2024-11-05 09:30", "路灯不亮", "林小草", "林大树"]], header), "两人.csv")
    assert ImportedRow.objects.get().cells["来电人（第2列）"] == "林某"


# Moments


def test_a_day_and_a_clock_in_two_columns_are_one_moment(bring, cast):
    header = ["工单编号", "来电日期", "来电时间", "主要内容"]
    rows = [
        ["DC1", "2024-11-05", "09:10:00", "一"],
        ["DC2", "2024/11/5", "上午9:10", "二"],
        ["DC3", "20241105", "0.381944444", "三"],
        ["DC4", "", "2024-11-05 09:10", "四"],
        ["DC5", "2024-11-05", "", "五"],
        ["DC6", "2024-11-04", "2024-11-05 09:10", "六"],
        ["DC7", "", "09:10", "七"],
    ]
    assert propose(header)["received_day"] == "来电日期"
    chosen = {"number": "工单编号", "received_day": "来电日期", "received_at": "来电时间", "words": "主要内容"}
    mapping = save_mapping(name="两列", columns=chosen, constants={}, seat=cast.seats["dispatcher"], at=NOON)
    run = bring(as_csv(rows, header), "两列.csv", mapping=mapping)

    assert [arrived(f"DC{n}") for n in (1, 2, 4)] == ["2024-11-05 09:10:00"] * 3
    assert arrived("DC3").startswith("2024-11-05 09:0") or arrived("DC3").startswith("2024-11-05 09:10")
    assert arrived("DC5") == "2024-11-05 00:00:00" and "有 1 行的“来电时间”只有日期没有钟点" in run.says
    assert ["不是同一天" in told or "不是能识别的时间" in told for told in reasons(run)] == [True, True]


def test_a_known_column_of_days_is_read_beside_a_clock_by_a_mapping_that_does_not_name_it(bring):
    header = ["工单编号", "来电日期", "来电时间", "主要内容"]
    run = bring(as_csv([["DC1", "2024-11-05", "09:10:00", "一"]], header), "两列.csv")
    assert run.created == 1 and arrived("DC1") == "2024-11-05 09:10:00"


def test_cells_of_a_workbook_hold_day_and_clock_apart_too(bring):
    workbook, rows = openpyxl.Workbook(), [["工单编号", "来电日期", "来电时间", "主要内容"]]
    from datetime import date, time
    from io import BytesIO

    rows.append(["DC1", date(2024, 11, 5), time(9, 10), "一"])
    for row in rows:
        workbook.active.append(row)
    out = BytesIO()
    workbook.save(out)
    bring(out.getvalue(), "两列.xlsx")
    assert arrived("DC1") == "2024-11-05 09:10:00"


def test_days_alone_are_the_moment_where_no_clock_is():
    assert propose(["工单编号", "来电日期", "主要内容"])["received_at"] == "来电日期"
    assert with_days(Columns({"received_at": "来电日期"}), ["来电日期", "主要内容"]).titles == {
        "received_at": "来电日期"
    }


def test_moments_are_read_where_they_are_plain_and_asked_about_where_not(bring):
    plain = [
        "2024-11-20T09:10:00.1234567",
        "1732065000000",
        "11/20/2024 9:10",
        "20/11/2024 9:10",
        "20-11月-24 09.10.00 上午",
        "2024-11-20T09:10:00.000+0800",
        "2024-11-20 09:10:00 +0800 CST",
        "2024/11/20 9:10:00 星期三",
        "Wed Nov 20 09:10:00 CST 2024",
        "Wed Nov 20 2024 09:10:00 GMT+0800 (中国标准时间)",
        "2024-11-20 9:10 AM",
        "Wed, 20 Nov 2024 09:10:00 +0800",
        "20-Nov-2024 09:10",
        "Nov 20, 2024 9:10 AM",
        "24年11月20日 9时10分",
        "2024-11-20 09:10:00,123",
        "2024/11/20 9:10:00 上午",
    ]
    asked = ["24-11-20 09:10", "11/05/2024 9:10", "05/11/2024", "20-11-24"]
    rows = [order(f"M{n}", received_at=told, due_at="") for n, told in enumerate([*plain, *asked])]
    run = bring(rows, at=LATER)
    assert {arrived(f"M{n}")[:16] for n in range(len(plain))} == {"2024-11-20 09:10"}
    assert (run.created, run.bad) == (len(plain), len(asked))
    assert all("分不清" in told for told in reasons(run))


# Verdicts


def test_a_verdict_that_nobody_can_read_is_unknown_and_the_order_comes_in(bring):
    run = bring([closed("V1", solved="部分解决", satisfied="基本满意"), closed("V2", satisfied="5星")])
    while work_once(NOON + timedelta(minutes=1)):
        pass
    assert (run.created, run.bad) == (2, 0)
    assert "有 1 行的“是否解决”看不懂（部分解决），工单照收，这一项记为不明。" in run.says
    first, second = (Callback.objects.get(matter__number=number) for number in ("V1", "V2"))
    assert (first.solved, first.satisfied) == (None, "mostly")
    assert (second.solved, second.satisfied) == (True, "")


def test_a_word_nobody_can_read_does_not_stand_over_a_good_verdict(bring):
    bring([closed("V1")])
    run = bring([closed("V1", solved="拒绝评价", satisfied="五颗星")], at=NOON + timedelta(days=1))
    assert run.unchanged == 1 and Event.objects.filter(name="result_imported").count() == 1
    assert ImportedRow.objects.get().cells["是否解决"] == "是"


def test_where_it_cannot_be_read_whether_a_call_back_was_valid_none_is_kept(bring, cast):
    columns = BEIJING | {"valid": "是否有效回访"}
    mapping = ColumnMapping.objects.create(town=cast.town, name="有效", columns=columns, saved_at=NOON)
    run = bring(as_csv([[*closed("V1"), "待核实"]], [*HEADER, "是否有效回访"]), "回访.csv", mapping=mapping)
    assert run.created == 1 and "“是否有效回访”看不懂（待核实）" in run.says
    assert not Event.objects.filter(name="result_imported").exists()


# Rows and sheets


def test_hidden_rows_are_read_and_told_and_a_sheet_may_have_more_columns(bring):
    from io import BytesIO

    data = book(一=[HEADER, order("H1"), order("H2")], 二=[[*HEADER, "督办"], [*order("H3"), "急"]])
    workbook = openpyxl.load_workbook(BytesIO(data))
    workbook["一"].row_dimensions[3].hidden = True
    out = BytesIO()
    workbook.save(out)
    run = bring(out.getvalue(), "筛选.xlsx")
    assert run.created == 3 and "有 1 行在表格里是隐藏或筛掉的，也一起读了。" in run.says
    assert ImportedRow.objects.get(matter__number="H3").cells["督办"] == "急"


def test_notes_under_each_sheet_are_no_orders(bring):
    run = bring(book(一=[HEADER, order("N1"), ["制表人：王某"]], 二=[HEADER, order("N2"), ["合计", 1]]), "两页.xlsx")
    assert (run.rows, run.created) == (2, 2)
    assert run.passed == {"表头": 2, "表后说明": 1, "合计行": 1}


@pytest.mark.parametrize("error", ["#VALUE!", "#N/A"])
def test_an_error_cell_of_a_workbook_goes_back(bring, error):
    import zipfile
    from io import BytesIO

    data, out = book(一=[HEADER, order("E1", due_at=""), order("E2")]), BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            told = "<is><t>2024-11-05 09:30:00</t></is>"
            start = part.find('<c r="K2" t="inlineStr">' + told)
            if start >= 0:
                part = part.replace('<c r="K2" t="inlineStr">' + told, f'<c r="K2" t="e"><v>{error}</v>')
            new.writestr(name, part)
    run = bring(out.getvalue(), "错误.xlsx")
    assert (run.created, run.bad) == (1, 1) and f"“来电时间”是 {error}" in reasons(run)[0]


def test_a_row_that_swallowed_others_goes_back_and_the_rest_come_in(bring):
    lines = as_csv([order(f"Q{n}", words=f"第{n}件") for n in range(1, 9)]).decode().splitlines()
    for n in (2, 5):
        lines[n] = lines[n].replace(f"第{n}件", f'"第{n}件')
    run = bring("\n".join(lines).encode(), "引号.csv")
    assert (run.created, run.bad) == (4, 1) and "夹着后面 3 行" in reasons(run)[0]
    assert not Matter.objects.filter(words__contains="求助").exists()


def test_words_in_the_last_column_cut_by_a_line_break_go_back_whole(bring):
    header = ["工单编号", "来电时间", "主要内容"]
    lines = [",".join(header), "L1,2024-11-05 09:00,路灯不亮", "L2,2024-11-05 09:10,垃圾堆在路边", "没有人清理"]
    run = bring("\n".join(lines).encode(), "裂.csv")
    assert (run.created, run.bad) == (1, 2) and "后半截" in reasons(run)[0]


def test_the_fingerprint_of_a_row_stays_what_it_was_stored_as():
    """Computed otherwise, every order of every old file would count as changed."""
    assert fingerprint({"标题": "停水", "主要内容": "停水两天"}) == (
        "c18c9042c8385eee8ceeb53e8091016215b1510e64d8efe6d66dc400948de019"
    )
