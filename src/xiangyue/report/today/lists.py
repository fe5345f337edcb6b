from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Listing, register
from xiangyue.counter.lists.columns import matter_columns
from xiangyue.counter.lists.filters import Filter, Groups, matter_filters, ungrouped
from xiangyue.kernel.models import Seat
from xiangyue.report.today import queries

TILES = {
    "late": _("已超时"),
    "two_hours": _("两小时内到时"),
    "today": _("今天到时"),
    "tomorrow": _("明天到时"),
    "came": _("本窗口来件"),
    "before": _("前一窗口同时刻"),
    "waiting": _("待派单"),
    "to_call": _("待回访"),
    "open": _("在办合计"),
}


def _in_tile(rows: Any, value: str, seat: Seat, at: datetime) -> Any:
    return rows.filter(queries.tile(value, at)) if value in TILES else None


def _tiles(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(name)) for key, name in TILES.items()])


BEHIND = register(
    Listing(
        "today:matters",
        "today.see",
        _("今日的事项"),
        queries.counted,
        matter_columns(),
        order="due",
        filters=(Filter("of", _("今日页的数"), _in_tile, _tiles), *matter_filters()),
        joined=("place", "lead_unit", "category", "town"),
        marks_unread=True,
    )
)
