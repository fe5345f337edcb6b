"""The day's window, what was read and instructed in it, and the leader's share of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef

from xiangyue.desks.leader.models import Instruction, Reading
from xiangyue.kernel import kinds
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Matter, Place, Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.periods import day_window, window_of_day

LIMIT = 300  # matters of one window on the page; a town of 50,000 has some 30 a day


@dataclass(frozen=True)
class Day:
    """A window's matters with `was_read` and `was_instructed` on each, and the two counts."""

    day: date
    matters: Sequence[Matter]
    received: int
    read: int
    instructed: int


def latest_window_day(now: datetime) -> date:
    """The day whose noon-to-noon window holds this moment."""
    return local_day(day_window(now)[1])


def day_of(seat: Seat, day: date) -> Day:
    """The matters that came in from noon of the day before to noon of this day, oldest first."""
    start, end = window_of_day(day)
    rows = (
        visible_to(seat)
        .filter(kinds.counted(kinds.DAILY), received_at__gte=start, received_at__lt=end)
        .annotate(
            was_read=Exists(Reading.objects.filter(matter=OuterRef("pk"), seat=seat)),
            was_instructed=Exists(Instruction.objects.filter(matter=OuterRef("pk"))),
        )
        .select_related("place", "lead_unit", "category", "town", "requester")
        .order_by("received_at", "id")
    )
    found = list(rows[:LIMIT])
    return Day(day, found, len(found), sum(one.was_read for one in found), sum(one.was_instructed for one in found))


def instructed_on_day(town: Place, start: datetime, end: datetime) -> tuple[int, int]:
    """(instructed on their day, received) among the matters that came in within [start, end)."""
    received = Matter.objects.filter(kinds.counted(kinds.DAILY), town=town, received_at__gte=start, received_at__lt=end)
    same_day = Instruction.objects.filter(matter=OuterRef("pk"), is_same_day=True)
    told = received.aggregate(n=Count("pk"))["n"]
    return received.filter(Exists(same_day)).count(), told
