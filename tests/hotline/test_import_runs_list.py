"""The runs of a town's imports as a list: found again by name, state and day, and handed out as they stand."""

from __future__ import annotations

import csv
import io

import pytest
from cast import NOON, later, rows_of
from django.urls import reverse

from xiangyue.doors.hotline.lists import RUNS, TONES
from xiangyue.doors.hotline.models import ImportRun
from xiangyue.kernel.models import Place


@pytest.fixture
def runs(cast):
    """Three of this town, one of another."""

    def one(name, state, town=cast.town, **told):
        return ImportRun.objects.create(
            town=town, seat=cast.seats["dispatcher"], file_name=name, state=state, sha256="0" * 64, **told
        )

    one("邻镇.csv", "done", Place.objects.create(code="9999", name="邻镇", level="town"), started_at=NOON)
    return [
        one("十一月四日.xlsx", "done", started_at=later(NOON, hours=-24), rows=40, created=38, bad=2),
        one("十一月五日.xlsx", "broken", started_at=NOON, rows=7, created=3),
        one("补录.csv", "checked", started_at=later(NOON, hours=1), rows=2),
    ]


def found(cast, **asked):
    return [run.file_name for run in rows_of(RUNS, cast.seats["dispatcher"], **asked)]


def test_the_runs_of_this_town_newest_first_and_by_what_was_asked(cast, runs):
    assert found(cast) == ["补录.csv", "十一月五日.xlsx", "十一月四日.xlsx"]
    assert found(cast, sort="-rows") == ["十一月四日.xlsx", "十一月五日.xlsx", "补录.csv"]
    assert found(cast, state="broken") == ["十一月五日.xlsx"]
    assert found(cast, q="十一月", until="2024-11-04") == ["十一月四日.xlsx"]


def test_a_run_that_broke_stands_out_and_opens(cast, runs):
    page = cast.client("dispatcher").get(reverse("hotline:imports")).content.decode()
    assert '<span class="badge badge-late">中断</span>' in page
    assert f'href="{reverse("hotline:run", args=[runs[1].pk])}"' in page and "邻镇" not in page


def test_the_file_holds_what_is_shown(cast, runs):
    answer = cast.client("dispatcher").get(reverse("hotline:imports"), {"as": "csv", "state": "done"})
    heads, *lines = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert (heads[:3], [line[:4] for line in lines]) == (
        ["文件", "状态", "行数"],
        [["十一月四日.xlsx", "完成", "40", "38"]],
    )


def test_every_state_has_its_tone():
    assert set(TONES) == {key for key, _label in ImportRun.STATES}


def test_a_page_costs_the_same_with_one_run_and_with_forty(cast, runs, django_assert_max_num_queries):
    client, address = cast.client("dispatcher"), reverse("hotline:imports")
    client.get(address)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    for run in runs * 12:
        run.pk = None
        run.save()
    with django_assert_max_num_queries(len(few)):
        client.get(address)
