"""The pages of a ledger, made from what its room declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from xiangyue.counter.downloads import looked_at
from xiangyue.counter.guard import needs, seat_of
from xiangyue.counter.lists import Listing, Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.taking_in import kept_offline
from xiangyue.kernel.access import may
from xiangyue.kernel.models import Seat
from xiangyue.ledgers.book import lists, queries
from xiangyue.ledgers.book.actions.enter import latest
from xiangyue.ledgers.book.columns import Column
from xiangyue.ledgers.book.ledger import Ledger, of_room
from xiangyue.ledgers.book.pages import handed_out
from xiangyue.ledgers.book.posts import posts
from xiangyue.ledgers.book.sheets import rejects
from xiangyue.ledgers.book.template import template


def pages(ledger: Ledger) -> list[URLPattern]:
    """Its addresses below its room: list, entry, form, sheet, template, periods, and its deeds."""
    shown = lists.listing(ledger)
    views = {
        "desk": ("", _desk(ledger, shown)),
        "new": ("new", _new(ledger)),
        "one": ("<int:pk>", _one(ledger)),
        "sheet": ("sheet", _sheet(ledger)),
        "paper": ("<int:pk>/evidence/<int:paper>", _paper(ledger)),
        "rejects": ("sheets/<int:pk>/rejects", _rejects(ledger)),
        "template": ("template.xlsx", _template(ledger)),
        "periods": ("periods", _periods(ledger)),
    }
    own = [path(f"{ledger.name}/{way}", view, name=f"{ledger.name}_{name}") for name, (way, view) in views.items()]
    return [*own, *posts(ledger)]


def _desk(ledger: Ledger, listing: Listing) -> Any:
    @require_GET
    @needs(ledger.deed("see"))
    def desk(request: HttpRequest) -> HttpResponse:
        def more(one: Shown) -> dict[str, Any]:
            return {
                **_frame(ledger, one.seat),
                "owed": queries.owed(ledger, one.seat.town, one.at),
                "ticks": _ticks(ledger, one),
            }

        return list_page(request, listing, "book/desk.html", more)

    return desk


def _ticks(ledger: Ledger, one: Shown) -> str:
    """What can be done at once with the rows of this tab: review, sign, or nothing."""
    wanted = one.tab.key if one.tab else ""
    return wanted if wanted in ("review", "sign") and may(one.seat, ledger.deed(wanted)) else ""


def _new(ledger: Ledger) -> Any:
    @require_GET
    @needs(ledger.deed("enter"))
    def new(request: HttpRequest) -> HttpResponse:
        """Opens in the field without a signal after one visit; what is typed waits there as a draft."""
        seat = seat_of(request)
        context = {**_frame(ledger, seat), "fields": _fields(ledger, {}, seat)}
        return kept_offline(render(request, "book/new.html", context))

    return new


def _one(ledger: Ledger) -> Any:
    @require_GET
    @needs(ledger.deed("see"))
    def one(request: HttpRequest, pk: int) -> HttpResponse:
        seat = seat_of(request)
        entry = queries.entry_for(ledger, seat, pk)
        stands, waits = ledger.columns.texts(ledger.values_of(entry)), latest(ledger, entry)
        context = {
            **_frame(ledger, seat),
            "entry": entry,
            "told": list(zip(_fields(ledger, stands), _fields(ledger, waits), strict=True)),
            "leaves": entry.draft == {},
            "papers": list(queries.evidence_of(ledger, entry)),
            "lines": queries.lines_of(ledger, entry),
            "does": queries.may_do(ledger, seat, entry),
            "fields": _fields(ledger, waits or stands, seat),
        }
        return render(request, "book/one.html", context)

    return one


def _paper(ledger: Ledger) -> Any:
    @require_GET
    @needs(ledger.deed("see"))
    def paper(request: HttpRequest, pk: int, paper: int) -> FileResponse:
        entry = queries.entry_for(ledger, seat_of(request), pk)
        return looked_at(get_object_or_404(queries.evidence_of(ledger, entry), pk=paper))

    return paper


def _sheet(ledger: Ledger) -> Any:
    @require_GET
    @needs(ledger.deed("enter"))
    def sheet(request: HttpRequest) -> HttpResponse:
        seat = seat_of(request)
        context = {
            **_frame(ledger, seat),
            "titles": "、".join(ledger.columns.titles()),
            "sheets": queries.last_sheets(ledger, seat),
        }
        return render(request, "book/sheet.html", context)

    return sheet


def _rejects(ledger: Ledger) -> Any:
    @require_GET
    @needs(ledger.deed("enter"))
    def rejected(request: HttpRequest, pk: int) -> HttpResponse:
        sheet = queries.sheet_for(ledger, seat_of(request), pk)
        return handed_out(rejects(sheet), f"{ledger.name}-rejects-{sheet.pk}.csv")

    return rejected


def _template(ledger: Ledger) -> Any:
    @require_GET
    @needs(ledger.deed("enter"))
    def template_file(request: HttpRequest) -> HttpResponse:
        return handed_out(template(ledger.columns), f"{ledger.name}.xlsx", XLSX)

    return template_file


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _periods(ledger: Ledger) -> Any:
    @require_GET
    @needs(ledger.deed("see"))
    def periods(request: HttpRequest) -> HttpResponse:
        seat = seat_of(request)
        context = {
            **_frame(ledger, seat),
            "locks": queries.locks(ledger, seat.town),
            "locks_it": may(seat, ledger.deed("lock")),
        }
        return render(request, "book/periods.html", context)

    return periods


def _frame(ledger: Ledger, seat: Seat) -> dict[str, Any]:
    language = get_language() or "zh"
    names = ("desk", "new", "sheet", "template", "periods", "put", "bring", "together", "lock")
    of_one = ("one", "amend", "review", "send_back", "sign", "withdraw", "rejects", "open", "paper", "prove")
    return {
        "ledger": ledger,
        "named": ledger.named(language),
        "to": {name: ledger.address(name) for name in (*names, *of_one)},
        "enters": may(seat, ledger.deed("enter")),
        "beside": [(one.named(language), one.address("desk"), one is ledger) for one in of_room(ledger.room)],
    }


@dataclass(frozen=True)
class Field:
    """A column on a page, in its language: `held` is the value as a form has it, `told` as people read it."""

    column: Column
    title: str
    held: str
    told: str
    choices: list[tuple[str, str]]
    offered: list[str]


def _fields(ledger: Ledger, held: dict[str, str], seat: Seat | None = None) -> list[Field]:
    """Those of a form, with what it offers, for this seat; without one those of a page that is only read."""
    language = get_language() or "zh"
    return [
        Field(
            one,
            one.titled(language),
            held.get(one.name, ""),
            one.told(held.get(one.name, ""), language),
            [(key, one.told(key, language)) for key in one.choices],
            list(ledger.offers[one.name](seat)) if seat is not None and one.name in ledger.offers else [],
        )
        for one in ledger.columns.rows
    ]
