from __future__ import annotations

from datetime import datetime

from xiangyue.kernel.actions.record import Actor, Change, carry_out
from xiangyue.kernel.models import Category, Event, Matter, Place


def sort(
    matter: Matter,
    *,
    category: Category,
    place: Place | None,
    urgency: str,
    suggested: bool,
    actor: Actor,
    at: datetime,
) -> Event:
    """Name the class, the place and the urgency. `suggested`: a person took the machine's suggestion as it was."""
    change = sorting(category=category, place=place, urgency=urgency, suggested=suggested)
    return carry_out(matter, change, actor=actor, at=at)


def sorting(*, category: Category, place: Place | None, urgency: str, suggested: bool) -> Change:
    told = {"category": category.code, "category_name": str(category), "urgency": urgency, "suggested": suggested}
    if place is not None:
        told["place"] = place.name
    columns = {"category": category, "place": place, "urgency": urgency}
    return Change("sorted", told, to="sorted", columns=columns, frm=("received",))
