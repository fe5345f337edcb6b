"""goals.csv, indicators.csv, targets.csv: what cannot be counted is told in plain words before it is loaded."""

from __future__ import annotations

import csv
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from xiangyue.figures.indicators.models import Goal, Indicator, Target
from xiangyue.house.demo import NOW
from xiangyue.house.townfolder import check, find_folder, load
from xiangyue.kernel.timekeeping import local_day


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = find_folder("yongledian")
    assert source is not None
    return Path(shutil.copytree(source, tmp_path / "yongledian"))


def edit(folder: Path, file: str, code: str, /, **cells: str) -> None:
    """Cells of one row changed; a column `gone` takes the row out."""
    with (folder / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    kept = [row | cells if row["code"] == code else row for row in rows]
    kept = [row for row in kept if not row.pop("gone", "")]
    with (folder / file).open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, rows[0].keys())
        table.writeheader()
        table.writerows(kept)


@pytest.mark.parametrize(
    ("file", "code", "cells", "says"),
    [
        ("goals.csv", "governance", {"parent": "appeals"}, "绕成了一圈"),
        ("goals.csv", "governance", {"parent": "governance"}, "绕成了一圈"),
        ("goals.csv", "appeals", {"parent": "nowhere"}, "没有代码为“nowhere”的目标"),
        ("goals.csv", "appeals", {"kind": "wish"}, "请从 goal、name、initiative 里选"),
        ("indicators.csv", "orders", {"goal": "nowhere"}, "没有代码为“nowhere”的目标"),
        ("indicators.csv", "orders", {"numerator": "hotline.dreams"}, "“hotline.dreams”不在可选的值里"),
        ("indicators.csv", "orders", {"numerator_arguments": "door=mail"}, "条件“door”对不上"),
        ("indicators.csv", "letters", {"numerator_arguments": "village=小雾村"}, "没有叫“小雾村”的村"),
        ("indicators.csv", "orders", {"numerator_arguments": "小务村"}, "不是 名称=值 的写法"),
        ("indicators.csv", "orders", {"watch": "hotline.dreams"}, "没有叫“hotline.dreams”的计数"),
        ("indicators.csv", "orders", {"period_kind": "week"}, "“week”不在可选的值里"),
        ("indicators.csv", "orders", {"places": "7"}, "请写 0 到 6"),
        ("indicators.csv", "orders", {"factor": "百"}, "不是数字"),
        ("indicators.csv", "orders", {"signer": "king"}, "“king”不在可选的值里"),
        ("indicators.csv", "district-rank", {"code": "全区排名"}, "请只用小写字母、数字和短横线"),
        ("targets.csv", "orders-year", {"code": "orders-week"}, "没有代码为“orders-week”的指标"),
        ("targets.csv", "orders-year", {"base": ""}, "降到多少要有基数"),
        ("targets.csv", "orders-year", {"period": "2024-11"}, "请写成 2024 的样子"),
        ("targets.csv", "orders-year", {"period": "2024年"}, "不是时段"),
    ],
)
def test_what_cannot_be_counted_is_told(folder, file, code, cells, says):
    edit(folder, file, code, **cells)
    told = [str(problem) for problem in check(folder)]
    assert told and all(one.startswith(file) for one in told) and says in told[0]


def test_two_rows_of_a_code_may_not_hold_at_once(folder):
    path = folder / "indicators.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1].replace("2022-12-01", "2023-12-01")]), encoding="utf-8")
    [told] = check(folder)
    assert told.file == "indicators.csv" and "valid_from" in told.column


@pytest.mark.django_db
def test_loaded_once_and_again_nothing_changes(folder):
    load(folder, at=NOW)
    assert Indicator.objects.on(local_day(NOW)).count() >= 15
    assert Goal.objects.get(code="appeals").parent.code == "governance"
    assert Target.objects.get(code="orders-year").base > Target.objects.get(code="orders-year").value
    again = load(folder, at=NOW)
    assert not {what for what in again if not what.endswith("_unchanged")}


@pytest.mark.django_db
def test_what_is_dropped_ends_and_stays(folder):
    load(folder, at=NOW)
    edit(folder, "indicators.csv", "letters", gone="yes")
    assert load(folder, at=NOW)["indicator_ended"] == 1
    letters, day = Indicator.objects.get(code="letters"), local_day(NOW)
    assert letters.valid_to == day
    assert letters in Indicator.objects.on(day - timedelta(days=1))
    assert letters not in Indicator.objects.on(day)


@pytest.mark.django_db
def test_a_change_of_a_row_is_seen(folder):
    load(folder, at=NOW)
    edit(folder, "indicators.csv", "orders", zh="工单量")
    assert load(folder, at=NOW)["indicator_changed"] == 1
    assert Indicator.objects.get(code="orders").zh == "工单量"
