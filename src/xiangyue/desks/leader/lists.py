from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Filter, Listing, Tab, register
from xiangyue.counter.lists.columns import matter_columns
from xiangyue.counter.lists.filters import matter_filters
from xiangyue.counter.readers import day_in
from xiangyue.desks.leader import queries
from xiangyue.kernel.models import Matter, Seat

_LATEST = "latest"


def _of_day(rows: QuerySet[Matter], value: str, seat: Seat, at: datetime) -> QuerySet[Matter] | None:
    day = queries.latest_window_day(at) if value == _LATEST else day_in(value)
    return None if day is None else queries.in_window(rows, day)


DAY = register(
    Listing(
        "leader:day",
        "leader.read",
        _("每日批示"),
        queries.matters,
        (
            *matter_columns(),
            Column("read", _("我阅过"), lambda row: gettext("是") if row.was_read else gettext("否")),
            Column("instructed", _("已批示"), lambda row: gettext("是") if row.was_instructed else gettext("否")),
        ),
        order="received",
        tabs=(
            Tab("all", _("全部"), Q()),
            Tab("left", _("没批示的"), Q(was_instructed=False)),
            Tab("done", _("已批示"), Q(was_instructed=True)),
        ),
        filters=(
            Filter("day", _("哪一天的窗口"), _of_day, kind="page", usual=_LATEST),
            *matter_filters(without=("since", "until", "inside")),
        ),
        joined=("place", "lead_unit", "category", "town", "requester"),
        size=queries.LIMIT,
    )
)
