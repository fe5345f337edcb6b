"""A table handed out: as a sheet, as text, or as a paper with the town's head. Lists are, and pages that show one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xiangyue.counter.downloads import made
from xiangyue.counter.guard import moment_of, seat_of
from xiangyue.kernel.timekeeping import ZONE, local_day
from xiangyue.lib.sheets.sheet import Cell
from xiangyue.lib.sheets.write import write_csv, write_xlsx

FORMS = ("xlsx", "csv", "print")
_WIDTHS = {True: 60, False: 18}  # characters of a column of long words, of another


@dataclass(frozen=True)
class Head:
    label: str
    is_number: bool = False
    is_long: bool = False


@dataclass(frozen=True)
class Table:
    """`about`: what narrows it, each a phrase; `here`: the address of the page that it was made from."""

    title: str
    heads: tuple[Head, ...]
    lines: Iterable[list[Cell]]
    here: str
    about: tuple[str, ...] = ()


def handed_out(form: str, table: Table, request: HttpRequest) -> HttpResponse:
    """One of `FORMS`."""
    if form == "print":
        return render(request, "lists/print.html", {"table": table, "lines": list(table.lines)})
    labels = [head.label for head in table.heads]

    def write(path: Any) -> None:
        if form == "csv":
            write_csv(path, labels, table.lines)
        else:
            write_xlsx(path, labels, table.lines, widths=[_WIDTHS[head.is_long] for head in table.heads])

    return made(f"{_named(table, seat_of(request).town.name, moment_of(request))}.{form}", write)


def _named(table: Table, town: str, at: datetime) -> str:
    return f"{town}-{table.title}-{local_day(at):%Y%m%d}-{at.astimezone(ZONE):%H%M}"
