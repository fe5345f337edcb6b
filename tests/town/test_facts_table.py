"""facts.csv: what a statement is counted from is checked in plain words before it is loaded."""

from __future__ import annotations

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


def told_after(folder: Path, old: str, new: str) -> list[str]:
    path = folder / FILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(problem) for problem in check(folder)]


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("mailbox.letters,,", "mailbox.dreams,,", "第3行 denominator 列", "“mailbox.dreams”不在可选的值里"),
        ("share,onsite.sent_that_day", "half,onsite.sent_that_day", "第7行 form 列", "count、share、all、change、rank"),
        (
            "share,leader.orders_instructed,hotline.orders",
            "share,leader.orders_instructed,",
            "第9行 denominator 列",
            "要有分母",
        ),
        ("change,hotline.appeals,", "change,hotline.appeals,hotline.orders", "第10行 denominator 列", "不另写分母"),
        ("village=小务村", "小务村", "第2行 arguments 列", "village=某某村 的样子"),
        ("village=小务村", "village=", "第2行 arguments 列", "village=某某村 的样子"),
        ("village=小务村", "village=小务村;village=大务村", "第2行 arguments 列", "只写一次"),
        ("village=小务村", "hall=小务村", "第2行 arguments 列", "条件“hall”对不上这句话的计数。请改用 village（村）"),
        ("village=小务村", "village=小雾村", "第2行 arguments 列", "没有叫“小雾村”的村。请照 places.csv 里的村名写"),
        ("topic=税票", "topic=发票", "第14行 arguments 列", "类别没有“发票”这一项。请从 政策、用工"),
        ("hotline.orders,,,-36.17", "hotline.orders,,door=hotline,-36.17", "第11行 arguments 列", "没有条件的写法"),
        ("2024-11考核期", "11月考核期", "第12行 period 列", "2024-11考核期 的样子"),
        ("2024-07-01..2024-12-31", "2024-12-31..2024-07-01", "第2行 period 列", "先早后晚"),
    ],
)
def test_what_cannot_be_counted_is_told_with_row_and_column(folder, old, new, where, says):
    [told] = told_after(folder, old, new)
    assert told.startswith(f"{FILE} {where}：") and says in told


def test_signs_of_a_chinese_keyboard_are_understood():
    assert pairs("village＝前马坊村；title = 孔兴路减速带") == {"village": "前马坊村", "title": "孔兴路减速带"}
    assert pairs("") == {}


@pytest.mark.django_db
def test_arguments_are_loaded_once_and_a_change_is_seen(folder):
    load(folder, at=NOW)
    before = Rule.objects.get(kind="fact", key="S16")
    assert before.value["arguments"] == {"village": "前马坊村", "title": "孔兴路减速带"}
    assert load(folder, at=NOW).get("rule_changed", 0) == 0
    assert told_after(folder, "title=孔兴路减速带", "title=减速带") == []
    assert load(folder, at=NOW)["rule_changed"] == 1
    assert Rule.objects.get(pk=before.pk).value["arguments"]["title"] == "减速带"
