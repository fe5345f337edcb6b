"""Measures over signed entries: a number opens to them, each with who signed it, as far as a seat may see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xiangyue.kernel.access import may
from xiangyue.kernel.measures import Measure
from xiangyue.kernel.models import Seat
from xiangyue.ledgers.book.ledger import Ledger
from xiangyue.ledgers.book.queries import entries
from xiangyue.lib.decimals import plain


def of_entries(ledger: Ledger, measure: Measure, *, where: str = "") -> Measure:
    """The measure, whose records are entries of this ledger. `where`: "village" where they have one."""

    def line(entry: Any) -> str:
        amount = f" · {plain(getattr(entry, measure.amount))} {measure.unit}" if measure.amount else ""
        village = f" · {entry.village}" if entry.village else ""
        return f"{entry.key}{village}{amount} · {entry.entered_by.holder} → {entry.signed_by.holder}"

    def seen(rows: QuerySet[Any], seat: Seat) -> QuerySet[Any]:
        if not may(seat, ledger.deed("see")):
            return rows.none()
        return rows.filter(pk__in=entries(ledger, seat).values("pk"))

    return replace(
        measure,
        line=line,
        opens=lambda entry: reverse(ledger.address("one"), args=[entry.pk]),
        seen=seen,
        joined=("village", "entered_by", "signed_by"),
        where=where,
        ledger=ledger.name,
    )
