from __future__ import annotations

import argparse
import json

from rich.console import Console
from rich.table import Table

from xiangyue.figures.facts import as_dicts
from xiangyue.figures.facts import facts as count_facts
from xiangyue.house.commands.which import town_named


def facts(options: argparse.Namespace) -> int:
    """Each published statement of the year beside our own count: 0 when all hold, 1 when one does not or none is
    there.
    """
    town = town_named(options.town)
    rows = count_facts(town, options.year)
    if options.format == "json":
        print(json.dumps(as_dicts(rows), ensure_ascii=False, indent=2))
        return 0 if rows and all(row.holds for row in rows) else 1
    shown = Table("编号", "公布的说法", "一致", "公布", "核算", "分子", "分母", "依据", show_lines=True)
    for row in rows:
        shown.add_row(
            row.id,
            row.statement,
            "是" if row.holds else "否",
            f"{row.published} {row.unit}",
            row.counted or "没有记录",
            str(row.numerator),
            str(row.denominator),
            row.why,
        )
    Console().print(shown if rows else f"{town.name}没有装载 {options.year} 年公布的说法。")
    return 0 if rows and all(row.holds for row in rows) else 1
