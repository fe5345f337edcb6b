"""The platform's export beside our own orders: what is missing, what differs, what came twice. Nothing is changed."""

from __future__ import annotations

import pytest
from cast import NOON, later
from django.core.files.uploadedfile import SimpleUploadedFile
from hotline_files import as_csv, closed, order
from test_command import options

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.doors.hotline.actions import undo_import
from xiangyue.doors.hotline.export import export_orders
from xiangyue.doors.hotline.models import ImportedRow, ImportRun
from xiangyue.doors.hotline.reconcile import UNSEEN_HERE, reconcile
from xiangyue.house.commands import exchange
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.actions import Actor, extend
from xiangyue.kernel.models import Clock, Event, Matter
from xiangyue.lib.sheets.read import read_sheet

pytestmark = pytest.mark.django_db
THEIRS = [
    order("R1"),
    closed("R2", received_at="2024-11-05 09:10", words="二"),
    order("R3", received_at="2024-11-05 09:20", words="三", due_at="2024-11-09 12:00:00"),
    order("R5", received_at="2024-11-05 09:40", words="五"),
    order("R5", received_at="2024-11-05 09:40", words="五"),
    order("R6", received_at="2024-11-05 09:50", words="六"),
    order("R7", received_at="2024-11-05 09:50", words="六"),
    order("R8", received_at="2024-11-05 09:55", words="另一件"),
    order("R9", words=""),
    ["合计", 9],
]


@pytest.fixture
def ours(bring):
    bring(
        [
            order("R1"),
            order("R2", received_at="2024-11-05 09:10", words="二"),
            order("R3", received_at="2024-11-05 09:20", words="三"),
            order("R4", received_at="2024-11-05 09:31", words="四，电话19900001234"),
            order("R6", received_at="2024-11-05 09:50", words="六"),
            order("R7", received_at="2024-11-05 09:50", words="六"),
            order("R8", received_at="2024-11-04 09:55", words="一件"),
            order("R9", received_at="2024-11-05 09:45", words="九"),
            order("OLD", received_at="2024-11-01 09:30"),
        ]
    )


def laid_beside(cast, mapping, data, **more):
    told = {"town": cast.town, "among": Matter.objects.filter(town=cast.town), "at": NOON} | more
    return reconcile(data, "平台.csv", mapping.as_columns, **told)


def found(done) -> dict[str, list[str]]:
    return {key: [one.number for one in every] for key, _, _, every in done.told()}


def test_every_difference_is_told_and_nothing_is_changed(ours, beijing, cast):
    before = (Event.objects.count(), list(ImportedRow.objects.values_list("fingerprint", flat=True)))
    done = laid_beside(cast, beijing, as_csv(THEIRS))

    assert found(done) == {
        "missing_here": ["R5"],
        "missing_there": ["R4"],
        "other_state": ["R2"],
        "other_due": ["R3"],
        "twice": ["R5", "R7"],
        "other_order": ["R8"],
    }
    state, due = done.found["other_state"][0], done.found["other_due"][0]
    assert (state.theirs, state.ours) == ("已办结", "待分类")
    assert (due.theirs, due.ours) == ("2024-11-09 12:00", "2024-11-06 09:30")
    assert done.unread == ["第 10 行：缺少主要内容"]
    assert done.file_rows == 11 == done.agree + done.differ + done.repeated + len(done.unread) + done.passed_rows
    assert (Event.objects.count(), list(ImportedRow.objects.values_list("fingerprint", flat=True))) == before
    assert ImportRun.objects.count() == 1


def test_the_days_that_were_asked_for_are_looked_through(ours, beijing, cast):
    done = laid_beside(cast, beijing, as_csv([order("R1")]), since=later(NOON, days=-30), until=NOON)
    assert set(found(done)["missing_there"]) == {"R2", "R3", "R4", "R6", "R7", "R8", "R9", "OLD"}


