from __future__ import annotations

import argparse
import json
from collections import Counter

from rich.console import Console
from rich.table import Table

from xiangyue.figures.facts import VERDICTS, all_hold, as_dicts
from xiangyue.figures.facts import facts as count_facts
from xiangyue.house.commands.which import town_named


def facts(options: argparse.Namespace) -> int:
    """Each published statement of the year beside our own count: 0 when all that something is counted for hold, 1 when
    one does not or none is there.
    """
    town = town_named(options.town)
    rows = count_facts(town, options.year)
    if options.format == "json":
        print(json.dumps(as_dicts(rows), ensure_ascii=False, indent=2))
        return 0 if all_hold(rows) else 1
    shown = Table("编号", "公布的说法", "结论", "公布", "核算", "分子", "分母", "依据", show_lines=True)
    for row in rows:
        shown.add_row(
            row.id,
            row.statement,
            VERDICTS[row.verdict],
            f"{row.published} {row.unit}".strip(),
            row.counted or "",
            str(row.numerator),
            str(row.denominator),
            row.why,
        )
    tally = Counter(row.verdict for row in rows)
    shown.caption = "，".join(f"{name} {tally[key]}" for key, name in VERDICTS.items())
    Console().print(shown if rows else f"{town.name}没有装载 {options.year} 年公布的说法。")
    return 0 if all_hold(rows) else 1
