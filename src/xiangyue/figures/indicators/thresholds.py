"""界限: a number that goes beyond what the town has set rings for whoever answers for it: once until it is back.

The town's dated rows: "threshold"/code of the indicator, {"over": "100"} or {"under": "95"} or both, in its unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from xiangyue.figures.indicators import rules
from xiangyue.figures.indicators.models import Sheet
from xiangyue.kernel.actions import WORKER, tell_house
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib import decimals

RULE = "threshold"
_LATELY = timedelta(days=62)  # what went beyond longer ago is no news


def wrong_threshold(key: str, value: Mapping[str, object]) -> str:
    if not value or value.keys() - {rules.OVER, rules.UNDER}:
        return '要写成 {"over": "100"} 或 {"under": "95"}'
    try:
        limits = {side: Decimal(str(limit)) for side, limit in value.items()}
    except InvalidOperation:
        return "界限要是数字"
    if not all(limit.is_finite() for limit in limits.values()):
        return "界限要是数字"
    crossed = len(limits) == 2 and limits[rules.UNDER] > limits[rules.OVER]
    return "under 不能大于 over" if crossed else ""


def tell_crossing(sheet: Sheet, shown: Decimal | None, *, at: datetime) -> None:
    """Of the town's value as it was just counted, in a period that is not over or was lately."""
    rule = rule_on(sheet.town, RULE, sheet.indicator.code, sheet.first)
    beyond = rules.beyond(shown, rule.value) if rule is not None else ""
    if beyond == sheet.beyond:
        return
    sheet.beyond = beyond
    Sheet.objects.filter(pk=sheet.pk).update(beyond=beyond)
    if not beyond or shown is None or rule is None or sheet.following < local_day(at) - _LATELY:
        return
    indicator = sheet.indicator
    tell_house(
        sheet.town,
        "figure_beyond",
        actor=WORKER,
        at=at,
        code=indicator.code,
        title=indicator.zh,
        title_en=indicator.en,
        period=sheet.period,
        shown=decimals.plain(shown),
        unit=indicator.unit,
        side="超过" if beyond == rules.OVER else "不足",
        side_en=beyond,
        limit=str(rule.value[beyond]),
        signer=indicator.signer,
    )
