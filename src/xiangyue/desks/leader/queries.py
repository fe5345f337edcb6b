"""The day's window, what was read and instructed in it, and the leader's share of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from xiangyue.desks.leader.models import Instruction, Reading
from xiangyue.kernel import kinds
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Event, Matter, Place, Recusal, Seat
from xiangyue.kernel.recusals import to_decide
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.periods import day_window, window_of_day

LIMIT = 300  # rows of one page; a town of 50,000 has some 30 matters a day


@dataclass(frozen=True)
class Day:
    """A window, and how many matters of it came in, were read by this seat, were instructed."""

    day: date
    received: int
    read: int
    instructed: int


def latest_window_day(now: datetime) -> date:
    """The day whose noon-to-noon window holds this moment."""
    return local_day(day_window(now)[1])


def matters(seat: Seat) -> QuerySet[Matter]:
    """Of all days, with `was_read` by this seat and `was_instructed` on each."""
    return (
        visible_to(seat)
        .filter(kinds.counted(kinds.DAILY))
        .annotate(
            was_read=Exists(Reading.objects.filter(matter=OuterRef("pk"), seat=seat)),
            was_instructed=Exists(Instruction.objects.standing().filter(matter=OuterRef("pk"))),
        )
    )


def in_window(rows: QuerySet[Matter], day: date) -> QuerySet[Matter]:
    """What came in from noon of the day before to noon of this day."""
    start, end = window_of_day(day)
    return rows.filter(received_at__gte=start, received_at__lt=end)


def day_of(seat: Seat, day: date) -> Day:
    found = in_window(matters(seat), day).aggregate(
        received=Count("pk"),
        read=Count("pk", filter=Q(was_read=True)),
        instructed=Count("pk", filter=Q(was_instructed=True)),
    )
    return Day(day, **found)


def instructed_on_day(town: Place, start: datetime, end: datetime) -> tuple[int, int]:
    """(instructed on their day, received) among the matters that came in within [start, end)."""
    received = Matter.objects.filter(kinds.counted(kinds.DAILY), town=town, received_at__gte=start, received_at__lt=end)
    same_day = Instruction.objects.standing().filter(matter=OuterRef("pk"), is_same_day=True)
    told = received.aggregate(n=Count("pk"))["n"]
    return received.filter(Exists(same_day)).count(), told


@dataclass(frozen=True)
class Asked:
    """A recusal that waits for a word; `called` tells whom it keeps away, `said` what they wrote themselves."""

    recusal: Recusal
    called: str
    said: str


def recusals_to_decide(seat: Seat) -> list[Asked]:
    """Oldest first, of matters that this seat may see."""
    rows = list(to_decide(seat).filter(matter__in=visible_to(seat)).order_by("since", "pk")[:LIMIT])
    people = [row.user_id for row in rows if row.user_id]
    held = Seat.objects.filter(town_id=seat.town_id, user_id__in=people).select_related("unit").order_by("since")
    holders: dict[int | None, str] = {one.user_id: f"{one.unit.title} {one.holder}" for one in held}
    declared = Event.objects.filter(matter__in={row.matter_id for row in rows}, name="recusal_declared")
    said: dict[tuple[int, int | None], str] = {
        (event.matter_id, event.seat.user_id): event.told["why"]
        for event in declared.with_texts().select_related("seat")
        if event.seat is not None
    }
    return [
        Asked(
            row,
            row.unit.title if row.unit else holders.get(row.user_id, "—"),
            said.get((row.matter_id, row.user_id), ""),
        )
        for row in rows
    ]


def recusal_to_decide(seat: Seat, pk: int) -> Recusal:
    """Http404 for one that does not wait for this seat."""
    return get_object_or_404(to_decide(seat).filter(matter__in=visible_to(seat)), pk=pk)
