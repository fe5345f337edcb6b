"""The month's sheet for the wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from xiangyue.doors.reception.models import Booking, Hall, Promise, Session, Swap, Visit
from xiangyue.doors.reception.queries import EVERYTHING


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


def sheet(hall: Hall, first: date, at: datetime) -> list[SheetLine]:
    """Every session of the month that begins with `first`, in five queries."""
    last = (first + timedelta(days=32)).replace(day=1)
    sessions = (
        hall.sessions.filter(day__gte=first, day__lt=last)
        .select_related(*EVERYTHING)
        .prefetch_related("swaps__before", "swaps__after")
    )
    came = _by_session(
        Booking.objects.filter(session__hall=hall, state="received", session__day__gte=first, session__day__lt=last),
        "session",
        n=Count("pk"),
        people=Sum("people"),
    )
    visits = Visit.objects.filter(
        booking__session__hall=hall, booking__session__day__gte=first, booking__session__day__lt=last
    )
    matters = _by_session(
        visits, "booking__session", n=Count("matter"), closed=Count("matter", filter=Q(matter__closed_at__isnull=False))
    )
    promises = _by_session(
        Promise.objects.filter(visit__in=visits.values("pk")),
        "visit__booking__session",
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
