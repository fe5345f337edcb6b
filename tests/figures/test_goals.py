"""目标树: each goal with what hangs on it, its parts below it; what is only a name is said to be one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from cast import NOON, later
from counted import fill, indicator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xiangyue.figures.indicators.goals import tree
from xiangyue.figures.indicators.models import Goal, Target
from xiangyue.house import moment


@pytest.fixture
def grown(cast, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: later(NOON, days=30))

    def goal(code, zh, kind="goal", parent=None):
        return Goal.objects.create(town=cast.town, code=code, zh=zh, en=code, kind=kind, parent=parent, source="测试用")

    top = goal("governance", "基层治理")
    goal("name", "二十年之问", kind="name")
    below = goal("appeals", "接诉即办", parent=top)
    indicator(cast, goal=below)
    Target.objects.create(
        town=cast.town, code="orders", period="2024-11", value=Decimal(4), kind="completion", source="测试用"
    )
    cast.say()
    fill(cast)
    return cast


def test_parts_stand_below_their_goal_with_how_far_they_are(grown):
    branches = tree(grown.seats["statistician"], date(2024, 12, 5))
    assert [(one.goal.code, one.depth) for one in branches] == [("governance", 0), ("appeals", 1), ("name", 0)]
    (hanging,) = branches[1].hanging
    assert (hanging.sheet.period, hanging.shown, hanging.done) == ("2024-11", 1, Decimal("0.25"))


def test_the_page_opens_each_number_and_says_what_is_only_a_name(grown):
    page = grown.client("secretary").get("/figures/goals").content.decode()
    assert "/figures/orders/2024-11" in page and "25.0%" in page
    assert "只有名称：来源里没有写它要求什么" in page and "还没有指标挂在这里" in page


def test_more_goals_cost_no_more_queries(grown, django_assert_num_queries):
    client = grown.client("secretary")
    client.get("/figures/goals")  # what is kept between requests is there
    with CaptureQueriesContext(connection) as few:
        client.get("/figures/goals")
    top = Goal.objects.get(code="appeals")
    for number in range(12):
        below = Goal.objects.create(
            town=grown.town, code=f"g{number}", zh=f"目标{number}", en="g", kind="goal", parent=top, source="测试用"
        )
        indicator(grown, f"i{number}", goal=below)
    fill(grown)
    with django_assert_num_queries(len(few)):
        client.get("/figures/goals")


def test_a_month_stands_when_it_is_over_and_a_year_from_its_first_day(grown):
    below = Goal.objects.get(code="appeals")
    indicator(grown, "whole", goal=below, period_kind="year")
    fill(grown, at=later(NOON, days=40))
    told = [
        {one.sheet.indicator.code: one.sheet.period for one in tree(grown.seats["secretary"], day)[1].hanging}
        for day in (date(2024, 11, 30), date(2024, 12, 1))
    ]
    assert told == [{"orders": "2024-10", "whole": "2024"}, {"orders": "2024-11", "whole": "2024"}]
