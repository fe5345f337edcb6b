"""Values are counted from the records, thrown away and counted again, and follow what changed alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from cast import NOON, later, make_town
from counted import every_value, fill, indicator, refill, share, sheet, value
from django.db import connection
from django.db.models import DurationField, ExpressionWrapper, F
from django.test.utils import CaptureQueriesContext
from entries import signed

from xiangyue.figures.indicators import actions
from xiangyue.figures.indicators.models import Indicator, Sheet, Value
from xiangyue.house.chores import do_chores
from xiangyue.house.timers import do_deeds
from xiangyue.kernel import measures
from xiangyue.kernel.actions import WORKER, tell_house, withdraw
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.measures import MEDIAN, Measure
from xiangyue.kernel.models import Matter
from xiangyue.ledgers.farmland.columns import PARCELS, SOWING
from xiangyue.lib.spans import Span


def test_a_value_is_exact_and_rounded_as_its_row_says(cast):
    share(cast)
    for kind in ("help", "help", "praise"):
        cast.say(request_type=kind)
    fill(cast)
    one = value(cast, "appeal-share")
    assert (one.numerator, one.denominator, one.shown, one.why) == (2, 3, Decimal("66.67"), "")
    Indicator.objects.update(rounding="truncated")
    actions.touch_all(cast.town)
    refill()
    assert value(cast, "appeal-share").shown == Decimal("66.66")


def test_there_is_a_sheet_for_every_period_that_has_begun_while_the_row_holds(cast):
    one = indicator(cast)
    actions.lay_out(cast.town, date(2025, 1, 31))
    assert list(Sheet.objects.order_by("first").values_list("period", flat=True)) == [
        "2024-10",
        "2024-11",
        "2024-12",
        "2025-01",
    ]
    Sheet.objects.all().delete()
    Indicator.objects.filter(pk=one.pk).update(valid_to=date(2024, 12, 1))
    actions.lay_out(cast.town, date(2025, 1, 31))
    actions.lay_out(cast.town, date(2025, 1, 31))
    assert sorted(Sheet.objects.values_list("period", flat=True)) == ["2024-10", "2024-11"]
    Sheet.objects.all().delete()
    Indicator.objects.filter(pk=one.pk).update(valid_to=None)
    actions.lay_out(cast.town, date(2024, 9, 30))
    assert not Sheet.objects.exists()


def test_what_nothing_can_be_divided_by_has_no_value_and_says_why(cast):
    share(cast)
    fill(cast)
    one = value(cast, "appeal-share")
    assert (one.numerator, one.denominator, one.shown) == (0, 0, None)
    assert one.why == "2024 年 11 月没有收到的12345工单的记录，分母是零，除不出来"


def test_an_indicator_whose_measure_has_left_says_so(cast):
    indicator(cast, numerator="palace.audiences")
    fill(cast)
    one = value(cast)
    assert (one.numerator, one.shown) == (None, None)
    assert "“palace.audiences”已经不在系统里" in one.why


def test_what_cannot_be_counted_says_why_and_stops_no_other(cast):
    indicator(cast, "rank", numerator="score.district_rank", period_kind="assessment")
    indicator(cast)
    fill(cast)
    assert "不参加排名" in value(cast, "rank", "2024-11考核期").why
    assert value(cast).shown == 0


def test_a_measure_that_stumbles_is_told_with_its_sheet_and_stops_no_other(cast, monkeypatch):
    def stumbles(town, span):
        raise RuntimeError("disk")

    monkeypatch.setitem(measures._MEASURES, "test.stumbles", Measure("test.stumbles", "坏", "bad", "件", stumbles))
    indicator(cast, "bad", numerator="test.stumbles")
    indicator(cast)
    assert fill(cast) == 4
    assert sheet("bad").error == "RuntimeError: disk" and not Value.objects.filter(sheet=sheet("bad")).exists()
    assert sheet("bad").is_touched and sheet("bad").next_try_at > NOON  # and it is counted again later
    assert sheet().error == "" and value(cast).shown == 0


def test_each_village_has_its_own_and_it_is_what_the_measure_says(cast):
    share(cast)
    indicator(cast, "per-10k", denominator="indicators.residents", factor=Decimal(10_000), places=2)
    for place in ("dayang", "dayang", "xiaowu"):
        matter = cast.say(request_type="help" if place == "dayang" else "praise")
        Matter.objects.filter(pk=matter.pk).update(place=cast.places[place])
    cast.places["dayang"].residents = 800
    cast.places["dayang"].save()
    fill(cast)
    dayang, xiaowu = cast.places["dayang"], cast.places["xiaowu"]
    assert value(cast, "appeal-share", place=dayang).shown == 100
    assert value(cast, "appeal-share", place=xiaowu).shown == 0
    assert value(cast, "per-10k", place=dayang).shown == 25
    assert value(cast, "per-10k").shown == Decimal("0.60")
    assert value(cast, "per-10k", place=xiaowu).denominator == 1200


def test_by_place_agrees_with_each_village_for_every_measure_that_goes_there(cast):
    for place in ("dayang", "xiaowu", "dayang"):
        matter = cast.say()
        Matter.objects.filter(pk=matter.pk).update(place=cast.places[place])
    signed(cast, PARCELS)
    signed(cast, SOWING)
    month, parted = Span.of("2024-11"), [one for one in measures.all_measures() if one.where]
    assert {"hotline.orders", "mailbox.letters", "reception.collected"} <= {one.name for one in parted}
    for measure in parted:
        span = Span.of("2024") if measure.name.startswith("farmland.") else month  # by the year
        found = measure.by_place(cast.town, span)
        for village in (cast.places["dayang"], cast.places["xiaowu"]):
            records = measure.records_at(village, cast.town, span)
            weights = [getattr(row, measure.amount) or 0 if measure.amount else 1 for row in records]
            assert found.get(village.pk, 0) == sum(weights), measure.name
    assert measures.get("farmland.grain_sown").by_place(cast.town, Span.of("2024")) == {cast.places["dayang"].pk: 100}
    assert measures.get("hotline.orders").by_place(cast.town, month) == {
        cast.places["dayang"].pk: 2,
        cast.places["xiaowu"].pk: 1,
    }


def test_thrown_away_and_counted_again_it_is_the_same(cast):
    share(cast)
    indicator(cast, period_kind="to_date")
    for days in (0, -3, -20, -40):
        cast.say(at=later(NOON, days=days), request_type="help" if days % 2 else "praise")
    fill(cast)
    before = every_value()
    assert len(before) == 12 and {row[5] for row in before} > {0, None}
    Value.objects.all().delete()
    Sheet.objects.all().delete()
    fill(cast)
    assert every_value() == before


def test_a_change_moves_its_own_period_and_no_other(cast):
    indicator(cast)
    indicator(cast, "letters", numerator="mailbox.letters")
    cast.say(at=later(NOON, days=-20))
    fill(cast)
    do_deeds(NOON)
    assert not Sheet.objects.filter(is_touched=True).exists()
    cast.say()
    filled = later(NOON, minutes=5)
    do_deeds(filled)
    assert value(cast).shown == 1
    counted = {(one.indicator.code, one.period): one.filled_at for one in Sheet.objects.select_related("indicator")}
    assert counted[("orders", "2024-11")] == filled
    assert {at for key, at in counted.items() if key != ("orders", "2024-11")} == {NOON}


def test_what_happens_later_moves_the_period_in_which_it_was_received(cast):
    indicator(cast, "closed", numerator="enterprise.closed")
    indicator(cast)
    matter = cast.say(at=later(NOON, days=-20))
    fill(cast)
    do_deeds(NOON)
    withdraw(matter, reason="不用了", at=NOON)
    touched = later(NOON, minutes=1)
    do_deeds(touched)
    assert {(one.indicator.code, one.period) for one in Sheet.objects.filter(filled_at=touched)} == {
        ("orders", "2024-10"),
        ("orders", "2024-11"),
        ("closed", "2024-10"),
        ("closed", "2024-11"),
    }


def test_one_change_costs_the_same_however_long_the_history(cast):
    indicator(cast)
    cast.say()
    costs = []
    for months in (2, 14):
        fill(cast, later(NOON, days=30 * months))
        do_deeds(NOON)
        cast.say()
        with CaptureQueriesContext(connection) as asked:
            do_deeds(NOON)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_what_is_touched_while_it_is_counted_stays_touched(cast, monkeypatch):
    indicator(cast)
    actions.lay_out(cast.town, date(2024, 11, 5))
    one = sheet()
    real = actions.count

    def meanwhile(*asked):
        found = real(*asked)
        actions.touch_all(cast.town)
        return found

    monkeypatch.setattr(actions, "count", meanwhile)
    actions.fill(one, at=NOON)
    assert sheet().is_touched
    monkeypatch.setattr(actions, "count", real)
    actions.fill(sheet(), at=NOON)
    assert not sheet().is_touched


def test_a_worker_killed_while_filling_leaves_all_or_nothing(cast, monkeypatch):
    indicator(cast)
    cast.say()
    actions.lay_out(cast.town, date(2024, 11, 5))

    class Killed(BaseException):
        pass

    def killed(*_asked):
        raise Killed

    monkeypatch.setattr(Value.objects, "bulk_update", killed)
    with pytest.raises(Killed):
        actions.fill(sheet(), at=NOON)
    assert not Value.objects.exists() and sheet().filled_at is None and sheet().is_touched


def test_the_day_brings_new_periods_and_counts_the_latest_again(cast):
    indicator(cast)
    do_chores(NOON)
    assert sorted(Sheet.objects.values_list("period", flat=True)) == ["2024-10", "2024-11"]
    refill()
    actions.keep_up(cast.town, at=later(NOON, days=90))
    assert sorted(Sheet.objects.filter(is_touched=True).values_list("period", flat=True)) == [
        "2024-12",
        "2025-01",
        "2025-02",
    ]


def test_the_next_towns_change_touches_nothing_here(cast):
    indicator(cast)
    fill(cast)
    other = make_town("110112999000", "别的镇")
    other.say()
    do_deeds(later(NOON, minutes=1))
    assert sheet().filled_at == NOON


@pytest.mark.parametrize(("days", "median"), [((1, 2, 9), 2), ((1, 2, 4, 9), 3), ((5,), 5)])
def test_a_median_is_exact_and_of_nothing_there_is_none(cast, days, median):
    def closed(town, span):
        took = ExpressionWrapper(F("closed_at") - F("received_at"), DurationField())
        ended = Matter.objects.filter(town=town, closed_at__isnull=False, **span.moments("received_at"))
        return ended.annotate(took=took)

    measure = Measure("test.took", "用时", "took", "天", closed, amount="took", aggregate=MEDIAN)
    with pytest.raises(Refused, match="没有用时的记录，没有中位数"):
        measure.count(cast.town, Span.of("2024"))
    for one in days:
        matter = cast.say()
        Matter.objects.filter(pk=matter.pk).update(closed_at=matter.received_at + timedelta(days=one), state="closed")
    assert measure.count(cast.town, Span.of("2024")) == Fraction(median)


def test_what_is_done_in_the_house_moves_its_day_and_the_days_that_it_names(cast):
    indicator(cast)
    fill(cast, later(NOON, days=90))
    told = {"outage": 1, "kind": "water", "kind_name": "停水", "unit_name": "水务所", "words": "抢修"}
    tell_house(cast.town, "outage_announced", actor=WORKER, at=NOON, due_at=later(NOON, days=30).isoformat(), **told)
    touched = later(NOON, days=91)
    do_deeds(touched)
    assert sorted(Sheet.objects.filter(filled_at=touched).values_list("period", flat=True)) == ["2024-11", "2024-12"]
