"""Tokens of the API: each acts as one seat, for as long as the seat is held and not beyond a date of its own."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from xiangyue.doors.api.models import Token
from xiangyue.kernel import access
from xiangyue.kernel.actions import WORKER, Actor, tell_house
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.models import Place, Seat

LASTS = timedelta(days=365)


@dataclass(frozen=True)
class Held:
    """What a token opens: the seat it acts as, and the deeds it is for (None = all that the seat may do)."""

    seat: Seat
    deeds: frozenset[str] | None


def held_by(secret: str, now: datetime) -> Held | None:
    """What the token opens at this moment; None when token or seat has ended, or the account is locked.

    Asked anew with each call: what was ended is refused by the very next one, whichever web process takes it.
    """
    live = Token.objects.filter(digest=_digest(secret), until__gt=now, seat__user__is_active=True)
    seated = live.filter(Q(seat__until=None) | Q(seat__until__gt=now), seat__since__lte=now)
    found = seated.select_related("seat__town", "seat__unit", "seat__user").first()
    return Held(found.seat, frozenset(found.deeds) or None) if found else None


@transaction.atomic
def make(given: Seat, *, title: str, deeds: Sequence[str], at: datetime, until: datetime | None = None) -> str:
    """The token, told this once; only its hash is kept. Without `until` it lasts a year."""
    until = at + LASTS if until is None else until
    if not title.strip():
        raise Refused("请写明这个令牌给谁用，例如“区级平台”。")
    if until <= at:
        raise Refused("令牌的截止时间要在现在之后。")
    unknown = [deed for deed in deeds if not (deed in access.deeds() and access.may(given, deed))]
    if unknown:
        raise Refused("这个岗位没有这些权限：{unknown}。全部权限的名称见 docs/reference.md。", unknown=unknown)
    secret = secrets.token_urlsafe(32)
    token = Token.objects.create(
        seat=given, title=title.strip()[:60], made_at=at, until=until, deeds=list(deeds), digest=_digest(secret)
    )
    told = {"seat": given.pk, "title": token.title, "until_at": until.isoformat()}
    tell_house(given.town, "token_made", actor=WORKER, at=at, **told)
    return secret


@transaction.atomic
def end(token: Token, *, reason: str, seat: Seat, at: datetime) -> None:
    """It opens nothing from now on. StaleMove when it had ended already."""
    access.require(seat, "api.tokens", of=token.seat)
    if not reason.strip():
        raise Refused("请写明为什么停用这个令牌。")
    if Token.objects.filter(pk=token.pk, until__gt=at).update(until=at) != 1:
        raise StaleMove("这个令牌已经停用或到期。")
    told = {"seat": token.seat_id, "title": token.title, "reason": reason.strip()[:200]}
    tell_house(token.seat.town, "token_ended", actor=Actor.of(seat), at=at, **told)


def end_all_of(user_id: int, at: datetime) -> None:
    """Every token that acts as one of this person's seats."""
    Token.objects.filter(until__gt=at, seat__user_id=user_id).update(until=at)


def of_town(town: Place) -> QuerySet[Token]:
    """Those that last longest first."""
    return Token.objects.filter(seat__town=town).select_related("seat__unit", "seat__user").order_by("-until", "-pk")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
