"""The month's sheet for the wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from xiangyue.doors.reception.models import Booking, Hall, Promise, Session, Swap, Talk
from xiangyue.doors.reception.queries import EVERYTHING
from xiangyue.lib.periods import Month


@dataclass(frozen=True)
class SheetLine:
    """One session on the month's sheet. Counts only: no name of anybody but the leaders."""

    session: Session
    swaps: Sequence[Swap]
    has_begun: bool
    is_past: bool
    received: int
    people: int
    matters: int
    closed: int
    kept: int
    open: int


def sheet(hall: Hall, month: Month, at: datetime) -> list[SheetLine]:
    """Every session of the month, in five queries."""
    sessions = (
        hall.sessions.filter(day__gte=month.first, day__lt=month.following)
        .select_related(*EVERYTHING)
        .prefetch_related("swaps__before", "swaps__after")
    )
    came = _by_session(
        Booking.objects.filter(
            session__hall=hall, state="received", session__day__gte=month.first, session__day__lt=month.following
        ),
        "session",
        n=Count("pk"),
        people=Sum("people"),
    )
    talks = Talk.objects.filter(
        booking__session__hall=hall, booking__session__day__gte=month.first, booking__session__day__lt=month.following
    )
    matters = _by_session(
        talks, "booking__session", n=Count("matter"), closed=Count("matter", filter=Q(matter__closed_at__isnull=False))
    )
    promises = _by_session(
        Promise.objects.filter(talk__in=talks.values("pk")),
        "talk__booking__session",
        n=Count("pk"),
        kept=Count("pk", filter=Q(kept_at__isnull=False)),
    )
    return [
        SheetLine(
            one,
            list(one.swaps.all()),
            one.starts_at <= at,
            one.ends_at <= at,
            came.get(one.pk, {}).get("n", 0),
            came.get(one.pk, {}).get("people", 0),
            matters.get(one.pk, {}).get("n", 0),
            matters.get(one.pk, {}).get("closed", 0),
            promises.get(one.pk, {}).get("kept", 0),
            promises.get(one.pk, {}).get("n", 0) - promises.get(one.pk, {}).get("kept", 0),
        )
        for one in sessions.order_by("starts_at")
    ]


def _by_session(rows: QuerySet, key: str, **counts: Count | Sum) -> dict[int, dict[str, int]]:  # type: ignore[type-arg]
    return {row[key]: row for row in rows.order_by().values(key).annotate(**counts)}
