"""A list as a file or on paper: exactly what is shown, all its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiangyue.counter.downloads import made
from xiangyue.counter.lists.shown import Shown
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.timekeeping import ZONE, local_day
from xiangyue.lib.sheets.sheet import Cell
from xiangyue.lib.sheets.write import write_csv, write_xlsx

MOST = 200_000  # rows of one file
MOST_ON_PAPER = 2_000
_WIDTHS = {True: 60, False: 18}  # characters of a column of long words, of another


def as_asked(form: str, one: Shown, request: Any) -> HttpResponse | None:
    """The list as a sheet or for the printer; None where it is only to be shown."""
    if form not in ("xlsx", "csv", "print"):
        return None
    most = MOST_ON_PAPER if form == "print" else MOST
    rows = one.every()
    if rows.count() > most:
        raise Refused(_("这张列表超过 %(most)s 行，请先筛选（比如只看一个月），再导出或打印。") % {"most": f"{most:,}"})
    if form == "print":
        return render(request, "lists/print.html", {"list": one, "lines": list(_lines(one))})
    header = [_(column.label) for column in one.listing.columns]
    return made(f"{_titled(one)}.{form}", lambda path: _write(path, header, one))


def _write(path: Path, header: list[str], one: Shown) -> None:
    if path.suffix == ".csv":
        write_csv(path, header, _lines(one))
    else:
        widths = [_WIDTHS[column.is_long] for column in one.listing.columns]
        write_xlsx(path, header, _lines(one), widths=widths)


def _lines(one: Shown) -> Iterator[list[Cell]]:
    for row in one.every().iterator(chunk_size=500):
        yield [column.value(row) for column in one.listing.columns]


def _titled(one: Shown) -> str:
    tab = f"-{_(one.tab.label)}" if one.tab else ""
    return f"{one.seat.town.name}-{_(one.listing.title)}{tab}-{local_day(one.at):%Y%m%d}-{one.at.astimezone(ZONE):%H%M}"
