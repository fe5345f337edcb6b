"""The month's roster, who is on duty now, and where nobody is."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.readers import day_in
from xiangyue.desks.duty import queries
from xiangyue.desks.duty.actions import may_keep_for
from xiangyue.desks.duty.columns import COLUMNS
from xiangyue.kernel.access import may
from xiangyue.kernel.queries import units
from xiangyue.kernel.timekeeping import local_day
from xiangyue.ledgers.book.models import Sheet
from xiangyue.ledgers.book.pages import handed_out
from xiangyue.ledgers.book.sheets import rejects

_SHEETS, _NEAR = 5, timedelta(days=3)  # what begins later is folded away


@require_GET
@needs("duty.see")
def month(request: HttpRequest) -> HttpResponse:
    seat, at = seat_of(request), moment_of(request)
    first = _first_day(request.GET.get("month", ""), local_day(at))
    keeps = may(seat, "duty.keep")
    own = Sheet.objects.filter(town=seat.town, ledger=COLUMNS.ledger, seat__unit_id=seat.unit_id)
    rows = queries.shown(queries.month(seat.town, first), seat, at)
    context = {
        "first": first,
        "before": (first - timedelta(days=1)).strftime("%Y-%m"),
        "after": (first + timedelta(days=32)).strftime("%Y-%m"),
        "today": local_day(at),
        "rows": rows,
        "ahead": [one for one in rows if one.duty.until_at > at and one.duty.from_at < at + _NEAR],
        "later": [one for one in rows if one.duty.from_at >= at + _NEAR],
        "behind": [one for one in rows if one.duty.until_at <= at],
        "now_on_duty": queries.shown(queries.on_duty(seat.town, at), seat, at),
        "gaps": queries.gaps(seat.town, at),
        "keeps": keeps,
        "units": [
            (kind, mine)
            for kind, rows in units(seat.town)
            if (mine := [one for one in rows if may_keep_for(seat, one)])
        ]
        if keeps
        else [],
        "titles": "、".join(COLUMNS.titles()),
        "sheets": list(own.select_related("seat").order_by("-pk")[:_SHEETS]) if keeps else [],
    }
    return render(request, "duty/month.html", context)


def _first_day(asked: str, today: date) -> date:
    """Of the month that was asked for ("2025-01"), else of this one."""
    return day_in(f"{asked}-01") or today.replace(day=1)


@require_GET
@needs("duty.keep")
def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """Those of one's own unit."""
    seat = seat_of(request)
    sheet = get_object_or_404(Sheet, pk=pk, ledger=COLUMNS.ledger, town=seat.town, seat__unit_id=seat.unit_id)
    return handed_out(rejects(sheet), f"duty-rejects-{sheet.pk}.csv")
