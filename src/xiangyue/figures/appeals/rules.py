"""On which grounds a result may be appealed against, until when, and what it would change. Plain Python.

The town's dated rows (hotline rules, A3.5; nothing of Beijing's own was found): "appeal_ground"/code: {"title",
"article"}; "appeal"/town: {"days": n}, so many days after the end of the assessment period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from xiangyue.figures.score.rules import Tally
from xiangyue.lib.decimals import is_whole

GROUND, LIMIT, TOWN = "appeal_ground", "appeal", "town"
_LONGEST = 60  # as the result keeps it


@dataclass(frozen=True)
class Result:
    """What one person said, as it counts: None where they were not asked."""

    contacted: bool | None
    solved: bool | None
    satisfied: str


def without(tally: Tally, result: Result) -> Tally:
    """The same counts, had this one stayed out."""
    satisfied = dict(tally.satisfied)
    if result.satisfied in satisfied:
        satisfied[result.satisfied] -= 1
    return replace(
        tally,
        valid=tally.valid - 1,
        contacted=tally.contacted - (result.contacted is True),
        solved=tally.solved - (result.solved is True),
        satisfied=satisfied,
        excluded=tally.excluded + 1,
        contact_asked=tally.contact_base - (result.contacted is not None),
        solution_asked=tally.solution_base - (result.solved is not None),
    )


def due_on(ends: date, value: Mapping[str, object] | None) -> date | None:
    """The last day on which it may go up; `ends` is the first day after the period. None where the town sets none."""
    days = value.get("days") if value else None
    return ends - timedelta(days=1) + timedelta(days=days) if isinstance(days, int) else None


def wrong_ground(key: str, value: Mapping[str, object]) -> str:
    told = [value.get(name) for name in ("title", "article")]
    named = all(isinstance(one, str) and 0 < len(one) <= _LONGEST for one in told)
    return "" if named else f"title 写理由的名称，article 写依据，各 {_LONGEST} 字以内"


def wrong_limit(key: str, value: Mapping[str, object]) -> str:
    return "" if key == TOWN and is_whole(value.get("days"), 0) else "key 写 town，days 写考核期结束后几天以内"