def test_what_is_kept_from_a_seat_is_neither_laid_beside_nor_handed_out_to_it(bring, beijing, cast):
    bring([order("R1", words="举报周调度压着不办", request_type="举报"), order("R2", words="另一处")])
    kept = Matter.objects.get(number="R1")
    assert not visible_to(cast.seats["dispatcher"]).filter(pk=kept.pk).exists()
    seen = visible_to(cast.seats["dispatcher"])
    done = laid_beside(cast, beijing, as_csv([order("R1", words="另一句"), order("R2", words="另一处")]), among=seen)
    assert (found(done), done.agree, done.passed) == ({}, 1, {"表头": 1, UNSEEN_HERE: 1})
    assert [row[0] for row in export_orders(seen, beijing, None, None).rows] == ["R2"]


def test_both_sides_alike_is_told_too(bring, beijing, cast):
    rows = [order("R1"), closed("R2", words="另一处")]
    bring(rows)
    done = laid_beside(cast, beijing, as_csv(rows))
    assert found(done) == {} and done.agree == 2


def test_an_order_that_was_taken_back_is_not_here_and_its_successor_is_known_by_its_number(bring, beijing, cast):
    seat = cast.seats["dispatcher"]
    undo_import(bring([order("R1")]), reason="选错了", seat=seat, at=NOON)
    data = as_csv([order("R1")])
    assert found(laid_beside(cast, beijing, data)) == {"missing_here": ["R1"]}
    bring([order("R1")], at=later(NOON, hours=1))
    assert found(laid_beside(cast, beijing, data)) == {}


def test_an_extension_of_ours_shows_as_another_deadline(bring, beijing, cast):
    bring([order("R1")])
    matter = Matter.objects.select_related("town").get()
    dispatch.send(
        matter,
        category=cast.categories["W01"],
        unit=cast.units["water"],
        place=cast.places["dayang"],
        urgency="general",
        seat=cast.seats["dispatcher"],
        at=NOON,
    )
    clock = Clock.objects.select_related("matter__town").get(matter=matter, kind="answer")
    extend(clock, due_at=later(clock.due_at, days=3), reason="等管材", actor=Actor("seat:1"), at=NOON)
    done = laid_beside(cast, beijing, as_csv([order("R1")]))
    assert found(done) == {"other_due": ["R1"]}


def test_the_command_prints_what_differs_and_writes_it_down(ours, tmp_path, capsys):
    file, out = tmp_path / "平台.csv", tmp_path / "差异.xlsx"
    file.write_bytes(as_csv(THEIRS))
    assert exchange.beside(options(file, until=None, out=str(out))) == 0
    printed = capsys.readouterr().out
    assert "文件共 11 行 = 两边一致 3 + 有差别 4 + 编号重复 1 + 读不出 1 + 略过 2" in printed
    assert "平台没有 1 件" in printed and "R4  平台：—  本镇：待分类" in printed
    rows = read_sheet(out, filename="差异.xlsx").rows
    assert [row[0] for row in rows[1:]] == [
        "本镇没有",
        "平台没有",
        "状态不一样",
        "时限不一样",
        "派了两次",
        "派了两次",
        "编号对不上",
        "读不出",
    ]
    assert "19900001234" not in str(rows)
    (tmp_path / "坏.csv").write_bytes(b"")
    assert exchange.beside(options(tmp_path / "坏.csv", until=None, out=None)) == 1


def post(client, data: bytes, **more):
    return client.post("/hotline/reconciliation", {"file": SimpleUploadedFile("平台.csv", data), **more}, follow=True)


def test_the_page_shows_what_differs_or_gives_it_as_a_workbook(ours, cast):
    client = cast.client("dispatcher")
    page = post(client, as_csv(THEIRS)).content.decode()
    assert "平台没有 1" in page and ">R4</a>" in page
    assert "文件共 11 行" in page and "19900001234" not in page
    answer = post(client, as_csv(THEIRS), sheet="1")
    assert "attachment" in answer["Content-Disposition"]
    assert len(read_sheet(b"".join(answer.streaming_content), filename="a.xlsx").rows) == 9
    assert "两边一致，没有差别" in post(client, as_csv([order("R1")])).content.decode()


def test_a_file_that_nobody_knows_is_told_and_a_seat_without_the_right_turned_away(cast):
    client = cast.client("dispatcher")
    assert "还没有适合这个文件的列对应" in post(client, as_csv([["1", "x"]], ["编号", "描述"])).content.decode()
    assert cast.client("water").get("/hotline/reconciliation").status_code == 403
