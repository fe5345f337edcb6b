"""Who sits where, from when to when; what was changed; who must choose a password."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery

from xiangyue.house.models import OneTimePassword, RoleNetworks, SeatChange, SecondFactor
from xiangyue.house.people.passwords import is_too_old
from xiangyue.kernel.actions.house import KIND as HOUSE
from xiangyue.kernel.models import Event, Place, Seat


def seats(town: Place) -> QuerySet[Seat]:
    """Every seat of the town there ever was, by unit; the newest first within one."""
    return (
        Seat.objects.filter(town=town)
        .select_related("unit", "user", "town")
        .order_by("unit__code", "unit_id", "role", "-since", "-pk")
    )


def with_factor(town: Place) -> QuerySet[Seat]:
    """The same, each with the moment at which its holder paired a phone."""
    paired = SecondFactor.objects.filter(user=OuterRef("user")).values("made_at")
    return seats(town).annotate(paired_at=Subquery(paired))


def changes(town: Place) -> QuerySet[SeatChange]:
    """Newest first."""
    return (
        SeatChange.objects.filter(town=town)
        .select_related("by__unit", "seat__unit", "seat__user")
        .order_by("-at", "-pk")
    )


def networks(town: Place) -> dict[str, list[str]]:
    """Role → from which networks it comes in; a role that is not there comes in from everywhere."""
    return dict(RoleNetworks.objects.filter(town=town).order_by("role").values_list("role", "networks"))


def address_changes(town: Place) -> QuerySet[Event]:
    """Who said when from where a role comes in, newest first."""
    found = Event.objects.filter(matter__town=town, matter__kind=HOUSE, name="networks_set").with_texts()
    return found.select_related("seat__unit").order_by("-pk")


def sits_elsewhere(user: User, town: Place, moment: datetime) -> bool:
    """Whether this account has, or will have, a seat in another town: then it is not this town's alone."""
    return Seat.objects.filter(user=user).exclude(town=town).exclude(until__lte=moment).exists()


def has_one_time_password(user: User) -> bool:
    return OneTimePassword.objects.filter(user=user).exists()


def must_choose_password(user: User, at: datetime) -> bool:
    """Somebody else knows it, or it is older than the profile allows."""
    return has_one_time_password(user) or is_too_old(user, settings.PROFILE.password_days, at)
