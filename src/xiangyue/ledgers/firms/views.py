"""The register of firms, and its sheets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import needs, seat_of
from xiangyue.counter.lists import shown
from xiangyue.counter.lists.page import list_page
from xiangyue.ledgers.book.models import Sheet
from xiangyue.ledgers.book.pages import handed_out
from xiangyue.ledgers.book.sheets import export, rejects
from xiangyue.ledgers.firms import queries
from xiangyue.ledgers.firms.columns import COLUMNS
from xiangyue.ledgers.firms.forms import FirmForm, SheetForm
from xiangyue.ledgers.firms.lists import REGISTER


@require_GET
@needs("firms.see")
def register(request: HttpRequest) -> HttpResponse:
    return list_page(
        request,
        REGISTER,
        "firms/register.html",
        lambda one: {
            "form": FirmForm(),
            "sheet_form": SheetForm(),
            "titles": "、".join(COLUMNS.titles()),
            "stewards": queries.stewards_of(one.seat.town, one.at),
            "sheets": queries.last_sheets(one.seat.town),
        },
    )


@require_GET
@needs("firms.see")
def exported(request: HttpRequest) -> HttpResponse:
    """What the list shows, in the columns in which a sheet is brought in."""
    return handed_out(export(COLUMNS, shown(REGISTER, request).every().iterator()), "firms.csv")


@require_GET
@needs("firms.keep")
def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = get_object_or_404(Sheet, pk=pk, ledger=COLUMNS.ledger, town=seat_of(request).town)
    return handed_out(rejects(sheet), f"firms-rejects-{sheet.pk}.csv")
