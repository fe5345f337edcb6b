"""A published statement holds only on records: without them it says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from cast import NOON, later
from counted import fill, indicator, share, sheet

from xiangyue.figures.facts import facts, plain
from xiangyue.figures.forms import FORMS
from xiangyue.figures.indicators.actions import sign
from xiangyue.figures.indicators.models import Signature
from xiangyue.kernel import measures
from xiangyue.kernel.models import Matter, Rule

TOLD = {
    "year": "2024",
    "kind": "number",
    "statement": "工单两件",
    "form": "count",
    "numerator": "hotline.orders",
    "denominator": "",
    "arguments": {},
    "value": "2",
    "unit": "件",
    "period": "2024",
    "rounding": 0,
    "bound": "exact",
    "note": "",
}


def published(town, **more):
    Rule.objects.filter(town=town, kind="fact").delete()
    Rule.objects.create(
        town=town, kind="fact", key="S1", valid_from=date(2024, 1, 1), value=TOLD | more, source="测试用"
    )
    [fact] = facts(town, 2024)
    return fact


def test_a_town_without_published_facts_has_none_to_check(cast):
    assert facts(cast.town, 2024) == []


def test_a_count_holds_on_as_many_records(cast):
    cast.say()
    assert not published(cast.town).holds
    cast.say()
    fact = published(cast.town, note="演示")
    assert (fact.holds, fact.counted, fact.numerator, fact.denominator) == (True, "2", 2, 1)
    assert fact.why == "收到的12345工单；按来电时间。演示"


def test_more_than_was_said_is_enough_where_only_a_bound_was_said(cast):
    for _ in range(3):
        cast.say()
    assert not published(cast.town).holds
    assert published(cast.town, bound="over").holds
    assert not published(cast.town, bound="over", value="3").holds


def test_a_share_is_counted_out_of_its_denominator(cast):
    for kind in ("help", "help", "praise"):
        cast.say(request_type=kind)
    told = {"form": "share", "numerator": "hotline.appeals", "denominator": "hotline.orders", "rounding": 1}
    fact = published(cast.town, **told, value="66.7")
    assert (fact.holds, fact.numerator, fact.denominator) == (True, 2, 3)
    assert fact.why.startswith("收到的诉求 ÷ 收到的12345工单；")


def test_a_change_looks_at_the_same_span_a_year_before(cast):
    cast.say()
    fact = published(cast.town, form="change", value="-50")
    assert (fact.counted, fact.numerator, fact.denominator) == (None, 1, 0)
    assert "缺一年的记录" in fact.why
    for _ in range(2):
        cast.say(at=later(NOON, days=-366))
    fact = published(cast.town, form="change", value="-50")
    assert fact.holds and "2024 年 1 件，2023 年 2 件" in fact.why


def test_a_rank_among_one_is_no_rank(cast):
    told = {"form": "rank", "numerator": "score.district_rank", "denominator": "score.towns_ranked"}
    fact = published(cast.town, **told, period="2024-11考核期")
    assert (fact.holds, fact.counted) == (False, None) and "不参加排名" in fact.why


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"numerator": "hotline.dreams"}, "hotline.dreams"),
        ({"form": "guess"}, "guess"),
        ({"period": "去年2024", "form": "count"}, "去年2024"),
        ({"arguments": {"hall": "小务村"}}, "hall"),
    ],
)
def test_what_cannot_be_bound_does_not_hold_and_says_why(cast, wrong, says):
    Rule.objects.create(
        town=cast.town, kind="fact", key="S1", valid_from=date(2024, 1, 1), value=TOLD | wrong, source="测试用"
    )
    [fact] = facts(cast.town, 2024)
    assert (fact.holds, fact.counted) == (False, None) and says in fact.why


def test_a_statement_loaded_before_measures_had_names_asks_to_be_loaded_again(cast):
    old = {"statement": "老", "figure": "orders", "value": "1", "unit": "件", "period": "2024", "rounding": 0}
    Rule.objects.create(town=cast.town, kind="fact", key="S1", valid_from=date(2024, 1, 1), value=old, source="测试用")
    [fact] = facts(cast.town, 2024)
    assert not fact.holds and "重新装载" in fact.why


@pytest.mark.parametrize(
    ("form", "part", "whole", "value"),
    [
        ("count", 4, 36, 4),
        ("count", 0, 36, None),
        ("share", 1, 3, Fraction(100, 3)),
        ("share", 0, 3, 0),
        ("share", 0, 0, None),
        ("all", 16, 16, 16),
        ("all", 15, 16, 0),
        ("all", 0, 0, None),
        ("change", 3348, 5580, -40),
        ("change", 0, 5, None),
        ("change", 5, 0, None),
        ("rank", 1, 22, 1),
        ("rank", 1, 1, None),
        ("less", 2, 5, 3),
        ("less", 5, 2, -3),
    ],
)
def test_what_a_form_makes_of_two_numbers(form, part, whole, value):
    assert FORMS[form].value(Fraction(part), Fraction(whole)) == value


def test_a_part_is_told_whole_or_as_an_exact_decimal():
    assert (plain(Fraction(12)), plain(Fraction("12.75")), plain(Fraction(1, 3))) == (12, "12.75", "1/3")


def test_a_name_has_nothing_to_count_and_one_without_records_says_so(cast):
    name = published(cast.town, kind="name", form="", numerator="", value="", note="提法")
    assert (name.verdict, name.holds, name.is_bound, name.why) == ("name only", False, False, "提法")
    waits = published(cast.town, form="", numerator="", value="", note="")
    assert (waits.verdict, waits.is_bound, waits.why) == ("no records", False, "还没有记录")


def test_a_statement_of_this_years_review_may_be_about_any_period(cast):
    cast.say(at=later(NOON, days=-800))
    assert published(cast.town, period="2022", value="1").holds
    assert facts(cast.town, 2022) == []


def test_a_date_is_that_of_the_first_record(cast, monkeypatch):
    dated = replace(measures.get("hotline.orders"), name="hotline.dated", when="received_at", named="title")
    monkeypatch.setitem(measures._MEASURES, "hotline.dated", dated)
    told = {"kind": "date", "numerator": "hotline.dated", "value": "2024-11-05"}
    assert published(cast.town, **told).verdict == "no records"
    cast.say(at=later(NOON, days=3))
    assert published(cast.town, **told).verdict == "differs"
    cast.say()
    assert published(cast.town, **told).holds


def test_a_named_set_holds_when_every_name_is_among_the_records(cast, monkeypatch):
    named = replace(measures.get("hotline.orders"), name="hotline.named", named="title")
    monkeypatch.setitem(measures._MEASURES, "hotline.named", named)
    told = {"kind": "set", "numerator": "hotline.named", "value": "路灯、停水"}
    assert published(cast.town, **told).verdict == "no records"
    cast.say("停水")
    fact = published(cast.town, **told)
    assert (fact.verdict, fact.counted, fact.why) == ("differs", "停水", "记录里没有路灯")
    cast.say("路灯")
    cast.say("道路")
    assert published(cast.town, **told).holds


def test_what_is_bound_to_an_indicator_holds_while_it_is_signed(cast):
    indicator(cast)
    for _ in range(2):
        cast.say()
    fill(cast)
    told = {"indicator": "orders", "form": "", "numerator": "", "period": "2024-11"}
    assert published(cast.town, **told).verdict == "no records"
    at = later(NOON, days=30)
    sign(sheet(), qualifier="exact", why="", seat=cast.seats["statistician"], at=at)
    fact = published(cast.town, **told)
    assert (fact.holds, fact.counted, fact.numerator) == (True, "2", 2)
    Signature.objects.all().delete()
    assert not published(cast.town, **told).holds


def test_a_signed_number_is_held_against_the_places_and_the_unit_in_which_it_was_said(cast):
    share(cast)
    indicator(cast, "many", factor=Decimal("12345.4"))
    for kind in ("help", "help", "praise"):
        cast.say(request_type=kind)
    fill(cast)
    for code in ("appeal-share", "many"):
        sign(sheet(code), qualifier="exact", why="", seat=cast.seats["statistician"], at=later(NOON, days=30))
    told = {"form": "", "numerator": "", "period": "2024-11"}
    fact = published(cast.town, **told, indicator="appeal-share", value="67", unit="%", rounding=0)
    assert (fact.holds, fact.counted) == (True, "67")
    fact = published(cast.town, **told, indicator="many", value="3.70", unit="万件", rounding=2)
    assert (fact.holds, fact.counted) == (True, "3.70")


def test_a_median_is_told_shortly_and_kept_exactly(cast):
    told = {"form": "less", "numerator": "hotline.days", "denominator": "hotline.days", "bound": "exact", "value": "0"}
    assert "没有中位数" in published(cast.town, **told).why
    matter = cast.say()
    Matter.objects.filter(pk=matter.pk).update(closed_at=later(NOON, hours=8), state="closed")
    fact = published(cast.town, **told)
    assert (fact.holds, fact.numerator) == (True, "1/3") and "约 0.33 天" in fact.why
