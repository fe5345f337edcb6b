"""An account that nobody has used for as long as the profile says is locked; an administrator opens it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Max

from xiangyue.house.models import SeatChange, Trace
from xiangyue.house.people.actions import close_account
from xiangyue.kernel.errors import StaleMove
from xiangyue.kernel.models import Place, Seat

_OPENED = ("unlocked", "reset")


def lock_dormant(town: Place, *, at: datetime) -> int:
    """How many accounts were locked. Of the system administrators the one who was here last stays."""
    days = settings.PROFILE.dormant_days
    if not days:
        return 0
    over = at - timedelta(days=days)
    used = {user: _last_used(user) for user in _people(town, at)}
    dormant = [user for user, last in used.items() if last < over]
    stays = _administrator_who_stays(town, used, at)
    return sum(_lock(user, town, days, at) for user in dormant if user != stays)


def _people(town: Place, at: datetime) -> Iterator[User]:
    """Whoever has, or will have, a seat here, and is not locked."""
    seated = Seat.objects.filter(town=town).exclude(until__lte=at)
    yield from User.objects.filter(pk__in=seated.values("user"), is_active=True, is_superuser=False).order_by("pk")


def _last_used(user: User) -> datetime:
    """The last log-in, or line of the access log (a token's too); for who never came, when the account or the newest
    seat was made, or when it was opened again.
    """
    seats = Seat.objects.filter(user=user)
    known = [
        user.date_joined,
        user.last_login,
        seats.aggregate(at=Max("since"))["at"],
        SeatChange.objects.filter(seat__in=seats, what__in=_OPENED).aggregate(at=Max("at"))["at"],
        Trace.objects.filter(user=user).exclude(kind="failed").order_by("-at").values_list("at", flat=True).first(),
    ]
    return max(one for one in known if one is not None)


def _administrator_who_stays(town: Place, used: dict[User, datetime], at: datetime) -> User | None:
    admins = set(Seat.objects.on(at).filter(town=town, role="admin").values_list("user_id", flat=True))
    return max((user for user in used if user.pk in admins), key=lambda user: used[user], default=None)


def _lock(user: User, town: Place, days: int, at: datetime) -> bool:
    seat = Seat.objects.filter(user=user, town=town).exclude(until__lte=at).order_by("-since", "-pk").first()
    if seat is None:
        return False
    try:
        close_account(seat, reason=f"连续 {days} 天没有使用，自动锁定", by=None, at=at)
    except StaleMove:  # an administrator was first
        return False
    return True
