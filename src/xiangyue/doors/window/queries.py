"""Reading the window: what the same phone said lately, and what a seat wrote down itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from xiangyue.counter.same_phone import raised_by
from xiangyue.doors.window.models import Entry
from xiangyue.doors.window.rules import LATELY
from xiangyue.kernel import kinds
from xiangyue.kernel.access import seen_among
from xiangyue.kernel.actions.callers import phone_fingerprint
from xiangyue.kernel.models import Matter, Seat
from xiangyue.kernel.moves import label
from xiangyue.kernel.recusals import without_kept
from xiangyue.lib.personal import mask_personal
from xiangyue.lib.phones import same_phone

_AT_MOST = 10
TODAY_AT_MOST = 20


@dataclass(frozen=True)
class Earlier:
    """What the same phone said lately, as the clerk may see it; `title` is empty for what the seat may not see.
    `joins`: a new one may stand under it.
    """

    matter: Matter
    title: str
    state: str
    joins: bool


def lately_from(phone: str, *, seat: Seat, at: datetime, but: str = "") -> list[Earlier]:
    """The newest first, whatever door it came by; nothing without a phone. `but` is a request id that does not count.

    Never reports, nor kinds that are sealed, nor what is kept from this seat.
    """
    if not same_phone(phone):
        return []
    rows = raised_by(seat.town_id, phone_fingerprint(phone)).filter(received_at__gt=at - LATELY)
    if but:
        rows = rows.exclude(request_id=but)
    found = list(
        without_kept(rows, seat, "pk").select_related("place", "category").order_by("-received_at", "-id")[:_AT_MOST]
    )
    seen = seen_among(seat, found)
    return [_told(one, one.pk in seen) for one in found]


def _told(matter: Matter, is_seen: bool) -> Earlier:
    joins = matter.closed_at is None and matter.parent_id is None and kinds.TWINS in kinds.get(matter.kind).counted_by
    return Earlier(matter, mask_personal(matter.title) if is_seen else "", label(matter.state), joins)


def entries_of(seat: Seat) -> QuerySet[Entry]:
    return Entry.objects.filter(seat=seat).select_related("matter__town", "matter__category").order_by("-at", "-id")
