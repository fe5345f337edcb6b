"""A whole import taken back: counted no more, told in the chain, and the mended file comes in as if for the first
time.
"""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON, later
from hotline_files import closed, order

from xiangyue.desks.callback.models import Callback
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.doors.hotline.actions import undo_import
from xiangyue.doors.hotline.export import export_orders
from xiangyue.doors.hotline.figures import orders
from xiangyue.doors.hotline.models import ImportedRow
from xiangyue.house.timers import work_once
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.measures import Span
from xiangyue.kernel.models import Event, Matter
from xiangyue.kernel.queries import verify
from xiangyue.kernel.reopening import may_reopen

pytestmark = pytest.mark.django_db


@pytest.fixture
def undo(cast):
    def undo(run, reason="选错了文件", **more):
        done = undo_import(
            run, **{"reason": reason, "seat": cast.seats["dispatcher"], "at": later(NOON, hours=3)} | more
        )
        work()
        return done

    return undo


def work() -> None:
    while work_once(later(NOON, days=1)):
        pass


def counted(cast) -> int:
    return orders(cast.town, Span("2024-11", date(2024, 11, 1), date(2024, 12, 1))).count()


def send(cast, number: str) -> None:
    dispatch.send(
        Matter.objects.select_related("town").get(number=number),
        category=cast.categories["W01"],
        unit=cast.units["water"],
        place=cast.places["dayang"],
        urgency="utility",
        seat=cast.seats["dispatcher"],
        at=later(NOON, hours=1),
    )


def test_new_orders_are_closed_by_an_event_and_counted_nowhere(bring, undo, cast):
    run = bring([order("U1"), closed("U2")])
    work()
    assert counted(cast) == 2 and Callback.objects.get().counts

    done = undo(run)
    assert (done.count, done.stay) == (2, [])
    assert set(Matter.objects.values_list("state", "kind")) == {("closed", "undone")}
    assert [event.told["reason"] for event in Event.objects.filter(name="import_undone")] == [
        "工单.csv：选错了文件"
    ] * 2
    assert not any(may_reopen(matter, later(NOON, hours=4)) for matter in Matter.objects.select_related("town"))
    assert list(export_orders(Matter.objects.filter(town=cast.town), run.mapping, None, None).rows) == []
    assert counted(cast) == 0 and not Callback.objects.filter(counts=True).exists()
    assert list(verify(cast.town)) == []
    assert (run.state, run.undone) == ("undone", 2) and "2 件退回导入前的样子" in run.says


def test_the_mended_file_comes_in_as_if_for_the_first_time(bring, undo, cast):
    for words in ("一", "二", "三"):
        run = bring([order("U1", words=f"第{words}次的内容"), closed("U2", words=f"第{words}次")])
        work()
        assert (run.created, run.brought_home, run.bad) == (2, 0, 0)
        assert undo(run).count == 2
    last = bring([order("U1", words="改好了"), closed("U2")], at=later(NOON, days=1))
    again = bring([order("U1", words="改好了", status="办理中"), closed("U2")], at=later(NOON, days=2))

    assert (last.created, again.created, again.brought_home, again.unchanged) == (2, 0, 1, 1)
    alive = Matter.objects.exclude(kind="undone")
    assert set(alive.values_list("number", "words")) == {("U1.4", "改好了"), ("U2.4", "大羊村东头停水两天了。")}
    assert Matter.objects.count() == 8 and counted(cast) == 2
    assert list(verify(cast.town)) == []


