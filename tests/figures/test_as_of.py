"""How a number stood on a past day."""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON, later
from counted import every_value, fill, indicator, refill, sheet

from xiangyue.figures.indicators import actions, queries
from xiangyue.figures.indicators.models import Stood, Value
from xiangyue.house import moment

FIRST, THIRD, FOURTH = (later(NOON, days=days) for days in (0, 2, 3))


@pytest.fixture
def changed(cast, monkeypatch):
    """One order on the first day, another on the third."""
    monkeypatch.setattr(moment, "now", lambda: FOURTH)
    indicator(cast)
    cast.say()
    fill(cast, at=FIRST)
    cast.say(at=THIRD)
    again(cast, THIRD)
    return cast


def again(cast, at):
    actions.touch_all(cast.town)
    refill(at)


def on(days):
    held = queries.stood_on(sheet(), later(NOON, days=days).date())
    return held and held.shown


def test_it_stood_so_until_the_day_on_which_it_changed(changed):
    assert [on(days) for days in (-1, 0, 1, 2, 5)] == [None, 1, 1, 2, 2]


def test_counting_again_remembers_only_what_changed_and_of_a_day_its_end(changed):
    again(changed, FOURTH)
    assert Stood.objects.filter(sheet=sheet()).count() == 2
    changed.say(at=THIRD)
    again(changed, THIRD)
    assert (on(1), on(2)) == (1, 3)


def test_values_that_are_thrown_away_and_counted_again_leave_it_as_it_was(changed):
    held, told = every_value(), list(Stood.objects.order_by("pk").values())
    Value.objects.all().delete()
    again(changed, FOURTH)
    assert (every_value(), list(Stood.objects.order_by("pk").values())) == (held, told)


@pytest.mark.parametrize(
    ("asked", "says"), [(0, "结束时是 1 件"), (2, "结束时是 2 件"), (-3, "还没有开始算"), (None, "")]
)
def test_the_page_tells_it(changed, asked, says):
    day = "junk" if asked is None else later(NOON, days=asked).date().isoformat()
    page = changed.client("secretary").get(f"/figures/orders/2024-11?on={day}").content.decode()
    assert says in page and ("结束时" in page.replace("看某一天结束时的数", "")) == ("结束时" in says)


def test_a_number_that_left_stood_until_then(changed):
    indicator_row = sheet().indicator
    indicator_row.numerator = "gone.measure"
    indicator_row.save()
    again(changed, FOURTH)
    assert (on(2), on(3)) == (2, None) and Stood.objects.get(sheet=sheet(), day=date(2024, 11, 8)).shown is None
