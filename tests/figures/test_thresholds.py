"""A number that goes beyond what the town has set rings for whoever answers for it."""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON
from counted import fill, indicator, refill, sheet

from xiangyue.figures.indicators import actions
from xiangyue.figures.indicators.thresholds import wrong_threshold
from xiangyue.house import moment
from xiangyue.kernel.models import Event, Rule
from xiangyue.kernel.outbox import react_to_batch


@pytest.fixture
def limited(cast, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    indicator(cast)
    limit(cast, {"over": "1"})
    cast.say()
    fill(cast)
    return cast


def limit(cast, value):
    told = {"valid_from": date(2024, 1, 1), "source": "测试用"}
    Rule.objects.update_or_create(town=cast.town, kind="threshold", key="orders", defaults={"value": value, **told})


def again(cast):
    actions.touch_all(cast.town)
    refill()


def beyond(**of):
    return Event.objects.filter(name="figure_beyond", **of)


def bell(cast, who):
    return cast.client(who).get("/notices/bell").content.decode()


def test_what_goes_beyond_rings_for_signer_and_secretary_and_opens_the_number(limited):
    limited.say()
    again(limited)
    told = beyond().get().particulars
    assert (told["shown"], told["limit"], told["side"]) == ("2", "1", "超过")
    react_to_batch(NOON)
    for who in ("statistician", "secretary"):
        page = bell(limited, who)
        assert "超过界限 1" in page and "/figures/orders/2024-11" in page
    assert "超过界限" not in bell(limited, "roads")


def test_it_rings_once_until_it_was_back_within(limited):
    again(limited)
    assert not beyond().exists()
    limited.say()
    again(limited)
    again(limited)
    assert beyond().count() == 1
    limit(limited, {"over": "2"})
    again(limited)
    assert sheet().beyond == ""
    limit(limited, {"over": "1"})
    again(limited)
    assert (beyond().count(), sheet().beyond) == (2, "over")


def test_below_what_was_set_rings_too_and_the_limit_itself_is_within(limited):
    now = {"particulars__period": "2024-11"}
    limit(limited, {"under": "1"})
    again(limited)
    assert not beyond(**now).exists()
    limit(limited, {"under": "2"})
    again(limited)
    assert beyond(**now).get().particulars["side_en"] == "under"


def test_what_was_beyond_long_ago_is_no_news(cast):
    indicator(cast)
    limit(cast, {"under": "1"})
    fill(cast, at=NOON.replace(year=2025))
    assert {one.particulars["period"] for one in beyond()} == {"2025-09", "2025-10", "2025-11"}
    assert sheet("orders", "2024-11").beyond == "under"


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({}, "要写成"),
        ({"above": "3"}, "要写成"),
        ({"over": "许多"}, "要是数字"),
        ({"over": "NaN"}, "要是数字"),
        ({"over": "1", "under": "2"}, "不能大于"),
        ({"over": "2", "under": "1"}, ""),
    ],
)
def test_a_wrong_limit_is_told_when_the_town_is_checked(value, says):
    assert says in wrong_threshold("orders", value) and bool(says) == bool(wrong_threshold("orders", value))
