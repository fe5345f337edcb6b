"""A broken folder is told in plain words: file, row, column, what, how to mend."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from xiangyue.house.townfolder import check, find_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = find_folder("yongledian")
    assert source is not None
    return Path(shutil.copytree(source, tmp_path / "yongledian"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def found(folder: Path, file: str, column: str = "") -> list[str]:
    return [
        str(problem) for problem in check(folder) if problem.file == file and (not column or problem.column == column)
    ]


def test_the_towns_own_folder_is_clean(folder):
    assert check(folder) == []


def test_a_missing_table_is_named(folder):
    (folder / "units.csv").unlink()
    assert found(folder, "units.csv") == ["units.csv：缺少这个文件。请在 yongledian 里补上它。"]


def test_a_missing_column_is_named(folder):
    edit(folder, "seats.csv", "holder", "name")
    assert "缺少列" in found(folder, "seats.csv", "holder")[0]


def test_an_unknown_unit_says_which_row_and_where_to_add_it(folder):
    edit(folder, "seats.csv", "secretary,leadership", "secretary,nowhere")
    told = found(folder, "seats.csv", "unit")
    assert told == ["seats.csv 第2行 unit 列：没有代码为“nowhere”的单位。请在 units.csv 里补上，或改成已有的代码。"]


def test_a_number_that_is_none(folder):
    edit(folder, "district.csv", "110112001000,中仓街道,", "110112001000,中仓街道,约")
    assert "不是整数" in found(folder, "district.csv", "residents")[0]


def test_a_code_twice(folder):
    edit(folder, "units.csv", "office-safety,", "office-party,")
    assert any("重复" in told for told in found(folder, "units.csv", "code"))


def test_a_village_without_a_boundary(folder):
    path = folder / "boundaries.geojson"
    drawn = json.loads(path.read_text(encoding="utf-8"))
    dropped = drawn["features"].pop(0)["properties"]["name"]
    path.write_text(json.dumps(drawn), encoding="utf-8")
    assert dropped in found(folder, "boundaries.geojson")[0]


def test_two_villages_on_one_piece_of_land(folder):
    path = folder / "boundaries.geojson"
    drawn = json.loads(path.read_text(encoding="utf-8"))
    drawn["features"][1]["geometry"] = drawn["features"][0]["geometry"]
    path.write_text(json.dumps(drawn), encoding="utf-8")
    assert any("边界重叠" in told for told in found(folder, "boundaries.geojson"))


def test_dates_that_overlap(folder):
    with (folder / "rules.csv").open("a", encoding="utf-8") as file:
        file.write('office,town,2024-01-01,,"{""periods"":[""08:30-12:00""]}",改\n')
    assert "日期重叠" in found(folder, "rules.csv", "valid_from")[0]


def test_an_end_before_its_beginning(folder):
    edit(folder, "seats.csv", "2022-12-01,2024-03-01", "2022-12-01,2021-03-01")
    assert "不晚于开始日期" in found(folder, "seats.csv", "until")[0]


def test_weights_that_do_not_make_one(folder):
    edit(folder, "rules.csv", '""solution"":""0.5""', '""solution"":""0.6""')
    assert "加起来是 1.1" in found(folder, "rules.csv", "value")[0]


def test_a_village_may_not_lead_what_is_not_on_its_list(folder):
    edit(folder, "categories.csv", "违法建设,违法建设,law-team", "违法建设,违法建设,village-01")
    assert "条例第17条" in found(folder, "categories.csv", "lead_unit")[0]


def test_nobody_is_two_of_the_three_administrators(folder):
    edit(folder, "seats.csv", "anquan,穆守诚,security", "guanli,程维安,security")
    assert "同时担任两个管理员" in found(folder, "seats.csv", "role")[0]


@pytest.mark.parametrize(("key", "days", "says"), [("access_log", "364", "至少保存 365 天"), ("appeal", "0", "正整数")])
def test_words_and_the_access_log_are_kept_for_days_that_make_sense(folder, key, days, says):
    line = f'retention,{key},2024-01-01,,"{{""days"": {days}}}",测试\n'
    with (folder / "rules.csv").open("a", encoding="utf-8") as file:
        file.write(line)
    assert says in found(folder, "rules.csv", "value")[0]


def test_a_year_of_the_access_log_is_enough(folder):
    with (folder / "rules.csv").open("a", encoding="utf-8") as file:
        file.write('retention,access_log,2024-01-01,,"{""days"": 365}",测试\n')
    assert found(folder, "rules.csv", "value") == []
