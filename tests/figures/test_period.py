"""A period counted from real call-backs: both sources side by side, every number opens, a past period replays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from cast import BEIJING

from xiangyue.desks.callback.models import Callback
from xiangyue.figures.score import queries
from xiangyue.figures.score.command import period_report
from xiangyue.figures.score.models import PublishedTotal
from xiangyue.figures.score.rules import rounded
from xiangyue.figures.score.views import _percent
from xiangyue.house import moment
from xiangyue.kernel.models import Place, Rule
from xiangyue.lib.periods import assessment_period_named

NOVEMBER = assessment_period_named("2024-11")
OVER = date(2024, 12, 31)
INSIDE = datetime(2024, 11, 5, 9, tzinfo=BEIJING).astimezone(UTC)


def asked(
    cast, count, *, unit="roads", source="imported", at=INSIDE, contacted=True, solved=True, satisfied="yes", **more
):
    for _ in range(count):
        matter = cast.say()
        Callback.objects.create(
            town=cast.town,
            matter=matter,
            source=source,
            attempt=1,
            at=at,
            reached=True,
            contacted=contacted,
            solved=solved,
            satisfied=satisfied,
            counts=True,
            unit=cast.units[unit],
            place=cast.places["dayang"],
            category=cast.categories["R01"],
            **more,
        )


@pytest.fixture
def example(cast):
    """Twenty valid call-backs: 18 solved, 19 contacted; two of them at the water office went badly."""
    asked(cast, 17, unit="roads")
    asked(cast, 1, unit="roads", satisfied="mostly")
    asked(cast, 1, unit="water", solved=False, satisfied="no")
    asked(cast, 1, unit="water", solved=False, contacted=False, satisfied="no")
    return cast


def test_the_counts_and_the_score_of_a_period(example):
    report = period_report(example.town, "2024-11", OVER)
    assert (report["from"], report["to"]) == ("2024-10-19", "2024-11-19")
    imported = report["imported"]
    assert (imported["valid"], imported["contacted"], imported["solved"]) == (20, 19, 18)
    # R=0.95 J=0.9 M=(17+0.9)/20=0.895 → 9.5 + 45 + 35.8
    assert (imported["response"], imported["solution"], imported["satisfaction"], imported["score"]) == (
        "0.9500",
        "0.9000",
        "0.8950",
        "90.30",
    )
    assert report["own"]["score"] is None
    assert report["rule"]["note"] == "一个区的系统里见到的算法，非官方"


def test_units_below_the_minimum_volume_cannot_be_ranked(example):
    rows = queries.period_rows(
        example.town, NOVEMBER, "imported", "unit", queries.scoring_rule(example.town, NOVEMBER.start), OVER
    )
    assert [(row.title, row.ranked.rank) for row in rows] == [("城乡建设办公室", 1), ("水务所", None)]
    assert rows[1].ranked.why == "有效回访 2 件，不足 5 件"


def test_every_number_opens_to_its_matters(example):
    assert queries.behind(example.town, NOVEMBER, "imported", "unsolved").count() == 2
    assert (
        queries.behind(example.town, NOVEMBER, "imported", "unsolved", "unit", str(example.units["water"].pk)).count()
        == 2
    )
    page = (
        example.client("secretary").get("/score/matters?period=2024-11&source=imported&part=unsolved").content.decode()
    )
    assert page.count("work-row") == 2


def test_what_the_seat_may_not_see_is_counted_and_said(example):
    """The two at the water station count as "not solved"; who works at the roads sees neither."""
    client = example.client("roads")
    asked_for = "/score/matters?period=2024-11&source=imported&part=unsolved"
    told = client.get(asked_for).context
    assert (told["counted"], told["unseen"], len(told["list"].page.rows)) == (2, 2, 0)
    whole = example.client("secretary").get(asked_for).context
    assert (whole["counted"], whole["unseen"]) == (2, 0)


def test_a_source_or_grouping_that_nobody_knows_falls_back(example):
    client = example.client("secretary")
    told = client.get("/score/?period=2024-11&source=own&by=place").context
    assert (told["source"], told["by"]) == ("own", "place")
    odd = client.get("/score/?period=2024-11&source=x&by=y").context
    assert (odd["source"], odd["by"]) == ("imported", "unit")


def test_exclusions_are_explicit_and_leave_the_denominator(example):
    Callback.objects.filter(unit=example.units["water"]).update(excluded="终结办理")
    report = period_report(example.town, "2024-11", OVER)
    assert (report["imported"]["valid"], report["imported"]["excluded"]) == (18, 2)


def test_the_border_of_a_period_is_the_19th_in_beijing(cast):
    asked(cast, 1, at=datetime(2024, 11, 18, 23, 59, tzinfo=BEIJING).astimezone(UTC))
    asked(cast, 1, at=datetime(2024, 11, 19, 0, 0, tzinfo=BEIJING).astimezone(UTC))
    assert period_report(cast.town, "2024-11", OVER)["imported"]["valid"] == 1
    assert period_report(cast.town, "2024-12", OVER)["imported"]["valid"] == 1


def test_a_past_period_replays_under_another_rule(example):
    value = {
        "weights": {"response": "0.3", "solution": "0.35", "satisfaction": "0.35"},
        "satisfaction": {"yes": "1", "mostly": "1", "fair": "0.5", "no": "0"},
        "min_volume": 1,
    }
    rule = Rule.objects.create(
        town=example.town, kind="scoring", key="composite", valid_from=date(2025, 1, 1), value=value, source="假设"
    )
    assert period_report(example.town, "2024-11", OVER)["imported"]["score"] == "90.30"
    page = example.client("secretary").get(f"/score/?period=2024-11&source=imported&rule={rule.pk}").content.decode()
    # 0.3·95 + 0.35·90 + 0.35·90
    assert "91.50" in page


def test_what_if_moves_score_and_rank(example):
    others = [("110112106000", "漷县镇", 95), ("110112109000", "马驹桥镇", 80)]
    for code, name, good in others:
        town = Place.objects.create(parent=example.town.parent, level="town", code=code, name=name)
        PublishedTotal.objects.create(
            town=town,
            period="2024-11",
            received=100,
            valid=100,
            contacted=100,
            solved=good,
            satisfied=good,
            mostly_satisfied=0,
            source="测试",
        )
    client = example.client("secretary")
    before = client.get("/score/what-if?period=2024-11").content.decode()
    assert "2/3" in before
    picks = "".join(
        f"&pick={pk}" for pk in Callback.objects.exclude(solved=True, satisfied="yes").values_list("pk", flat=True)
    )
    after = client.get(f"/score/what-if?period=2024-11{picks}").content.decode()
    assert "100.00" in after
    assert "1/3" in after


def test_our_own_estimate_never_overwrites_what_was_published(example):
    PublishedTotal.objects.create(
        town=example.town,
        period="2024-11",
        received=20,
        valid=20,
        contacted=20,
        solved=20,
        satisfied=20,
        mostly_satisfied=0,
        source="区里通报",
    )
    row = queries.district_ranking(example.town, "2024-11")[0]
    assert (rounded(row.score), row.published) == ("100.00", True)
    assert period_report(example.town, "2024-11", OVER)["imported"]["score"] == "90.30"


def test_a_rate_is_told_in_hundredths():
    assert [_percent(value) for value in (None, Fraction(0), Fraction(1, 2), Fraction(1))] == [
        "",
        "0.00%",
        "50.00%",
        "100.00%",
    ]


def test_the_list_behind_a_number_is_only_read(example):
    assert example.client("secretary").post("/score/matters?period=2024-11&part=valid").status_code == 405


def test_a_period_is_handed_out_as_it_stands_on_the_page(example):
    client = example.client("secretary")
    sheet = b"".join(client.get("/score/?period=2024-11&as=csv")).decode("utf-8-sig").splitlines()
    assert sheet[0].startswith("名次,名称,有效回访") and len(sheet) == 3
    assert sheet[1].startswith("1,城乡建设办公室,18,100.00%") and "不足 5 件" in sheet[2]
    paper = client.get("/score/?period=2024-11&as=print").content.decode()
    assert "2024-11 考核期-按单位" in paper and "城乡建设办公室" in paper and "永乐店镇" in paper
    book = client.get("/score/?period=2024-11&as=xlsx&by=cohort")
    assert b"".join(book).startswith(b"PK") and "attachment" in book["Content-Disposition"]


def test_a_period_that_has_not_begun_says_so(example, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: INSIDE)
    page = example.client("secretary").get("/score/?period=2025-03").content.decode()
    assert "还没有到，没有数可算" in page and "综合分" in page
    running = example.client("secretary").get("/score/?period=2024-11").content.decode()
    assert "到今天 18 天；上期和去年同期各取前 18 天来比" in running
