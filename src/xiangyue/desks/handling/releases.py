"""Whether an answer needs a second person's release, and who may give it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from xiangyue.desks.handling.models import Release
from xiangyue.desks.handling.rules import KIND, keys_of, releasers
from xiangyue.kernel import access
from xiangyue.kernel.dated import first_rule_on
from xiangyue.kernel.models import Matter, Party, Rule, Seat
from xiangyue.kernel.models.seat import SeatQuerySet
from xiangyue.kernel.timekeeping import local_day


def release_rule(matter: Matter, at: datetime) -> Rule | None:
    """The town's row for the matter's category; None where its answers go out by one person's word."""
    category = matter.category
    keys = keys_of(category.code, category.level1) if category else keys_of("", "")
    rule = first_rule_on(matter.town, KIND, keys, local_day(at))
    return rule if rule is not None and releasers(rule.value) else None


def seats_of(town_id: int, role: str, unit: Party | None) -> SeatQuerySet:
    """Of that role and unit, each where it is named; only those that may release at all."""
    held = Seat.objects.filter(town_id=town_id, role__in=access.deeds()["handling.release"].roles)
    if role:
        held = held.filter(role=role)
    return held.filter(unit=unit) if unit is not None else held


def may_release(seat: Seat, held: Release) -> bool:
    """Never the person who wrote it, from whatever seat."""
    return (
        access.may(seat, "handling.release")
        and seat.user_id != held.written_by.user_id
        and held.by_role in ("", seat.role)
        and held.by_unit_id in (None, seat.unit_id)
    )


def who_may_release(held: Release, at: datetime) -> list[Seat]:
    """Who can do so now."""
    found = seats_of(held.town_id, held.by_role, held.by_unit).on(at).exclude(user_id=held.written_by.user_id)
    return list(found.select_related("unit", "town").order_by("pk"))


def to_release(seat: Seat) -> QuerySet[Release]:
    """What waits for this seat, or did."""
    asked = Q(by_role__in=("", seat.role)) & (Q(by_unit=None) | Q(by_unit_id=seat.unit_id))
    rows = Release.objects.filter(asked, town_id=seat.town_id, matter__in=access.visible_to(seat))
    return rows.exclude(written_by__user_id=seat.user_id)


def release_for(seat: Seat, pk: int) -> Release:
    """One that waits on a matter which this seat may see; Http404 otherwise. Whether it may release is the deed's to
    say.
    """
    waiting = Release.objects.filter(town_id=seat.town_id, matter__in=access.visible_to(seat))
    return get_object_or_404(
        waiting.select_related("matter__town", "matter__lead_unit", "written_by__unit", "by_unit"), pk=pk
    )


def release_of(pk: int) -> Release:
    """The one that an event names."""
    return Release.objects.select_related("written_by__unit", "written_by__town", "by_unit").get(pk=pk)


def waiting_release(matter: Matter) -> Release | None:
    waiting = matter.releases.filter(state="waiting")
    return waiting.select_related("matter__town", "matter__lead_unit", "written_by__unit", "by_unit").first()
