"""An opened number: its formula, records as far as one may see them, last year, target, ranks, revisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from cast import NOON, later, rows_of
from counted import fill, indicator, refill, share, sheet
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xiangyue.figures.indicators import actions, queries, views
from xiangyue.figures.indicators.lists import LIST
from xiangyue.figures.indicators.models import Chosen, Indicator, Sheet, Signature, Target, Value
from xiangyue.house import moment
from xiangyue.kernel.models import Matter, Rule

OVER = later(NOON, days=30)


@pytest.fixture
def two(cast, monkeypatch):
    """Three orders in November, of them two appeals; one order a year before."""
    monkeypatch.setattr(moment, "now", lambda: OVER)
    indicator(cast)
    share(cast)
    Indicator.objects.update(valid_from=date(2023, 10, 1))
    for place, kind in (("dayang", "help"), ("dayang", "praise"), ("xiaowu", "help")):
        matter = cast.say(request_type=kind)
        Matter.objects.filter(pk=matter.pk).update(place=cast.places[place], lead_unit=cast.units["v-dayang"])
    cast.say(at=later(NOON, days=-366))
    fill(cast)
    return cast


def page(cast, who="statistician", address="/figures/appeal-share/2024-11"):
    answer = cast.client(who).get(address)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_it_opens_with_its_formula_and_the_numbers_in_it(two):
    told = page(two)
    assert "66.67" in told and "收到的诉求" in told and "× 100" in told and "按来电时间" in told
    assert "褚统计" not in told and "统计员" in told
    assert 'src="data:image/svg' in told and "http://testserver/figures/appeal-share/2024-11" in told


def test_last_year_stands_beside_it_in_percent_and_in_points(two):
    told = page(two)
    assert "/figures/appeal-share/2023-11" in told
    assert "-33.33%" in told and "个百分点" in told
    assert "+200.00%" in page(two, address="/figures/orders/2024-11")


def test_a_target_stands_with_its_completion(two):
    Target.objects.create(
        town=two.town, code="orders", period="2024-11", value=Decimal(4), kind="completion", source="测试"
    )
    assert "75.00%" in page(two, address="/figures/orders/2024-11")
    Target.objects.update(kind="reduction", base=Decimal(5), value=Decimal(1))
    assert "50.00%" in page(two, address="/figures/orders/2024-11")


def test_villages_are_ranked_with_ties_and_the_small_ones_are_not_shown(two):
    rows = queries.villages(sheet("orders"), two.seats["statistician"])
    assert [(row.place.name, row.shown, row.standing.rank, row.standing.of) for row in rows] == [
        ("小务村", 1, 1, 2),
        ("大羊村", 2, 2, 2),
    ]
    Rule.objects.create(
        town=two.town, kind="suppression", key="town", valid_from=date(2024, 1, 1), value={"below": 3}, source="测试"
    )
    rows = queries.villages(sheet("orders"), two.seats["statistician"])
    assert {(row.shown, row.standing, row.is_hidden) for row in rows} == {(None, None, True)}
    told = page(two, address="/figures/orders/2024-11")
    assert "2 个村的数不显示" in told and "少于 3" in told
    address = f"/figures/records?code=orders&of_period=2024-11&village={two.places['dayang'].code}"
    assert "：0 条记录" in page(two, "roads", address)  # who sees none of them cannot count them


def test_a_list_by_value_loses_no_row_at_the_end_of_a_page(two, monkeypatch):
    """Sheets without a value stand last, on whatever page."""
    monkeypatch.setattr(views, "LIST", replace(LIST, size=3))
    actions.lay_out(two.town, date(2024, 12, 5))
    refill()
    for sheets in (Sheet.objects.filter(period="2023-11"), Sheet.objects.filter(period="2024-05")):
        Value.objects.filter(sheet__in=sheets).update(shown=None, why="没有")
    client, address, seen = two.client("statistician"), "/figures/?tab=all&sort=-value", []
    while address:
        answer = client.get(address)
        seen += [row.pk for row in answer.context["list"].page.rows]
        address = answer.context["list"].next_url
    assert sorted(seen) == sorted(Sheet.objects.values_list("pk", flat=True))


def test_what_lost_its_value_after_it_was_signed_has_changed(two):
    held = sheet("appeal-share")
    actions.sign(held, qualifier="exact", why="", seat=two.seats["statistician"], at=OVER)
    Value.objects.filter(sheet=held, place=two.town).update(shown=None, why="没有记录")
    assert [row.period for row in rows_of(LIST, two.seats["statistician"], tab="changed")] == ["2024-11"]


def test_of_two_rows_of_a_code_the_newer_has_the_latest_period(two):
    Indicator.objects.filter(code="orders").update(valid_to=date(2024, 11, 1))
    later_ones = Sheet.objects.filter(indicator__code="orders", first__gte=date(2024, 11, 1))
    Value.objects.filter(sheet__in=later_ones).delete()
    later_ones.delete()
    newer = indicator(two, "orders-newer")
    Indicator.objects.filter(pk=newer.pk).update(code="orders", valid_from=date(2024, 11, 1))
    actions.lay_out(two.town, date(2024, 12, 5))
    rows = [row for row in rows_of(LIST, two.seats["statistician"]) if row.indicator.code == "orders"]
    assert [row.period for row in rows] == ["2024-12"]


def test_its_villages_can_be_taken_along(two):
    answer = two.client("statistician").get("/figures/orders/2024-11?as=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "大羊村,2" in text
    assert "大羊村" in page(two, address="/figures/orders/2024-11?as=print")


def test_a_number_opens_to_its_records_above_and_below_the_line(two):
    base = "/figures/records?code=appeal-share&of_period=2024-11"
    assert "收到的诉求：2 条记录" in page(two, address=f"{base}&side=numerator")
    assert "收到的12345工单：3 条记录" in page(two, address=f"{base}&side=denominator")
    village = two.places["dayang"].code
    told = page(two, address=f"{base}&side=denominator&village={village}")
    assert "大羊村" in told and "：2 条记录" in told
    assert two.client("statistician").get(f"{base}&village=nowhere").status_code == 404
    assert two.client("statistician").get("/figures/records?code=orders").status_code == 404


def test_who_may_not_see_a_record_sees_the_number_and_is_told_how_many_are_left_out(two):
    """A unit sees its own matters alone."""
    told = page(two, who="roads", address="/figures/records?code=orders&of_period=2024-11")
    assert "3 条记录" in told and "其中 3 条您的岗位看不到" in told
    assert not any(number in told for number in Matter.objects.values_list("number", flat=True))
    own = page(two, who="village", address="/figures/records?code=orders&of_period=2024-11")
    assert "看不到" not in own and all(number in own for number in ("T000001", "T000002", "T000003"))


def test_the_list_can_be_found_sorted_and_taken_along(two):
    seat = two.seats["statistician"]
    assert [row.indicator.code for row in rows_of(LIST, seat, at=OVER)] == ["appeal-share", "orders"]
    assert [row.indicator.code for row in rows_of(LIST, seat, at=OVER, q="占比")] == ["appeal-share"]
    periods = [row.period for row in rows_of(LIST, seat, at=OVER, tab="all", code="orders")]
    assert periods[0] == "2024-11" and len(periods) == 14
    text = b"".join(two.client("statistician").get("/figures/?as=csv").streaming_content).decode("utf-8-sig")
    assert "66.67" in text
    told = page(two, address="/figures/")
    assert "/figures/orders/2024-11" in told


def test_a_seat_keeps_its_own_choice(two):
    client = two.client("secretary")
    client.post("/figures/orders/2024-11/choose")
    client.post("/figures/orders/2024-11/choose")
    assert [row.code for row in Chosen.objects.filter(seat=two.seats["secretary"])] == ["orders"]
    assert [row.indicator.code for row in queries.chosen(two.seats["secretary"])] == ["orders"]
    assert queries.chosen(two.seats["statistician"]) == []
    assert [row.indicator.code for row in rows_of(LIST, two.seats["secretary"], at=OVER, tab="mine")] == ["orders"]
    client.post("/figures/orders/2024-11/drop")
    assert not Chosen.objects.exists()


def test_it_is_signed_on_its_page_and_a_change_is_told_beside_it(two):
    client = two.client("statistician")
    client.post("/figures/orders/2024-11/sign", {"qualifier": "exact", "why": ""})
    assert Signature.objects.get().shown == 3
    two.say()
    actions.touch_all(two.town)
    refill(OVER)
    told = page(two, address="/figures/orders/2024-11")
    assert "签发之后记录有变" in told
    assert [row.indicator.code for row in rows_of(LIST, two.seats["statistician"], at=OVER, tab="changed")] == [
        "orders"
    ]
    client.post("/figures/orders/2024-11/sign", {"qualifier": "exact", "why": "补录"})
    told = page(two, address="/figures/orders/2024-11")
    assert "准确数 3 → 准确数 4；补录" in told and "签发之后记录有变" not in told


def test_who_may_not_sign_has_no_form(two):
    assert 'name="qualifier"' in page(two)
    assert 'name="qualifier"' not in page(two, who="secretary")


def test_beside_a_fall_stands_what_may_explain_it(two):
    Indicator.objects.filter(code="orders").update(watch=["hotline.appeals"])
    assert "下降的旁边" not in page(two, address="/figures/orders/2024-11")
    for days in (-366, -367, -365, -364):
        two.say(at=later(NOON, days=days), request_type="praise")
    actions.touch_all(two.town)
    refill(OVER)
    told = page(two, address="/figures/orders/2024-11")
    assert "下降的旁边" in told and "2（66.7%）" in told and "1（20.0%）" in told


def test_what_has_no_value_says_why_and_a_measure_that_left_has_a_page(two):
    Indicator.objects.filter(code="orders").update(numerator="palace.audiences")
    actions.touch_all(two.town)
    refill(OVER)
    assert "已经不在系统里" in page(two, address="/figures/orders/2024-11")
    client = two.client("statistician")
    assert client.get("/figures/records?code=orders&of_period=2024-11").status_code != 500
    assert client.get("/figures/orders/2031-11").status_code == 404


@pytest.mark.parametrize("who", ["admin", "auditor", "privacy"])
def test_others_do_not_see_figures(two, who):
    assert two.client(who).get("/figures/").status_code == 403
    assert two.client(who).get("/figures/orders/2024-11").status_code == 403


@pytest.mark.parametrize(
    "address", ["/figures/", "/figures/orders/2024-11", "/figures/records?code=orders&of_period=2024-11"]
)
def test_a_page_costs_the_same_however_much_is_counted(two, address):
    client = two.client("statistician")
    client.get(address)
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        costs.append(len(asked))
        for number in range(5):
            matter = two.say()
            Matter.objects.filter(pk=matter.pk).update(place=two.places["dayang"])
            indicator(two, f"more-{number}-{len(costs)}")
        fill(two, OVER)
    assert costs[0] == costs[1]
