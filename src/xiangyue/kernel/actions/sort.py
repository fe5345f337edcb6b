from __future__ import annotations

from datetime import datetime

from xiangyue.kernel.actions.record import Actor, move
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
    particulars = {
        "category": category.code,
        "category_name": str(category),
        "urgency": urgency,
        "suggested": suggested,
    }
    if place is not None:
        particulars["place"] = place.name
    changes = {"category": category, "place": place, "urgency": urgency}
    return move(matter, to="sorted", event="sorted", actor=actor, at=at, changes=changes, **particulars)
