"""The town's dated rows of its ledgers: kind "ledger", key the ledger's name,
{"unit": who keeps it, "every": month|quarter, "within_days": n}. `every` is left away where nothing is owed. Plain
Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from xiangyue.lib.decimals import is_whole

RULE = "ledger"
EVERY = ("month", "quarter")


def wrong_ledger(key: str, value: Mapping[str, object]) -> str:
    if not isinstance(value.get("unit"), str) or not value["unit"]:
        return "unit 要写由哪个单位填报（单位代码）"
    if "every" not in value:
        return ""
    if value["every"] not in EVERY:
        return f"every 只能是 {'、'.join(EVERY)}"
    return "" if is_whole(value.get("within_days")) else "within_days 要是正整数：时段结束后几天内报齐"


def span_before(every: str, today: date) -> tuple[date, date]:
    """The last month or quarter that was over before `today`: its first day, and the day after its last."""
    months = 1 if every == "month" else 3
    number = today.year * 12 + today.month - 1
    following = number - number % months
    return _month(following - months), _month(following)


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
