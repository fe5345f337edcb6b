"""`xiangyue import hotline` and `xiangyue export hotline`."""

from __future__ import annotations

import re
from argparse import Namespace
from pathlib import Path

import pytest
from hotline_files import as_csv, closed, order

from xiangyue.desks.callback.models import Callback
from xiangyue.doors.hotline.models import ColumnMapping
from xiangyue.house.cli import parser
from xiangyue.house.commands import exchange
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter
from xiangyue.lib.sheets.read import read_sheet

pytestmark = pytest.mark.django_db
DEV = Path(__file__).parents[2].parent / "shared/data/messages/dev.csv"
MESSAGES = {
    "number": "id",
    "title": "topic",
    "words": "detail",
    "category": "label",
    "received_at": "time",
    "requester_name": "user",
}


def options(file: Path, **more) -> Namespace:
    return Namespace(
        **(
            {
                "file": str(file),
                "town": "永乐店镇",
                "mapping": "beijing",
                "rejects": None,
                "what": "hotline",
                "since": None,
            }
            | more
        )
    )


def test_a_file_is_brought_in_and_its_results_count_at_once(beijing, tmp_path, capsys):
    file = tmp_path / "工单.csv"
    file.write_bytes(as_csv([closed("A1"), order("A2", words="")]))

    assert exchange.bring(options(file)) == 0
    assert "新工单 1 件" in capsys.readouterr().out
    assert Callback.objects.get().counts
    assert read_sheet(tmp_path / "工单.退回.xlsx", filename="r.xlsx").rows[1][0] == "A2"


def test_the_rejects_go_where_they_are_wanted(beijing, tmp_path):
    file, wanted = tmp_path / "工单.csv", tmp_path / "坏行.xlsx"
    file.write_bytes(as_csv([order("A2", words="")]))

    assert exchange.bring(options(file, rejects=str(wanted))) == 0
    assert wanted.exists()


def test_a_file_that_cannot_be_read_gives_status_1(beijing, tmp_path, capsys):
    file = tmp_path / "空.csv"
    file.write_bytes(b"")

    assert exchange.bring(options(file)) == 1
    assert "文件是空的" in capsys.readouterr().err


def test_an_unknown_mapping_is_told_with_the_known_ones(beijing, tmp_path):
    with pytest.raises(Refused, match="已保存的：beijing"):
        exchange.bring(options(tmp_path / "x.csv", mapping="nanjing"))


def test_orders_go_out_since_a_day(beijing, tmp_path, bring, capsys):
    bring([order("A1"), order("A2", received_at="2024-11-01 09:00")])
    target = tmp_path / "回传.csv"

    assert exchange.export(options(target, since="2024-11-05")) == 0
    assert "导出 1 件" in capsys.readouterr().out
    with pytest.raises(Refused, match="2024-11-05 这样"):
        exchange.export(options(target, since="上周"))


def test_the_public_messages_come_in_whole(cast, bring):
    if not DEV.exists():
        pytest.skip("shared/data/messages/dev.csv 不在，跳过真实留言的导入")
    mapping = ColumnMapping.objects.create(
        town=cast.town,
        name="messages",
        columns=MESSAGES,
        constants={"request_type": "求助"},
        saved_at=cast.seats["dispatcher"].since,
    )
    first = bring(DEV.read_bytes(), "dev.csv", mapping=mapping)
    second = bring(DEV.read_bytes(), "dev.csv", mapping=mapping)

    assert (first.rows, first.created, first.bad) == (6308, 6308, 0)
    assert (second.created, second.unchanged) == (0, 6308)
    assert Matter.objects.count() == 6308


def test_an_import_is_taken_back_by_its_number(beijing, tmp_path, capsys):
    file = tmp_path / "工单.csv"
    file.write_bytes(as_csv([order("A1"), order("A2")]))
    assert exchange.bring(options(file)) == 0
    number = re.search(r"批次号 (\d+)", capsys.readouterr().out)
    assert number is not None
    undo = parser().parse_args(
        ["import", "hotline", "--town", "永乐店镇", "--undo", number[1], "--reason", "选错了文件"]
    )
    assert exchange.bring(undo) == 0
    assert "2 件退回导入前的样子" in capsys.readouterr().out
    assert set(Matter.objects.values_list("kind", flat=True)) == {"undone"}
    with pytest.raises(Refused, match="没有批次"):
        exchange.bring(options(file, undo=10**6, reason="x"))


def test_an_import_without_a_file_is_told_what_is_wanting(beijing):
    with pytest.raises(Refused, match="请写出要导入的文件"):
        exchange.bring(parser().parse_args(["import", "hotline", "--town", "永乐店镇"]))
