"""Outages: what is known here and now, and the town's list."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from xiangyue.kernel.access import visible_to
from xiangyue.kernel.dated import rules_on
from xiangyue.kernel.models import Matter, Place, Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.ledgers.outages.models import Joined, Outage
from xiangyue.ledgers.outages.rules import RULE, is_about


def outages(seat: Seat) -> QuerySet[Outage]:
    """With `n_joined`: how many matters that this seat may see follow it."""
    seen = Q(joined__matter__in=visible_to(seat))
    return Outage.objects.filter(town_id=seat.town_id).annotate(n_joined=Count("joined", filter=seen))


def outage_for(seat: Seat, pk: int) -> Outage:
    return get_object_or_404(outages(seat).select_related("town", "unit", "seat"), pk=pk)


def known(town: Place, *, words: str, category: str, place: Place | None, at: datetime) -> list[Outage]:
    """What is on now in this place and may be what is reported, by the words or, once it is sorted, by its category.

    Without a place only what holds for the whole town.
    """
    running = Outage.objects.filter(town=town, ended_at=None, from_at__lte=at, until_at__gt=at)
    rows = list(running.select_related("unit").prefetch_related("places").order_by("until_at", "pk"))
    if not rows:
        return []
    about = {rule.key for rule in rules_on(town, RULE, local_day(at)) if is_about(rule.value, words, category)}
    return [row for row in rows if row.kind in about and _is_there(row, place)]


def _is_there(outage: Outage, place: Place | None) -> bool:
    held = {one.pk for one in outage.places.all()}
    return not held or (place is not None and place.pk in held)


def known_for(matter: Matter, at: datetime) -> list[Outage]:
    category = matter.category.code if matter.category else ""
    words = f"{matter.title} {matter.words}"
    return known(matter.town, words=words, category=category, place=matter.place, at=at)


def followers(seat: Seat, outage: Outage) -> list[Matter]:
    """The matters that follow it and that this seat may see, in the order in which they joined."""
    return list(visible_to(seat).filter(outage__outage=outage).order_by("outage__pk"))


def joined_to(matter: Matter) -> Joined | None:
    return Joined.objects.filter(matter=matter).select_related("outage__unit").first()
