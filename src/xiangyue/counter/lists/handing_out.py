"""A list as a file or on paper: exactly what is shown, all its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from xiangyue.counter.lists.shown import Shown
from xiangyue.counter.tables import FORMS, Head, Table, handed_out
from xiangyue.kernel.errors import Refused
from xiangyue.lib.sheets.sheet import Cell

MOST = 200_000  # rows of one file
MOST_ON_PAPER = 2_000


def as_asked(form: str, one: Shown, request: Any) -> HttpResponse | None:
    """The list as a sheet or for the printer; None where it is only to be shown."""
    if form not in FORMS:
        return None
    most = MOST_ON_PAPER if form == "print" else MOST
    if one.every().count() > most:
        raise Refused("这张列表超过 {most:,} 行，请先筛选（比如只看一个月），再导出或打印。", most=most)
    return handed_out(form, _table(one), request)


def _table(one: Shown) -> Table:
    return Table(
        f"{one.title}-{_(str(one.tab.label))}" if one.tab else one.title,
        tuple(Head(_(str(column.label)), column.is_number, column.is_long) for column in one.listing.columns),
        _lines(one),
        one.here,
        tuple(f"{_(str(bound.filter.label))}：{bound.chosen}" for bound in one.chosen),
    )


def _lines(one: Shown) -> Iterator[list[Cell]]:
    for row in one.every().iterator(chunk_size=500):
        yield [column.value(row) for column in one.listing.columns]
