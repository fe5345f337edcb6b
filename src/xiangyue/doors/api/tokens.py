"""Tokens of the API: each acts as one seat, for as long as the seat is held."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from xiangyue.doors.api.models import Token
from xiangyue.kernel.models import Seat


@dataclass(frozen=True)
class Held:
    """What a token opens: the seat it acts as, and the deeds it is for (None = all that the seat may do)."""

    seat: Seat
    deeds: frozenset[str] | None


def held_by(secret: str, now: datetime) -> Held | None:
    """What the token opens at this moment; None when token or seat has ended, or the account is locked.

    Asked anew with each call: what was ended is refused by the very next one, whichever web process takes it.
    """
    digest = hashlib.sha256(secret.encode()).hexdigest()
    live = Token.objects.filter(Q(until=None) | Q(until__gt=now), digest=digest, seat__user__is_active=True)
    seated = live.filter(Q(seat__until=None) | Q(seat__until__gt=now), seat__since__lte=now)
    found = seated.select_related("seat__town", "seat__unit", "seat__user").first()
    return Held(found.seat, frozenset(found.deeds) or None) if found else None


def end_all_of(user_id: int, at: datetime) -> None:
    """Every token that acts as one of this person's seats."""
    Token.objects.filter(Q(until=None) | Q(until__gt=at), seat__user_id=user_id).update(until=at)
