from __future__ import annotations

import argparse

from django.conf import settings
from rich.console import Console
from rich.table import Table

from xiangyue.house.clauses import CLAUSES
from xiangyue.house.profiles import PROFILES


def profile(options: argparse.Namespace) -> int:
    """Clause by clause: what is asked, what is done under this profile, which test shows it."""
    name = options.name or settings.XIANGYUE_PROFILE
    if options.format == "markdown":
        print(f"# GB/T 22239-2019 · {name}\n\n| 条款 | 要求 | 做法 | 测试 |\n|---|---|---|---|")
        for row in _rows(name):
            print(f"| {' | '.join(row)} |")
        return 0
    table = Table("条款", "要求", "做法", "测试", title=f"GB/T 22239-2019 · {name}", show_lines=True)
    for row in _rows(name):
        table.add_row(*row)
    Console().print(table)
    return 0


def _rows(name: str) -> list[tuple[str, str, str, str]]:
    return [(one.number, one.asks, one.does(PROFILES[name]), one.test or "—") for one in CLAUSES]
