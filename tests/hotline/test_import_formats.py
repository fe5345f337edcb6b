"""Files come as .xls, .xlsx and .csv, in two encodings, with headers, dates and totals as offices write them."""

from __future__ import annotations

from datetime import UTC, datetime

import openpyxl
import pytest
from hotline_files import HEADER, as_csv, as_xls, as_xlsx, order

from xiangyue.doors.hotline.models import ImportedRow
from xiangyue.kernel.models import Event, Matter
from xiangyue.kernel.queries import contact_of, verify

pytestmark = pytest.mark.django_db
ARRIVED = datetime(2024, 11, 5, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "file_name"),
    [
        (as_xlsx([order()]), "工单.xlsx"),
        (as_xls([order()]), "工单.xls"),
        (as_csv([order()]), "工单.csv"),
        (as_csv([order()], encoding="gb18030"), "工单.csv"),
        (as_csv([order()], encoding="utf-16"), "工单.csv"),
    ],
    ids=["xlsx", "xls", "utf-8", "gb18030", "utf-16"],
)
def test_an_order_comes_in_from_every_kind_of_file(bring, cast, source, file_name):
    run = bring(source, file_name)

    assert (run.state, run.rows, run.created, run.bad) == ("done", 1, 1, 0)
    matter = Matter.objects.get()
    assert (matter.number, matter.door, matter.state) == ("BJ2411050001", "hotline", "received")
    assert (matter.title, matter.words) == ("村东停水", "大羊村东头停水两天了。")
    assert matter.received_at == ARRIVED
    assert matter.imported_due_at == matter.due_at == datetime(2024, 11, 6, 1, 30, tzinfo=UTC)
    assert (matter.category, matter.place) == (cast.categories["W01"], cast.places["dayang"])
    assert matter.lead_unit is None
    assert contact_of(matter.requester).phone == "199****1234"


def test_the_chain_of_imported_matters_holds(bring, cast):
    bring([order(f"A{n}") for n in range(3)])

    assert Event.objects.filter(name="received").count() == 3
    assert list(verify(cast.town)) == []


def test_the_header_may_stand_in_the_third_row(bring):
    book = [["永乐店镇热线工单明细"], ["导出时间：2024-11-05"], HEADER, order()]
    run = bring(as_xlsx(book[1:], header=book[0]), "工单.xlsx")

    assert (run.created, run.bad) == (1, 0)


def test_totals_notes_and_repeated_headers_are_no_orders(bring):
    rows = [order("A1"), HEADER, order("A2"), ["合计", 2], ["制表人：周调度"]]
    run = bring(as_xlsx(rows), "工单.xlsx")

    assert (run.rows, run.created) == (2, 2)


@pytest.mark.parametrize(
    "written",
    [
        "2024/11/5 9:30",
        "2024年11月5日 9时30分",
        "20241105093000",
        20241105093000,
        45601.395833333336,
        datetime(2024, 11, 5, 9, 30),
    ],
)
def test_a_moment_is_read_however_it_is_written(bring, written):
    run = bring(as_xlsx([order(received_at=written)]), "工单.xlsx")

    assert run.bad == 0
    assert Matter.objects.get().received_at == ARRIVED


def test_a_merged_header_of_two_rows_is_read(bring):
    book = openpyxl.Workbook()
    sheet = book.active
    for column, title in enumerate(HEADER, 1):
        sheet.cell(1, column, title)
        sheet.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
    sheet.append(order())
    from io import BytesIO

    out = BytesIO()
    book.save(out)

    assert bring(out.getvalue(), "工单.xlsx").created == 1


def test_an_order_without_a_moment_arrives_when_it_is_imported(bring):
    run = bring([order(received_at="")])

    assert (run.created, run.bad) == (1, 0)
    assert "1 行没有来件时间" in run.says
    assert Matter.objects.get().received_at == run.started_at


def test_a_category_that_nobody_knows_leaves_the_order_unsorted(bring):
    bring([order("A1", category="外星来客"), order("A2", category="供水"), order("A3", category="道路/路面破损")])

    assert [m.category.code if m.category else None for m in Matter.objects.order_by("number")] == [None, "W01", "R01"]


def test_a_place_is_known_by_its_alias_and_inside_an_address(bring, cast):
    bring([order("A1", place="大羊"), order("A2", place="永乐店镇小务村三组12号"), order("A3", place="某某小区")])

    found = [matter.place for matter in Matter.objects.order_by("number")]
    assert found == [cast.places["dayang"], cast.places["xiaowu"], None]


def test_a_report_of_wrongdoing_is_confidential(bring):
    bring([order(request_type="举报")])

    assert Matter.objects.get().is_confidential


def test_names_numbers_and_addresses_are_not_kept_in_clear(bring):
    bring([order()])

    cells = ImportedRow.objects.get().cells
    assert (cells["来电人"], cells["来电人电话/账号"]) == ("林某", "199****1234")
    assert "19900001234" not in str(cells)


def test_a_file_without_numbers_is_known_by_moment_and_words(bring, huairou):
    header = [
        "序号",
        "创建时间",
        "办结时间",
        "一级分类",
        "二级承办单位简称",
        "所在村社区",
        "主要内容",
        "处理结果",
        "是否有效回访",
        "是否联系",
        "是否解决",
        "是否满意",
    ]
    row = ["2024-11-05 09:30:00", "", "供水", "水务所", "大羊村", "大羊村东头停水两天了。", "", "", "", "", ""]
    first = bring(as_csv([[1, *row]], header), "日报.csv", mapping=huairou)
    later = bring(
        as_csv([[1, "2024-11-05 10:00:00", "", "", "", "", "另一件事，路面坏了。", *[""] * 5], [2, *row]], header),
        "日报.csv",
        mapping=huairou,
    )

    assert (first.created, later.created, later.brought_home) == (1, 1, 1)
    assert Matter.objects.count() == 2


def test_an_order_that_came_with_a_number_is_found_again_in_a_file_without(bring, huairou):
    bring([order()])
    header = ["序号", "创建时间", "主要内容", "是否有效回访", "是否联系", "是否解决", "是否满意"]
    run = bring(
        as_csv([[7, "2024-11-05 09:30:00", "大羊村东头停水两天了。", "是", "是", "是", "满意"]], header),
        "回访.csv",
        mapping=huairou,
    )

    assert (run.created, run.brought_home) == (0, 1)
    assert Event.objects.get(name="result_imported").matter.number == "BJ2411050001"
