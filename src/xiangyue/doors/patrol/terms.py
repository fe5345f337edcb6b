"""What the town decides about grids and zones, as dated rows; the defaults are here alone, none of them is law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from xiangyue.doors.patrol.rules import forbidden_task
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.models import Place

# 300 households a grid, one member for at most 15: usual lines without a source; the days are our own proposal.
DEFAULTS: dict[tuple[str, str], dict[str, Any]] = {
    ("grid", "size"): {"households": 300},
    ("grid", "walked"): {"days": 7},
    ("grid", "tasks"): {
        "tasks": [
            "环境卫生",
            "道路破损",
            "路灯",
            "井盖",
            "消防通道",
            "汛期积水",
            "护路护林",
            "独居老人",
            "邻里纠纷",
            "其他",
        ]
    },
    ("grid", "rounds"): {"rounds": ["田长巡田"]},
    ("zone", "ratio"): {"at_most": 15},
    ("zone", "visit"): {"days": 30},
    ("keep", "tracks"): {"days": 30},
}


@dataclass(frozen=True)
class Task:
    """`category` is the code of the catalogue under which such a finding becomes a matter; empty where none is set."""

    name: str
    category: str = ""


def number(town: Place, kind: str, key: str, name: str, day: date) -> int:
    """The town's number of that day; the default where the row is missing or holds none above zero."""
    rule = rule_on(town, kind, key, day)
    told = rule.value.get(name) if rule is not None and isinstance(rule.value, dict) else None
    default: int = DEFAULTS[kind, key][name]
    return told if isinstance(told, int) and told > 0 else default


def rounds(town: Place, day: date) -> list[str]:
    """What a patrol may be walked for beside the common one."""
    rule = rule_on(town, "grid", "rounds", day)
    told = rule.value if rule is not None and isinstance(rule.value, dict) else DEFAULTS["grid", "rounds"]
    return [str(one) for one in told.get("rounds", []) if not forbidden_task(str(one))]


def tasks(town: Place, day: date) -> list[Task]:
    """What a grid worker may look after. A licence, a penalty or a compulsory measure is never among them."""
    rule = rule_on(town, "grid", "tasks", day)
    told = (rule.value if rule is not None and isinstance(rule.value, dict) else DEFAULTS["grid", "tasks"]).get(
        "tasks", []
    )
    rows = [
        Task(str(one.get("name", "")), str(one.get("category", ""))) if isinstance(one, dict) else Task(str(one))
        for one in told
    ]
    return [task for task in rows if task.name and not forbidden_task(task.name)]
