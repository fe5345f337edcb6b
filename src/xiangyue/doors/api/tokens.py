"""Tokens of the API: each acts as one seat, for as long as the seat is held."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db.models import Q

from xiangyue.doors.api.models import Token
from xiangyue.kernel.models import Seat

# A withdrawn token or seat may go on for this long; the five joins behind each call are saved meanwhile.
_FRESH = timedelta(seconds=5)
_LATELY: dict[str, tuple[Seat, datetime]] = {}


def seat_of_token(secret: str, now: datetime) -> Seat | None:
    """The seat behind the token at this moment; None when token or seat has ended."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    seat, until = _LATELY.get(digest, (None, now))
    if seat is None or now >= until:
        seat = _looked_up(digest, now)
        if seat is not None:
            if len(_LATELY) >= 1000:
                _LATELY.clear()
            _LATELY[digest] = seat, now + _FRESH
    return seat if seat is not None and (seat.until is None or seat.until > now) else None


def _looked_up(digest: str, now: datetime) -> Seat | None:
    live = Token.objects.filter(Q(until=None) | Q(until__gt=now), digest=digest, seat__since__lte=now)
    found = (
        live.filter(Q(seat__until=None) | Q(seat__until__gt=now))
        .select_related("seat__town", "seat__unit", "seat__user")
        .first()
    )
    return found.seat if found else None