def test_what_was_brought_home_is_set_back(bring, undo, cast):
    bring([order("U1", status="办理中"), closed("U2", satisfied="不满意")])
    work()
    before = dict(ImportedRow.objects.values_list("matter__number", "cells"))
    run = bring([closed("U1"), closed("U2", satisfied="满意")], at=later(NOON, hours=1))
    work()
    assert run.brought_home == 2 and Callback.objects.filter(counts=True).count() == 2

    assert undo(run).count == 2
    assert dict(ImportedRow.objects.values_list("matter__number", "cells")) == before
    assert [(one.matter.number, one.satisfied) for one in Callback.objects.filter(counts=True)] == [("U2", "no")]
    told = Event.objects.get(name="result_undone", matter__number="U1").told
    assert told == {"reason": "工单.csv：选错了文件", "status": "办理中"}

    again = bring([closed("U1"), closed("U2", satisfied="满意")], at=later(NOON, days=1))
    work()
    assert again.brought_home == 2
    assert set(Callback.objects.filter(counts=True).values_list("satisfied", flat=True)) == {"yes"}
    assert list(verify(cast.town)) == []


def test_what_somebody_has_worked_on_stays_and_is_named(bring, undo, cast):
    run = bring([order("U1"), order("U2"), order("U3")])
    send(cast, "U2")
    bring([order("U3", status="办理中")], at=later(NOON, hours=1))
    done = undo(run)

    assert done.count == 1
    assert sorted(done.stay) == [("U2", "已有人办理"), ("U3", "后来的导入又带来了内容")]
    assert "2 件没有撤回，保持原样：U3（后来的导入又带来了内容）、U2（已有人办理）" in run.says
    assert Matter.objects.get(number="U2").state == "dispatched"
    again = bring([order("U1"), order("U2"), order("U3", status="办理中")], at=later(NOON, days=1))
    assert (again.created, again.unchanged) == (1, 2)


def test_it_is_taken_back_once_with_a_reason_by_whom_it_may_concern(bring, undo, cast):
    run = bring([order("U1")])
    with pytest.raises(Refused, match="为什么"):
        undo(run, reason=" ")
    with pytest.raises(NotAllowed):
        undo(run, seat=cast.seats["water"])
    undo(run)
    with pytest.raises(Refused, match="才能撤回"):
        undo(run)
    assert Event.objects.filter(name="import_undone").count() == 1


def test_stopped_in_the_middle_it_goes_on(bring, undo, cast):
    run = bring([order(f"U{n}") for n in range(3)])
    row = ImportedRow.objects.get(matter__number="U1")
    from xiangyue.doors.hotline.actions import undo as undoing

    undoing._take_back(run, [row.pk], undoing.Undone(), "先停", undoing.kernel.WORKER, NOON)
    type(run).objects.filter(pk=run.pk).update(state="undoing", beat_at=NOON)
    done = undo(run)
    assert done.count == 2 and run.undone == 3
    assert Event.objects.filter(name="import_undone").count() == 3


def test_a_file_without_numbers_is_new_again_after_it_was_taken_back(bring, undo, huairou):
    from hotline_files import as_csv

    header = ["序号", "创建时间", "主要内容"]
    data = as_csv([[1, "2024-11-05 09:30:00", "大羊村东头停水两天了。"]], header)
    undo(bring(data, "日报.csv", mapping=huairou))
    again = bring(data, "日报.csv", mapping=huairou, at=later(NOON, days=1))
    last = bring(data, "日报.csv", mapping=huairou, at=later(NOON, days=2))
    assert (again.created, last.unchanged) == (1, 1)


def test_the_page_takes_it_back(bring, cast):
    run = bring([order("U1")])
    client = cast.client("dispatcher")
    assert "撤回这次导入" in client.get(f"/hotline/{run.pk}").content.decode()
    page = client.post(f"/hotline/{run.pk}/undoing", {"reason": "对错了列"}, follow=True).content.decode()
    assert "已撤回 1 件，0 件留下。" in page and "已撤回" in page
    assert "撤回这次导入" not in page


def test_a_seat_without_the_right_is_turned_away(bring, cast):
    run = bring([order("U1")])
    assert cast.client("water").post(f"/hotline/{run.pk}/undoing", {"reason": "x"}).status_code == 403
