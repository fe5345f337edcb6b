from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Matter, Seat

STATES = ("received", "sorted", "dispatched", "objected", "merged", "in_parts")


def before_work(seat: Seat) -> QuerySet[Matter]:
    """What is not with a unit for good: it waits, was just sent, is objected to, or stands under or over others."""
    return visible_to(seat).filter(closed_at=None, state__in=STATES)
