"""Tokens of the API: each acts as one seat, for as long as the seat is held."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db.models import Q

from xiangyue.doors.api.models import Token
from xiangyue.kernel.models import Seat


def seat_of_token(secret: str, now: datetime) -> Seat | None:
    """The seat behind the token at this moment; None when token or seat has ended."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    live = Token.objects.filter(Q(until=None) | Q(until__gt=now), digest=digest, seat__since__lte=now)
    found = live.filter(Q(seat__until=None) | Q(seat__until__gt=now)).select_related("seat__town", "seat__unit", "seat__user").first()
    return found.seat if found else None
