"""Events since a cursor: what this seat may see, in the order of their keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xiangyue.doors.api.settled import settled
from xiangyue.kernel import vocabulary
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Event, Seat
from xiangyue.lib.personal import mask_personal

MOST = 500


def since(seat: Seat, *, after: int, names: Sequence[str] = (), limit: int = MOST) -> list[Event]:
    """At most `limit` events behind the cursor, oldest first, up to the first key below which one may still come."""
    seen = Event.objects.filter(pk__gt=after, pk__lte=settled(), matter__in=visible_to(seat))
    if seat.role != "district":
        seen = seen.filter(town_id=seat.town_id)
    if names:
        seen = seen.filter(name__in=names)
    return list(seen.with_texts().select_related("matter", "town", "seat__unit").order_by("pk")[:limit])


def told(event: Event) -> dict[str, Any]:
    """An event as the feed and the webhooks tell it: one sentence, and who by unit; never a contact detail."""
    return {
        "id": event.pk,
        "town": event.town.code,
        "matter": event.matter.number,
        "seq": event.seq,
        "name": event.name,
        "at": event.at.isoformat(),
        "unit": event.seat.unit.title if event.seat else "",
        "actor": event.actor.partition(":")[0],
        "says": mask_personal(vocabulary.sentence(event.name, event.told)),
        "hash": event.hash,
    }
