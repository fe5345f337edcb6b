"""Rows of the file = new + brought home + unchanged + sent back + passed over with a reason, whatever the file is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cast import NOON
from generated_files import Made, made
from hotline_files import HEADER, as_csv, order

from xiangyue.doors.hotline.actions import import_file
from xiangyue.doors.hotline.models import ImportedRow
from xiangyue.house.commands import exchange
from xiangyue.lib.sheets.read import CannotRead, read_sheet

FILES = 300


def back(run) -> str:
    """Whatever stands in a cell of the rows that went back."""
    if not run.rejects:
        return ""
    with run.rejects.open("rb") as file:
        return "\n".join(str(cell) for row in read_sheet(file.read(), filename="r.xlsx").rows for cell in row)


def bring(file: Made, cast, mapping, at=NOON):
    return import_file(file.data, file_name=file.name, town=cast.town, mapping=mapping, seat=None, at=at)


@pytest.mark.parametrize("part", range(3))
def test_every_row_of_generated_files_is_accounted_for(cast, beijing, part):
    for seed in range(part * FILES // 3, (part + 1) * FILES // 3):
        file = made(seed)
        if file.refused:
            with pytest.raises(CannotRead):
                bring(file, cast, beijing)
            continue
        run = bring(file, cast, beijing)
        assert file.rows == run.file_rows == run.written + run.passed_rows, (seed, file.rows, run.passed)
        assert file.orders == run.rows == run.created + run.bad, (seed, file.orders, run.rows, run.passed)
        kept = set(ImportedRow.objects.filter(run=run).values_list("matter__number", flat=True))
        assert not {number for number in file.numbers - kept if number not in back(run)}, seed


def test_the_same_again_is_all_unchanged_or_sent_back(cast, beijing):
    for file in [one for one in map(made, range(1000, 1010)) if not one.refused]:
        first = bring(file, cast, beijing)
        again = bring(file, cast, beijing, NOON + timedelta(hours=1))
        assert (again.created, again.brought_home) == (0, 0)
        assert again.unchanged + again.bad == first.created + first.bad
        assert again.file_rows == again.written + again.passed_rows


def test_what_is_passed_over_is_told_by_its_reason(bring_rows):
    rows = [
        ["永乐店镇热线工单明细"],
        HEADER,
        order("A1"),
        [],
        ["小计", 1],
        HEADER,
        order("A2"),
        ["合计", 2],
        ["制表人：王某"],
    ]
    run = bring_rows(rows)
    assert run.file_rows == 9 and run.created == 2
    assert run.passed == {"表头以上": 1, "表头": 1, "空行": 1, "合计行": 2, "重复的表头": 1, "表后说明": 1}


@pytest.fixture
def bring_rows(bring):
    return lambda rows: bring(as_csv(rows[1:], header=rows[0]), "明细.csv")


def test_the_sum_stands_on_the_page_and_in_the_command(cast, beijing, bring_rows, tmp_path, capsys):
    run = bring_rows([HEADER, order("A1"), order("A2", words=""), ["合计", 2]])
    page = cast.client("dispatcher").get(f"/hotline/{run.pk}").content.decode()
    assert "文件共 4 行 = 新工单 1 + 带回结果 0 + 没有变化 0 + 退回 1 + 略过 2" in page
    assert "表头 1 行、合计行 1 行" in page

    file = tmp_path / "明细.csv"
    file.write_bytes(as_csv([order("A3"), ["合计", 1]]))
    from test_command import options

    assert exchange.bring(options(file)) == 0
    assert (
        "文件共 3 行 = 新工单 1 + 带回结果 0 + 没有变化 0 + 退回 0 + 略过 2（表头 1 行、合计行 1 行）"
        in capsys.readouterr().out
    )
