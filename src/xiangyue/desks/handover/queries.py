"""Hand-overs that a seat may see, and the sheet of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from xiangyue.counter.holdings import all_holdings
from xiangyue.desks.handover.models import HandedItem, Handover
from xiangyue.kernel import access
from xiangyue.kernel.models import Matter, Seat


def handovers(seat: Seat) -> QuerySet[Handover]:
    """One's own, those of one's unit; whoever watches over the town sees them all."""
    rows = Handover.objects.filter(town_id=seat.town_id)
    if not access.may(seat, "handover.watch"):
        mine = Q(leaver__user_id=seat.user_id) | Q(started_by__user_id=seat.user_id)
        rows = rows.filter(mine | Q(leaver__unit_id=seat.unit_id))
    return rows.annotate(n_items=Count("items"))


_LATELY = timedelta(days=30)
_JOINED = ("leaver__unit", "successor__unit", "started_by__unit", "town")


def handover_for(seat: Seat, pk: int) -> Handover:
    return get_object_or_404(handovers(seat).select_related(*_JOINED), pk=pk)


def leavers(seat: Seat, at: datetime) -> list[Seat]:
    """Whose hand-over this seat may start: of its own seats, or of every seat that is held or ended lately."""
    lately = Q(until=None) | Q(until__gt=at - _LATELY)
    rows = Seat.objects.filter(lately, town_id=seat.town_id, since__lte=at).select_related("unit", "town")
    if not access.may(seat, "handover.start"):
        rows = rows.on(at).filter(user_id=seat.user_id)
    return list(rows.order_by("unit__code", "holder", "pk"))


def successors(leaver: Seat, at: datetime) -> list[Seat]:
    """The others who sit in the unit now."""
    rows = Seat.objects.on(at).filter(unit_id=leaver.unit_id).exclude(user_id=leaver.user_id)
    return list(rows.select_related("unit").order_by("holder", "pk"))


@dataclass(frozen=True)
class Line:
    """One thing on a sheet. `number` is empty where this seat may not see the matter, and `says` with it."""

    says: str
    number: str
    due_at: datetime | None
    result: str


Sheet = list[tuple[str, list[Line]]]


def to_hand_over(leaver: Seat, seat: Seat, at: datetime) -> Sheet:
    """What a list would hold if it were made now."""
    rows = [(holding.label, holding.items(leaver, at)) for holding in all_holdings()]
    seen = access.seen_among(seat, (item.matter for _, items in rows for item in items))
    return [
        (label, [_line(item.says, item.matter, item.due_at, "", seen) for item in items])
        for label, items in rows
        if items
    ]


def sheet(handover: Handover, seat: Seat) -> Sheet:
    """The list as it was made, room by room."""
    items = list(handover.items.select_related("matter").order_by("holding", "due_at", "pk"))
    seen = access.seen_among(seat, (item.matter for item in items))
    return [
        (label, [_line(one.says, one.matter, one.due_at, one.get_result_display(), seen) for one in group])
        for label, group in groupby(items, key=_label)
    ]


def _label(item: HandedItem) -> str:
    return item.label


def _line(says: str, matter: Matter | None, due_at: datetime | None, result: str, seen: set[int]) -> Line:
    if matter is not None and matter.pk not in seen:
        return Line("", "", due_at, result)
    return Line(says, matter.number if matter else "", due_at, result)
