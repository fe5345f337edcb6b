"""A town's folder of tables: a wrong cell, a wrong rule, a file that cannot be read is told, and none crashes."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from cast import NOON
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.house.townfolder import Problem, check, find_folder, load
from xiangyue.house.townfolder.tables import TABLES, Row, header, pairs, rows, table, towns_folder
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Seat


@pytest.fixture
def folder(tmp_path) -> Path:
    source = find_folder("yongledian")
    assert source is not None
    return Path(shutil.copytree(source, tmp_path / "yongledian"))


def put(folder: Path, file: str, column: str, value: str, *, line: int = 2) -> None:
    """One cell of a table changed."""
    path = folder / file
    with path.open(encoding="utf-8-sig", newline="") as lines:
        cells = list(csv.reader(lines))
    cells[line - 1][cells[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(cells)


def told(folder: Path, file: str, column: str = "") -> list[Problem]:
    return [one for one in check(folder) if one.file == file and (not column or one.column == column)]


CELLS = [
    ("town.csv", "residents", "约五万", "不是整数"),
    ("town.csv", "residents", "-1", "不是整数"),
    ("town.csv", "residents", "1.5", "不是整数"),
    ("town.csv", "residents", "", "不能空着"),
    ("town.csv", "lon", "东经", "不是数字"),
    ("town.csv", "lon", "NaN", "不是数字"),
    ("town.csv", "lat", "Infinity", "不是数字"),
    ("town.csv", "is_synthetic", "是", "只能是 yes 或 no"),
    ("places.csv", "level", "town", "不在可选的值里"),
    ("places.csv", "lon", "116度", "不是数字"),
    ("units.csv", "unit_kind", "club", "不在可选的值里"),
    ("units.csv", "office_hours", "nights", "没有代码为“nights”的办公时间"),
    ("units.csv", "place", "nowhere", "没有代码为“nowhere”的地点"),
    ("seats.csv", "role", "king", "不在可选的值里"),
    ("seats.csv", "since", "2024年", "不是日期"),
    ("seats.csv", "since", "2024-02-30", "不是日期"),
    ("seats.csv", "until", "明年", "不是日期"),
    ("seats.csv", "holder", " ", "不能空着"),
    ("categories.csv", "urgency", "soon", "不在可选的值里"),
    ("categories.csv", "village_may_lead", "maybe", "只能是 yes 或 no"),
    ("categories.csv", "assist", "office-party;nowhere", "没有代码为“nowhere”的单位"),
    ("templates.csv", "category_code", "0000", "没有代码为“0000”的类别"),
    ("rules.csv", "value", "{", "不是合法的 JSON"),
    ("rules.csv", "valid_from", "²", "不是日期"),
    ("facts.csv", "period", "去年", "不是时段"),
    ("facts.csv", "rounding", "一位", "不是小数位数"),
    ("facts.csv", "bound", "roughly", "不在可选的值里"),
]


@pytest.mark.parametrize(("file", "column", "value", "says"), CELLS)
def test_a_wrong_cell_is_told_with_file_row_column_and_how_to_mend_it(folder, file, column, value, says):
    put(folder, file, column, value)
    found = [one for one in told(folder, file, column) if one.row == 2]
    assert found and says in found[0].says, [str(one) for one in told(folder, file)]
    assert str(found[0]).startswith(f"{file} 第2行 {column} 列：") and str(found[0]).endswith("。") and found[0].mend


RULES = [
    ("office", "town", '{"periods": []}', "办公时间要写 periods"),
    ("office", "town", '{"periods": ["9-12"]}', "09:00-12:00"),
    ("office", "town", '{"periods": ["12:00-09:00"]}', "开始不早于结束"),
    ("office", "town", '{"periods": ["09:00-10:00-12:00"]}', "开始不早于结束"),
    ("deadline", "someday", '{"amount": 1}', "没有“someday”这一档时限"),
    ("deadline", "urgent", '{"amount": 2, "unit": "weeks"}', "unit 只能是"),
    ("deadline", "urgent", '{"amount": 0, "unit": "natural_hours", "sign_minutes": true}', "要是正整数"),
    ("day", "春节", '{"is_off": true}', "样子的日期"),
    ("day", "2024-02-10", '{"is_off": "yes"}', "is_off 只能是"),
    ("callback", "town", '{"within_days": 3, "attempts": 2}', "reopen_days 要是正整数"),
    ("scoring", "composite", '{"weights": {}}', "weights 和 satisfaction"),
    ("scoring", "composite", '{"weights": {"response": "half"}, "satisfaction": {}}', "写成数字文字"),
    (
        "scoring",
        "composite",
        '{"weights": {"response": "0.1", "solution": "0.5", "satisfaction": "0.4"},'
        ' "satisfaction": {"yes": "2", "mostly": "1", "fair": "0", "no": "0"}}',
        "在 0 和 1 之间",
    ),
    (
        "scoring",
        "composite",
        '{"weights": {"response": "0.1", "solution": "0.5", "satisfaction": "0.4"},'
        ' "satisfaction": {"yes": "NaN", "mostly": "1", "fair": "0", "no": "0"}}',
        "",
    ),
    ("suppression", "town", '{"below": 0}', "below 要是正整数"),
    *((kind, "town", value, "") for kind in ("office", "callback", "scoring") for value in ("[]", "5", "null", '"x"')),
    ("office", "town", '{"periods": [["09:00", "12:00"]]}', "09:00-12:00"),
]


@pytest.mark.parametrize(("kind", "key", "value", "says"), RULES)
def test_a_rule_that_cannot_be_reckoned_with_is_told(folder, kind, key, value, says):
    line = len((folder / "rules.csv").read_text(encoding="utf-8").splitlines()) + 1
    with (folder / "rules.csv").open("a", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerow([kind, key, "2031-01-01", "", value, "测试"])
    found = [one for one in told(folder, "rules.csv", "value") if one.row >= line - 1]
    assert found and says in found[0].says, [str(one) for one in found]


@pytest.mark.parametrize("key", ["office,town,", "deadline,urgent,", "callback,town,", "scoring,composite,"])
def test_a_rule_that_every_town_needs_is_missed(folder, key):
    path = folder / "rules.csv"
    kept = [one for one in path.read_text(encoding="utf-8").splitlines() if not one.startswith(key)]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    kind, name, _rest = key.split(",")
    assert [one.says for one in told(folder, "rules.csv", "key")] == [f"没有规则 {kind}/{name}"]


def in_gbk(path: Path) -> None:
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))


def gbk_at_the_end(path: Path) -> None:
    """As somebody leaves it who pastes rows with an old editor."""
    path.write_bytes(path.read_bytes() + "9999,其他,其他,,,,basic,no,,general,,,2022-12-01,\n".encode("gb18030"))


def header_alone(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")


def emptied(path: Path) -> None:
    path.write_text("", encoding="utf-8")


BROKEN = [
    ("units.csv", in_gbk, "UTF-8"),
    ("categories.csv", gbk_at_the_end, "UTF-8"),
    ("seats.csv", emptied, "缺少列"),
    ("town.csv", header_alone, ""),
    ("boundaries.geojson", emptied, "不是合法的 GeoJSON"),
    ("boundaries.geojson", lambda path: path.write_text("[]"), "不是合法的 GeoJSON"),
    ("boundaries.geojson", lambda path: path.write_text('{"features": [{"properties": null}]}'), "不是合法的 GeoJSON"),
    ("boundaries.geojson", lambda path: path.unlink(), "边界"),
    ("boundaries.geojson", in_gbk, ""),
]


@pytest.mark.parametrize(("file", "spoil", "says"), BROKEN)
def test_a_file_that_cannot_be_read_is_named_and_nothing_crashes(folder, file, spoil, says):
    spoil(folder / file)
    found = [str(one) for one in told(folder, file)]
    assert found and any(says in one for one in found), found


@pytest.mark.parametrize(
    "content", [b"columns = [", "[columns]\nnumber = '编号'\n".encode("gb18030"), b"", b"[columns]\n"]
)
def test_a_mapping_that_cannot_be_used_is_named(folder, content):
    (folder / "mappings" / "another.toml").write_bytes(content)
    assert [str(one) for one in check(folder) if one.file.startswith("mappings")]


@pytest.mark.django_db
@pytest.mark.parametrize(("file", "spoil", "says"), BROKEN[:1] + BROKEN[2:3])
def test_a_folder_that_cannot_be_read_is_not_loaded_at_all(folder, file, spoil, says):
    spoil(folder / file)
    with pytest.raises(Refused, match="没有装载"):
        load(folder, at=NOON)
    assert not Place.objects.exists() and not Seat.objects.exists()


def test_missing_tables_are_told_before_anything_else(folder):
    (folder / "units.csv").unlink()
    put(folder, "seats.csv", "unit", "nowhere")
    assert {one.file for one in check(folder)} == {"units.csv"}


def test_what_is_not_needed_may_be_missing(folder):
    for one in TABLES:
        if not one.needed:
            (folder / one.file).unlink()
    assert check(folder) == []


# Reading a table


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "templates.csv").write_bytes(text.encode(encoding))
    return folder


def test_rows_are_numbered_as_in_the_file_and_blank_lines_are_none(tmp_path):
    write(tmp_path, "title,category_code,text\n甲,, 一 \n\n , , \n乙,0101,二\n", "utf-8-sig")
    found = rows(tmp_path, "templates.csv")
    assert [(row.line, row["title"], row["text"]) for row in found] == [(2, "甲", "一"), (5, "乙", "二")]
    assert header(tmp_path, "templates.csv") == ["title", "category_code", "text"]
    assert (found[0]["no such column"], rows(tmp_path, "facts.csv")) == ("", [])


def test_a_row_that_is_too_long_or_too_short_is_read_as_far_as_it_goes(tmp_path):
    write(tmp_path, "title,text\n甲\n乙,二,三,四\n")
    assert [row.cells for row in rows(tmp_path, "templates.csv")] == [
        {"title": "甲", "text": ""},
        {"title": "乙", "text": "二"},
    ]


@pytest.mark.parametrize(
    ("cell", "pieces"),
    [("", []), ("甲", ["甲"]), ("甲;乙", ["甲", "乙"]), ("甲；乙； ；", ["甲", "乙"]), (" 甲 ; 乙 ", ["甲", "乙"])],
)
def test_pieces_stand_between_semicolons_of_either_keyboard(cell, pieces):
    assert Row(2, {"words": cell}).list("words") == pieces


@given(st.text(max_size=40))
def test_pairs_are_read_or_refused_and_what_is_read_is_whole(cell):
    try:
        found = pairs(cell)
    except ValueError:
        return
    assert all(name.strip() == name != "" and value.strip() == value != "" for name, value in found.items())
    assert pairs(";".join(f"{name}={value}" for name, value in found.items())) == found


def test_a_folder_is_found_by_its_path_and_by_its_name(folder):
    assert find_folder(str(folder)) == folder
    assert find_folder("yongledian") == towns_folder() / "yongledian"
    for word in ("nowhere", str(folder / "units.csv"), "../nowhere"):
        assert find_folder(word) is None
    assert table("units.csv").key == ("code",)
