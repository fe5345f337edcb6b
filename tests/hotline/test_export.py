"""Orders go back in the columns they came in, with our answers in the blanks and our call-back beside them."""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON, later
from hotline_files import HEADER, as_xlsx, closed, order

from xiangyue.desks.callback import actions as callback
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.doors.hotline.export import OWN_TITLES, export_orders, write_orders
from xiangyue.house.timers import work_once
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter
from xiangyue.lib.periods import window_of_day
from xiangyue.lib.sheets.read import read_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(bring, cast):
    """An order that was answered and called back by us."""
    bring([order()])
    matter, water = Matter.objects.select_related("town").get(), cast.seats["water"]
    dispatch.send(
        matter,
        category=cast.categories["W01"],
        unit=cast.units["water"],
        place=cast.places["dayang"],
        urgency="utility",
        seat=cast.seats["dispatcher"],
        at=later(NOON, hours=1),
    )
    handling.sign(matter, seat=water, at=later(NOON, hours=2))
    handling.log_contact(matter, how="phone", reached=True, summary="约下午上门", seat=water, at=later(NOON, hours=2))
    handling.begin(matter, seat=water, at=later(NOON, hours=2))
    answer = handling.write_answer(
        matter, text="更换了破损的阀门，已恢复供水。", outcome="solved", seat=water, at=later(NOON, hours=3)
    )
    for to, how in (("requester", "visit"), ("door", "export")):
        handling.deliver(answer, to=to, how=how, seat=water, at=later(NOON, hours=3))
    work_once(later(NOON, hours=4))
    matter.refresh_from_db()
    callback.call_back(
        matter, said=callback.Said(True, True, "yes", "来得很快"), seat=cast.seats["caller"], at=later(NOON, days=1)
    )
    return matter


def exported(town, mapping, since=None, until=None, **more):
    found = export_orders(Matter.objects.filter(town=town), mapping, since, until, **more)
    return [dict(zip(found.header, row, strict=True)) for row in found.rows]


def test_the_columns_are_those_of_the_file_in_their_order_and_ours_after_them(bring, cast, beijing):
    bring([order()])

    assert export_orders(Matter.objects.filter(town=cast.town), beijing, None, None).header == [*HEADER, *OWN_TITLES]


def test_our_answer_stands_in_the_blanks_and_our_call_back_apart(answered, cast, beijing):
    (row,) = exported(cast.town, beijing)

    assert row["工单编号"] == "BJ2411050001"
    assert row["办理结果"] == "已解决：更换了破损的阀门，已恢复供水。"
    assert row["回复内容"] == "更换了破损的阀门，已恢复供水。"
    assert (row["工单状态"], row["主办单位"]) == ("已办结", "水务所")
    assert row["办结时间"] == "2024-11-06 12:00:00"
    assert (row["是否解决"], row["是否满意"]) == ("", "")
    assert (row["本镇回访是否解决"], row["本镇回访是否满意"], row["本镇回访原话"]) == ("是", "满意", "来得很快")


def test_what_the_upper_system_wrote_is_not_overwritten(answered, bring, cast, beijing):
    bring([closed(result="平台的结果", reply="", satisfied="不满意")], at=later(NOON, days=3))
    (row,) = exported(cast.town, beijing)

    assert row["办理结果"] == "平台的结果"
    assert row["本镇办理结果"] == "已解决"
    assert (row["是否满意"], row["本镇回访是否满意"]) == ("不满意", "满意")
    assert row["办结时间"] == "2024-11-05 11:00:00"


def test_an_order_that_nobody_answered_goes_back_as_it_came(bring, cast, beijing):
    bring([order()])
    (row,) = exported(cast.town, beijing)

    assert (row["工单状态"], row["办理结果"], row["办结时间"], row["本镇状态"]) == ("待办", "", "", "待分类")


def test_names_and_numbers_go_out_masked(bring, cast, beijing):
    bring([order()])
    (row,) = exported(cast.town, beijing)

    assert (row["来电人"], row["来电人电话/账号"]) == ("林某", "199****1234")


def test_the_day_page_takes_the_window_from_noon_to_noon(bring, cast, beijing):
    bring(
        [
            order("A1", received_at="2024-11-04 11:59:59"),
            order("A2", received_at="2024-11-04 12:00:00"),
            order("A3", received_at="2024-11-05 11:59:59"),
            order("A4", received_at="2024-11-05 12:00:00"),
        ]
    )

    assert [row["工单编号"] for row in exported(cast.town, beijing, *window_of_day(date(2024, 11, 5)))] == ["A2", "A3"]


def test_orders_can_be_chosen_by_the_moment_of_our_answer(answered, bring, cast, beijing):
    bring([order("A2")])

    assert [row["工单编号"] for row in exported(cast.town, beijing, NOON, later(NOON, hours=6), by="answered")] == [
        "BJ2411050001"
    ]
    assert exported(cast.town, beijing, later(NOON, hours=6), None, by="answered") == []


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_formula_that_a_citizen_typed_does_not_run(bring, cast, beijing, tmp_path, suffix):
    bring([order(words='=cmd|" /C calc"!A0', title="+1+1")])
    path = tmp_path / f"回传.{suffix}"
    write_orders(path, export_orders(Matter.objects.filter(town=cast.town), beijing, None, None))

    row = read_sheet(path, filename=path.name).rows[1]
    cells = dict(zip(HEADER, row, strict=False))
    kept = "'" if suffix == "csv" else ""
    assert cells["主要内容"] == kept + '=cmd|" /C calc"!A0'
    assert cells["标题"] == kept + "+1+1"


def test_our_own_export_imported_again_changes_nothing(bring, cast, beijing, tmp_path):
    bring([order("A1"), closed("A2")])
    path = tmp_path / "回传.xlsx"
    write_orders(path, export_orders(Matter.objects.filter(town=cast.town), beijing, None, None))
    run = bring(path.read_bytes(), path.name)

    assert (run.unchanged, run.brought_home, run.bad) == (2, 0, 0)


def test_a_second_mapping_does_not_see_the_orders_of_the_first(bring, cast, beijing):
    from xiangyue.doors.hotline.models import ColumnMapping

    other = ColumnMapping.objects.create(
        town=cast.town, name="messages", columns={"number": "id", "words": "detail"}, saved_at=NOON
    )
    bring(as_xlsx([order()]), "工单.xlsx")

    assert exported(cast.town, other) == []


def test_another_ending_is_refused(bring, cast, beijing, tmp_path):
    with pytest.raises(Refused, match=r"\.xlsx 或 \.csv"):
        write_orders(tmp_path / "回传.pdf", export_orders(Matter.objects.filter(town=cast.town), beijing, None, None))
