"""Indicators of the small town in the tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from cast import NOON

from xiangyue.figures.indicators.actions import fill_next, lay_out
from xiangyue.figures.indicators.models import Indicator, Sheet, Value
from xiangyue.kernel.timekeeping import local_day


def indicator(cast, code="orders", **more) -> Indicator:
    told = {
        "zh": "工单量",
        "en": "orders",
        "numerator": "hotline.orders",
        "factor": Decimal(1),
        "unit": "件",
        "scope": "按来电时间",
        "period_kind": "month",
        "rounding": "half_up",
        "places": 0,
        "better": "down",
        "source": "测试用",
        "signer": "statistician",
    }
    return Indicator.objects.create(town=cast.town, code=code, valid_from=date(2024, 10, 1), **(told | more))


def share(cast, code="appeal-share", **more) -> Indicator:
    """Appeals among orders, in percent."""
    told = {"zh": "诉求占比", "numerator": "hotline.appeals", "denominator": "hotline.orders"}
    return indicator(cast, code, **(told | {"factor": Decimal(100), "unit": "%", "places": 2} | more))


def fill(cast, at=NOON) -> int:
    """All that is touched; how many sheets that were."""
    lay_out(cast.town, local_day(at))
    return refill(at)


def refill(at=NOON) -> int:
    done = 0
    while fill_next(at):
        done += 1
    return done


def sheet(code="orders", period="2024-11") -> Sheet:
    return Sheet.objects.select_related("indicator", "town").get(indicator__code=code, period=period)


def value(cast, code="orders", period="2024-11", place=None) -> Value:
    return Value.objects.get(sheet=sheet(code, period), place=place or cast.town)


def every_value() -> list[tuple[str, str, int, Fraction | None, Fraction | None, Decimal | None, str]]:
    columns = ("sheet__indicator__code", "sheet__period", "place_id", "numerator", "denominator", "shown", "why")
    return sorted(Value.objects.values_list(*columns), key=lambda row: row[:3])
