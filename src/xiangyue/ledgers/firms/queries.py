from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from xiangyue.kernel.models import Place, Seat
from xiangyue.ledgers.book.models import Sheet
from xiangyue.ledgers.firms.columns import COLUMNS
from xiangyue.ledgers.firms.models import Firm


def firms_of(town: Place) -> QuerySet[Firm]:
    """The register by name."""
    return Firm.objects.filter(town=town).select_related("steward").order_by("title", "id")


def found(rows: QuerySet[Firm], query: str) -> QuerySet[Firm]:
    """`query` is a part of a name or a whole code."""
    query = query.strip()
    if not query:
        return rows
    by_code = rows.filter(code=query.upper())
    return by_code if by_code.exists() else rows.filter(title__icontains=query)


def firm_of(seat: Seat, pk: int) -> Firm:
    """Http404 for one of another town."""
    return get_object_or_404(Firm, pk=pk, town_id=seat.town_id)


def last_sheets(town: Place) -> list[Sheet]:
    return list(Sheet.objects.filter(town=town, ledger=COLUMNS.ledger).select_related("seat").order_by("-id")[:5])


def stewards_of(town: Place, at: datetime) -> list[Seat]:
    return list(Seat.objects.on(at).filter(town=town, role="steward").select_related("unit").order_by("pk"))
