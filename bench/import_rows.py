"""How fast orders come in: the public messages as .csv and generated orders as .xlsx, into the database of
DATABASE_URL.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 python bench/import_rows.py [--rows 100000]

Makes towns of its own with invented names and people; give it a database that may be thrown away.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

MESSAGES = Path(__file__).resolve().parents[1].parent / "shared/data/messages/dev.csv"
AT = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
HEADER = [
    "工单编号",
    "工单类型",
    "问题分类",
    "标题",
    "主要内容",
    "工单状态",
    "来电人",
    "来电人电话/账号",
    "村/社区",
    "来电时间",
    "截止时间",
]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])  # type: ignore[union-attr]
    options.add_argument("--rows", type=int, default=100_000, help="rows of the generated workbook (default 100,000)")
    chosen = options.parse_args()
    if not os.environ.get("DATABASE_URL"):
        print("请先设 DATABASE_URL，指向一个可以丢弃的数据库。", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiangyue.house.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XIANGYUE_DATA", folder)
        os.environ.setdefault("XIANGYUE_SECRET_KEY", secrets.token_urlsafe(48))
        _measure(Path(folder), chosen.rows)
    return 0


def _measure(folder: Path, rows: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from rich.console import Console
    from rich.table import Table

    call_command("migrate", verbosity=0)
    table = Table(title=f"导入速度（{connection.vendor}）")
    for title in ("文件", "行", "秒", "行/秒", "其中检查（秒）"):
        table.add_column(title, justify="left" if title == "文件" else "right")
    for name, source, columns in _files(folder, rows):
        town, mapping = _town(columns)
        for label in (name, f"{name}，再导一次"):
            checked, whole, count = _timed(source, town, mapping)
            table.add_row(label, f"{count:,}", f"{whole:.1f}", f"{count / whole:,.0f}", f"{checked:.1f}")
    Console(width=100).print(table)


def _files(folder: Path, rows: int) -> list[tuple[str, Path, dict[str, str]]]:
    from xiangyue.doors.hotline.mapping import propose

    made = folder / "orders.xlsx"
    _generate(made, rows)
    files = [(f"生成的 .xlsx {rows:,} 行", made, propose(HEADER))]
    if MESSAGES.exists():
        files.insert(0, ("真实留言 .csv", MESSAGES, propose(["id", "topic", "detail", "label", "time", "user"])))
    else:
        print(f"跳过真实留言：{MESSAGES.name} 不在。", file=sys.stderr)
    return files


def _generate(path: Path, rows: int) -> None:
    from xiangyue.lib.sheets.write import write_xlsx

    begin = datetime(2024, 1, 1, 8, 0)

    def row(n: int) -> list[Any]:
        arrived = begin + timedelta(minutes=5 * n)
        return [
            f"BJ{n:010}",
            "求助",
            "停水",
            f"第{n % 97}号井停水",
            f"来电人反映本村{n % 500}号门前停水已有{n % 7 + 1}天，请尽快派人处理。",
            "待办",
            "王芳",
            f"199{n:08}",
            f"{n % 30}号村",
            arrived,
            arrived + timedelta(days=5),
        ]

    write_xlsx(path, HEADER, (row(n) for n in range(rows)))


def _town(columns: dict[str, str]) -> tuple[Any, Any]:
    from xiangyue.doors.hotline.models import ColumnMapping
    from xiangyue.kernel.models import Category, Place

    code = secrets.token_hex(6)
    town = Place.objects.create(level="town", code=code, name=f"测速镇{code}", is_synthetic=True)
    for n in range(30):
        Place.objects.create(town=town, parent=town, level="village", code=f"v{n}", name=f"{n}号村")
    Category.objects.create(town=town, code="W01", level1="供水", level2="停水", valid_from=date(2023, 1, 1))
    return town, ColumnMapping.objects.create(town=town, name="测速", columns=columns, saved_at=AT)


def _timed(source: Path, town: Any, mapping: Any) -> tuple[float, float, int]:
    """(seconds for checking alone, seconds for the whole import, rows)."""
    from xiangyue.doors.hotline.actions import import_file
    from xiangyue.doors.hotline.reading import check_file

    start = time.perf_counter()
    check_file(source, source.name, mapping.as_columns, town=town, at=AT)
    checked = time.perf_counter() - start
    start = time.perf_counter()
    run = import_file(source, file_name=source.name, town=town, mapping=mapping, seat=None, at=AT)
    whole = time.perf_counter() - start
    assert run.state == "done" and run.bad == 0, run.says
    return checked, whole, run.rows


if __name__ == "__main__":
    sys.exit(main())
