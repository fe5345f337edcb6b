"""Who sits where, from when to when; what was changed; who must choose a password."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet

from xiangyue.house.models import OneTimePassword, SeatChange
from xiangyue.kernel.models import Party, Place, Seat


def seats(town: Place) -> QuerySet[Seat]:
    """Every seat of the town there ever was, by unit; the newest first within one."""
    return (
        Seat.objects.filter(town=town)
        .select_related("unit", "user", "town")
        .order_by("unit__code", "unit_id", "role", "-since", "-pk")
    )


def units(town: Place) -> QuerySet[Party]:
    return Party.objects.filter(town=town, kind="unit", is_active=True).order_by("code")


def changes(town: Place) -> QuerySet[SeatChange]:
    """Newest first."""
    return (
        SeatChange.objects.filter(town=town)
        .select_related("by__unit", "seat__unit", "seat__user")
        .order_by("-at", "-pk")
    )


def sits_elsewhere(user: User, town: Place, moment: datetime) -> bool:
    """Whether this account has, or will have, a seat in another town: then it is not this town's alone."""
    return Seat.objects.filter(user=user).exclude(town=town).exclude(until__lte=moment).exists()


def must_choose_password(user_id: int) -> bool:
    return OneTimePassword.objects.filter(user_id=user_id).exists()
