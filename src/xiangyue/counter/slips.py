"""A slip of the hand: a deed that may be taken back from the toast, by an event of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Matter, Seat

TAKES_BACK = timedelta(minutes=1)


def own_last_deed(matter: Matter, name: str, *, seat: Seat, at: datetime) -> Event:
    """The matter's last event where it is this deed of this very seat, of the last minute; Refused otherwise."""
    last = matter.events.order_by("-seq").first()
    if last is None or last.name != name or last.seat_id != seat.pk or at - last.at > TAKES_BACK:
        raise Refused("只有刚办的那个人、在一分钟内、后面还没有别的动作时才能撤回。")
    return last
