"""Months in a row, and the town's own measures 措施. Plain Python.

A row of kind "undertaking" is one measure, its key its number in the set: {"set", "title", "asks", "owner": code of a
unit, "shown_by": name of what is counted for it, "arguments": {name: value}}.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from xiangyue.lib.spans import Span

UNDERTAKING = "undertaking"
COUNTS_THEM = "honours.undertakings"


def month_after(month: date) -> date:
    """Its first day."""
    return Span.of(f"{month:%Y-%m}").following


def longest_run(months: Iterable[date]) -> list[date]:
    """The longest run of months without a gap, given as their first days; of equally long ones the latest."""
    longest: list[date] = []
    run: list[date] = []
    for month in sorted(set(months)):
        run = [*run, month] if run and month_after(run[-1]) == month else [month]
        longest = run if len(run) >= len(longest) else longest
    return longest


def wrong_undertaking(key: str, value: Mapping[str, object]) -> str:
    wrong = [name for name in ("set", "title", "asks", "owner", "shown_by") if not _is_text(value.get(name))]
    if wrong:
        return f"{'、'.join(wrong)} 要写成文字"
    if value["shown_by"] == COUNTS_THEM:
        return f"shown_by 不能是 {COUNTS_THEM}：它数的就是这些措施"
    arguments = value.get("arguments", {})
    fits = isinstance(arguments, dict) and all(isinstance(one, str) for one in arguments.values())
    return "" if fits else 'arguments 要写成 {"名称": "值"} 的样子'


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
