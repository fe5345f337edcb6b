"""The access log as a table for an office program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db.models import QuerySet

from xiangyue.house.models import Trace
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.roles import label
from xiangyue.lib.sheets.sheet import Cell
from xiangyue.lib.sheets.write import write_csv, write_xlsx

MOST = 200_000
HEADER = [
    "序号",
    "时间",
    "类别",
    "姓名",
    "登录名",
    "岗位",
    "接口令牌",
    "地址",
    "方法",
    "路径",
    "地址名",
    "状态",
    "哈希",
]
_WIDTHS = [10, 20, 14, 12, 16, 16, 10, 20, 8, 40, 24, 8, 68]


def write_lines(path: Path, found: QuerySet[Trace]) -> None:
    """As .xlsx or .csv by the path's name, oldest first. Refused where there are more than MOST."""
    if found.order_by()[MOST : MOST + 1].exists():
        raise Refused(f"超过 {MOST:,} 行，请把时间范围选短一些再导出。")
    rows = _rows(found.order_by("at", "id"))
    if path.suffix == ".xlsx":
        write_xlsx(path, HEADER, rows, widths=_WIDTHS)
    else:
        write_csv(path, HEADER, rows)


def _rows(found: QuerySet[Trace]) -> Iterator[list[Cell]]:
    for line in found.iterator(chunk_size=2000):
        yield [
            line.seq,
            line.at,
            line.get_kind_display(),
            line.seat.holder if line.seat else "",
            line.user.get_username() if line.user else "",
            label(line.role) if line.role else "",
            "是" if line.is_token else "",
            line.address,
            line.method,
            line.path,
            line.route,
            line.status,
            line.hash,
        ]
