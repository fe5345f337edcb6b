"""facts.csv: what a statement is counted from is checked in plain words before it is loaded."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from xiangyue.house.demo import NOW
from xiangyue.house.townfolder import check, find_folder, load
from xiangyue.house.townfolder.tables import pairs
from xiangyue.kernel.models import Rule

FILE = "facts.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = find_folder("yongledian")
    assert source is not None
    return Path(shutil.copytree(source, tmp_path / "yongledian"))


def told_with(folder: Path, id: str, /, **cells: str) -> list[str]:
    """The problems after cells of one statement were changed."""
    path = folder / FILE
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    with path.open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, rows[0].keys())
        table.writeheader()
        table.writerows(row | cells if row["id"] == id else row for row in rows)
    return [str(problem) for problem in check(folder)]


@pytest.mark.parametrize(
    ("id", "cells", "where", "says"),
    [
        ("S14", {"denominator": "mailbox.dreams"}, "denominator 列", "“mailbox.dreams”不在可选的值里"),
        ("S22", {"form": "half"}, "form 列", "count、share、all、change、less、rank"),
        ("S26", {"denominator": ""}, "denominator 列", "要有分母"),
        ("S28", {"denominator": "hotline.orders"}, "denominator 列", "不另写分母"),
        ("S13", {"arguments": "小务村"}, "arguments 列", "village=某某村 的样子"),
        ("S13", {"arguments": "village="}, "arguments 列", "village=某某村 的样子"),
        ("S13", {"arguments": "village=小务村;village=大务村"}, "arguments 列", "只写一次"),
        ("S13", {"arguments": "hall=小务村"}, "arguments 列", "条件“hall”对不上这句话的计数。请改用 village（村）"),
        ("S13", {"arguments": "village=小雾村"}, "arguments 列", "没有叫“小雾村”的村。请照 places.csv 里的村名写"),
        ("S59", {"arguments": "topic=发票"}, "arguments 列", "类别没有“发票”这一项。请从 政策、用工"),
        ("S26", {"arguments": "door=hotline"}, "arguments 列", "请改用 village（村）"),
        ("S15", {"arguments": "door=hotline"}, "arguments 列", "没有条件的写法"),
        ("S30", {"period": "11月考核期"}, "period 列", "2024-11考核期 的样子"),
        ("S13", {"period": "2024-12-31..2024-07-01"}, "period 列", "先早后晚"),
        ("S13", {"value": ""}, "value 列", "不能空着"),
        ("S13", {"value": "十六"}, "value 列", "不是数字"),
        ("S13", {"bound": "roughly"}, "bound 列", "exact、about、over"),
        ("S11", {"value": "七月一日"}, "value 列", "不是日期"),
        ("S11", {"numerator": "mailbox.letters"}, "numerator 列", "没有日期可比"),
        ("S11", {"kind": "set", "numerator": "mailbox.letters"}, "numerator 列", "没有名称可比"),
        ("S11", {"kind": "wish"}, "kind 列", "number、date、state、set、mechanism、name"),
        ("S13", {"form": ""}, "numerator 列", "要一起写"),
        ("S30", {"indicator": "nothing", "form": "", "numerator": "", "denominator": ""}, "indicator 列", "没有代码为"),
        ("S13", {"indicator": "orders"}, "indicator 列", "不再写形式和分子"),
    ],
)
def test_what_cannot_be_counted_is_told_with_row_and_column(folder, id, cells, where, says):
    told = told_with(folder, id, **cells)
    assert told[0].startswith(f"{FILE} 第{int(id[1:]) + 1}行 {where}：") and says in told[0], told


def test_all_77_statements_are_there_and_each_says_what_it_is(folder):
    with (folder / FILE).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["id"] for row in rows] == [f"S{number:02}" for number in range(1, 78)]
    assert all(row["form"] or row["indicator"] or row["note"] for row in rows)


def test_signs_of_a_chinese_keyboard_are_understood():
    assert pairs("village＝前马坊村；title = 孔兴路减速带") == {"village": "前马坊村", "title": "孔兴路减速带"}
    assert pairs("") == {}


@pytest.mark.django_db
def test_arguments_are_loaded_once_and_a_change_is_seen(folder):
    load(folder, at=NOW)
    before = Rule.objects.get(kind="fact", key="S16")
    assert before.value["arguments"] == {"village": "前马坊村", "title": "孔兴路减速带"}
    assert load(folder, at=NOW).get("rule_changed", 0) == 0
    assert told_with(folder, "S16", arguments="village=前马坊村;title=减速带") == []
    assert load(folder, at=NOW)["rule_changed"] == 1
    assert Rule.objects.get(pk=before.pk).value["arguments"]["title"] == "减速带"
