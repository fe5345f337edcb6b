from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from xiangyue.figures.score.command import as_json, period_report
from xiangyue.house import moment
from xiangyue.house.commands.which import town_named
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.timekeeping import local_day


def score(options: argparse.Namespace) -> int:
    """One period's score; a period that is not a month is refused in words."""
    try:
        report = period_report(town_named(options.town), options.period, local_day(moment.now()))
    except ValueError as error:
        raise Refused(str(error)) from error
    if options.format == "json":
        print(as_json(report))
        return 0
    console = Console()
    console.print(
        f"{report['town']} {report['period']} 考核期（{report['from']} "
        f"至 {report['to']} 前），来件 {report['received']}"
    )
    console.print(f"算法：{report['rule']['note']}")
    table = Table("来源", "有效回访", "响应率", "解决率", "满意率", "综合分")
    for source, name in (("imported", "热线回访"), ("own", "本镇回访")):
        one = report[source]
        table.add_row(
            name,
            str(one["valid"]),
            *(one[part] or "暂无数据" for part in ("response", "solution", "satisfaction", "score")),
        )
    console.print(table)
    units = Table("单位", "来源", "名次", "有效回访", "解决率", "满意率", "综合分")
    for row in report["by_unit"]:
        place = str(row["rank"]) if row["rank"] else f"不排名：{row['why']}"
        units.add_row(
            row["title"],
            "热线" if row["source"] == "imported" else "本镇",
            place,
            str(row["valid"]),
            *(row[part] or "暂无数据" for part in ("solution", "satisfaction", "score")),
        )
    console.print(units)
    return 0
