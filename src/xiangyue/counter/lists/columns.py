"""Columns of a list: what stands in a row, on the page, in a file and on paper alike."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from xiangyue.kernel import moves
from xiangyue.kernel.models import Matter
from xiangyue.lib.personal import mask_personal
from xiangyue.lib.sheets.sheet import Cell

Text = str | Promise


@dataclass(frozen=True)
class Column:
    """`value(row)`: text, number, day, moment, or None for nothing. `order`: the columns of the database by
    which it sorts ("a" or "a,b"); empty: it does not. `link(row)`: the address that its cell opens on a page.
    `tone(row)`: on a page it stands as a badge of this tone.
    """

    key: str
    label: Text
    value: Callable[[Any], Cell]
    order: str = ""
    link: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    is_long: bool = False
    is_number: bool = False


def matter_columns(
    of: Callable[[Any], Matter] = lambda row: row, prefix: str = "", *, only: Collection[str] = ()
) -> tuple[Column, ...]:
    """What every list of matters can show, or `only` these. `of(row)` is the row's matter, `prefix` the way to it
    ("matter__"). The rows must have place, lead_unit and category joined in where these are shown.
    """
    every = (
        Column("number", _("编号"), lambda row: of(row).number, f"{prefix}number"),
        Column("title", _("标题"), lambda row: mask_personal(of(row).title), is_long=True),
        Column("state", _("状态"), lambda row: moves.label(of(row).state, get_language() or "zh"), f"{prefix}state"),
        Column("category", _("类别"), lambda row: _named(of(row).category), f"{prefix}category__code"),
        Column("place", _("地点"), lambda row: _named(of(row).place), f"{prefix}place__code"),
        Column("unit", _("主办单位"), lambda row: _titled(of(row).lead_unit), f"{prefix}lead_unit__code"),
        Column("urgency", _("紧急程度"), lambda row: gettext(of(row).get_urgency_display()), f"{prefix}urgency"),
        Column("received", _("来件时间"), lambda row: of(row).received_at, f"{prefix}received_at"),
        Column("due", _("时限"), lambda row: of(row).due_at, f"{prefix}due_at,{prefix}received_at"),
        Column("answered", _("答复时间"), lambda row: of(row).answered_at, f"{prefix}answered_at"),
    )
    return tuple(one for one in every if not only or one.key in only)


def _named(row: Any) -> str:
    return str(getattr(row, "name", row)) if row is not None else ""


def _titled(unit: Any) -> str:
    return unit.title if unit is not None else ""
