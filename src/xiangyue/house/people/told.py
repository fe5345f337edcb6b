"""What happens to seats is told on the town's own matter of the year."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from xiangyue.kernel.actions import Actor, tell_house
from xiangyue.kernel.models import Event, Seat


def tell_seat(
    seat: Seat, what: str, *, actor: Actor, at: datetime, reason: str, effective_at: datetime | None = None
) -> Event:
    """`what`: given, ended, reset, locked, unlocked. The holder's name is not told: the seat says who it was."""
    told: dict[str, Any] = {"effective_at": effective_at.isoformat()} if effective_at else {}
    if what == "given":
        told |= {"user": seat.user_id, "until_at": seat.until.isoformat() if seat.until else ""}
    return tell_house(
        seat.town,
        f"seat_{what}",
        actor=actor,
        at=at,
        seat=seat.pk,
        role=seat.role,
        unit=seat.unit.code,
        unit_name=seat.unit.title,
        reason=reason,
        **told,
    )
