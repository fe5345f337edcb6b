"""The town's figures, period by period; and the records behind one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, Tab, register
from xiangyue.counter.lists.columns import matter_columns
from xiangyue.counter.lists.filters import Groups, choice, typed, ungrouped
from xiangyue.figures.indicators import queries
from xiangyue.figures.indicators.models import Goal, Indicator, Sheet
from xiangyue.figures.indicators.queries import Behind
from xiangyue.kernel.models import Matter, Seat


def _indicators(seat: Seat, at: datetime) -> Groups:
    rows = Indicator.objects.filter(town_id=seat.town_id).order_by("code", "valid_from")
    return ungrouped(list({row.code: str(row) for row in rows}.items()))


def _goals(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(row.code, str(row)) for row in Goal.objects.filter(town_id=seat.town_id).order_by("pk")])


def _kinds(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(name)) for key, name in Indicator.PERIODS])


def _opened(row: Sheet) -> str:
    return reverse("indicators:one", args=[row.indicator.code, row.period])


LIST = register(
    Listing(
        "indicators:list",
        "figures.see",
        _("数据指标"),
        queries.sheets,
        (
            Column("name", _("指标"), lambda row: str(row.indicator), "indicator__code", link=_opened),
            Column("period", _("时段"), lambda row: str(row.span), "following"),
            Column("value", _("数"), lambda row: queries.number(row.shown, row.indicator), "shown", is_number=True),
            Column("unit", _("单位"), lambda row: row.indicator.unit),
            Column("signed", _("签发的数"), lambda row: queries.number(row.signed, row.indicator), is_number=True),
            Column("goal", _("目标"), lambda row: str(row.indicator.goal or "")),
            Column("filled", _("算到"), lambda row: row.filled_at, "filled_at"),
            Column("why", _("为什么没有数"), lambda row: row.why, is_long=True),
        ),
        order="name",
        tabs=(
            Tab("latest", _("最近一期"), Q(is_latest=True)),
            Tab("mine", _("我选的"), Q(is_latest=True, is_chosen=True)),
            Tab("changed", _("签发后有变"), queries.CHANGED, order="-period"),
            Tab("unsigned", _("没有签发"), queries.UNSIGNED, order="-period"),
            Tab("all", _("全部时段"), Q(), order="-period"),
        ),
        filters=(
            typed("q", _("找指标名称"), "indicator__zh", "indicator__en", "indicator__code"),
            choice("code", _("指标"), "indicator__code", _indicators),
            choice("goal", _("目标"), "indicator__goal__code", _goals),
            choice("kind", _("时段类型"), "indicator__period_kind", _kinds),
            replace(typed("period", _("时段"), "period"), kind="word"),
        ),
        joined=("indicator__goal",),
    )
)

# The page puts in the records of its number; by itself the list holds none.
BEHIND = register(
    Listing(
        "indicators:behind",
        "figures.see",
        _("计入的记录"),
        lambda seat: Matter.objects.none(),
        matter_columns(),
        "-number",
    )
)
_OF_A_MATTER = ("number", "title", "state", "place", "received")


def behind_of(found: Behind) -> Listing:
    """The same list over the records of one number."""
    columns: tuple[Column, ...]
    joined: tuple[str, ...] = ()
    if found.way is None:
        line: Callable[[Any], str] = found.part.measure.line or (lambda row: str(row.pk))
        opens, joined = found.part.measure.opens, found.part.measure.joined
        columns, order = (Column("line", _("记录"), line, "id", link=opens, is_long=True),), "line"
    else:
        prefix = f"{found.way}__" if found.way else ""
        of = attrgetter(found.way.replace("__", ".")) if found.way else lambda row: row
        columns = matter_columns(of, prefix, only=_OF_A_MATTER)
        order, joined = "number", tuple(f"{prefix}{name}" for name in ("place", "lead_unit", "category"))
    return Listing(BEHIND.address, BEHIND.deed, BEHIND.title, lambda seat: found.rows, columns, order, joined=joined)
