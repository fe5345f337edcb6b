"""Tokens of the API: each acts as one seat, for as long as the seat is held."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from xiangyue.doors.api.models import Token
from xiangyue.kernel.models import Seat

# A withdrawn token or seat may go on for this long; the five joins behind each call are saved meanwhile.
_FRESH = timedelta(seconds=5)
_LATELY: dict[str, tuple[Held, datetime]] = {}


@dataclass(frozen=True)
class Held:
    """What a token opens: the seat it acts as, and the deeds it is for (None = all that the seat may do)."""

    seat: Seat
    deeds: frozenset[str] | None


def held_by(secret: str, now: datetime) -> Held | None:
    """What the token opens at this moment; None when token or seat has ended."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    held, until = _LATELY.get(digest, (None, now))
    if held is None or now >= until:
        held = _looked_up(digest, now)
        if held is not None:
            if len(_LATELY) >= 1000:
                _LATELY.clear()
            _LATELY[digest] = held, now + _FRESH
    return held if held is not None and (held.seat.until is None or held.seat.until > now) else None


def _looked_up(digest: str, now: datetime) -> Held | None:
    live = Token.objects.filter(Q(until=None) | Q(until__gt=now), digest=digest, seat__since__lte=now)
    found = (
        live.filter(Q(seat__until=None) | Q(seat__until__gt=now))
        .select_related("seat__town", "seat__unit", "seat__user")
        .first()
    )
    return Held(found.seat, frozenset(found.deeds) or None) if found else None
