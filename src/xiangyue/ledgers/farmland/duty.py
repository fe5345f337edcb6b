"""田长制: who goes round the fields how often, and what was found there. Plain Python.

The town's dated rows (works rules, B3; the numbers are of newspapers and stand in no law):
"field_round"/village: {"task": "田长巡田", "every": "week"|"month", "rounds": 1}, the task as the patrol calls it;
"field_finding"/task of the patrol: {"kind": "非农化"}, what such a finding is called in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from xiangyue.lib.decimals import is_whole

ROUND, FINDING = "field_round", "field_finding"
VILLAGE = "village"
WEEK, MONTH = "week", "month"
KINDS = {
    "非农化": "turned to other use",
    "非粮化": "turned from grain",
    "撂荒": "lying idle",
    "大棚房": "houses in greenhouses",
    "倾倒": "dumping",
}


def wrong_round(key: str, value: Mapping[str, object]) -> str:
    if key != VILLAGE:
        return f"没有“{key}”这一级田长，只有 {VILLAGE}"
    if not isinstance(value.get("task"), str) or not value["task"]:
        return "task 要写网格巡查里的巡田名称"
    if value.get("every") not in (WEEK, MONTH):
        return f"every 只能是 {WEEK}、{MONTH}"
    return "" if is_whole(value.get("rounds")) else "rounds 要是正整数"


def wrong_finding(key: str, value: Mapping[str, object]) -> str:
    return "" if value.get("kind") in KINDS else f"kind 只能是 {'、'.join(KINDS)}"


def begins(every: str, day: date) -> date:
    """The first day of the week (Monday) or month that holds the day."""
    return day - timedelta(days=day.weekday()) if every == WEEK else day.replace(day=1)


def lately(every: str, day: date, many: int) -> list[date]:
    """The first days of so many weeks or months, the one that holds the day last."""
    found = [begins(every, day)]
    while len(found) < many:
        found.append(begins(every, found[-1] - timedelta(days=1)))
    return found[::-1]
