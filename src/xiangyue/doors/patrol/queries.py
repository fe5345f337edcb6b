from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from xiangyue.doors.patrol import terms
from xiangyue.doors.patrol.models import Finding, Household, Patrol, Watch, Zone
from xiangyue.doors.patrol.rules import Problem, due_on, problems
from xiangyue.kernel.geography import shape_of
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.timekeeping import local_day


def watches_of(seat: Seat, moment: datetime) -> QuerySet[Watch]:
    """What this seat answers for at that moment."""
    held = Watch.objects.filter(seat=seat, since__lte=moment).filter(Q(until=None) | Q(until__gt=moment))
    return held.select_related("place", "zone").order_by("place__code", "pk")


def responsible_on(place: Place, moment: datetime, *, zone: Zone | None = None) -> Seat | None:
    """Who answered here at that moment."""
    held = Watch.objects.filter(place=place, zone=zone, since__lte=moment).filter(Q(until=None) | Q(until__gt=moment))
    watch = held.select_related("seat__unit").first()
    return watch.seat if watch is not None else None


def history(place: Place) -> QuerySet[Watch]:
    """Everybody who ever answered for the grid and its zones, the newest first."""
    return Watch.objects.filter(place=place).select_related("seat__unit", "zone").order_by("-since", "-pk")


def households_of(seat: Seat, moment: datetime) -> QuerySet[Household]:
    """A grid worker's whole grid; a member's own zone."""
    held = watches_of(seat, moment)
    grids = held.filter(zone=None).values("place")
    zones = held.filter(zone__isnull=False).values("zone")
    return Household.objects.filter(Q(grid__in=grids) | Q(zone__in=zones), town_id=seat.town_id)


@dataclass(frozen=True)
class Due:
    """A household and the day on which it is to be visited again; `last` is None where nobody was met yet;
    `again` is the day it would be once somebody is met today.
    """

    household: Household
    last: datetime | None
    due: date
    tone: str
    again: date


def with_due(households: QuerySet[Household], town: Place, at: datetime) -> list[Due]:
    """The longest waiting first. Late: overdue or never; soon: within a week."""
    today = local_day(at)
    days = terms.number(town, "zone", "visit", "days", today)
    rows = households.select_related("grid", "zone").annotate(last_met=Max("visits__at", filter=Q(visits__met=True)))
    told = []
    for row in rows:
        last = row.last_met  # type: ignore[attr-defined]
        due = due_on(local_day(row.listed_at), local_day(last) if last else None, days)
        told.append(
            Due(
                row,
                last,
                due,
                "late" if due <= today else "soon" if due <= today + timedelta(days=7) else "calm",
                due_on(local_day(row.listed_at), today, days),
            )
        )
    return sorted(told, key=lambda one: (one.due, one.household.grid.code, one.household.door_number))


def villages(town: Place) -> QuerySet[Place]:
    """With `n_grids`."""
    grids = Count("children", filter=Q(children__level="grid"))
    return Place.objects.filter(town=town, level="village").annotate(n_grids=grids).order_by("code")


def grids(town: Place, village: Place | None = None) -> QuerySet[Place]:
    """With who answers now in `now_watched`, and `coverage` where somebody was there."""
    found = Place.objects.filter(town=town, level="grid", **({"parent": village} if village else {}))
    now = Watch.objects.filter(zone=None, until=None).select_related("seat")
    return (
        found.select_related("parent", "coverage")
        .prefetch_related(Prefetch("watches", queryset=now, to_attr="now_watched"))
        .order_by("code")
    )


def problems_of(village: Place, held: list[Place]) -> list[Problem]:
    drawn = [(grid.name, shape_of(grid.boundary)) for grid in held if grid.boundary]
    return problems(shape_of(village.boundary) if village.boundary else None, drawn)


@dataclass(frozen=True)
class Walked:
    """A grid, when somebody was last there, and what that means: calm, soon (due again), late (never)."""

    grid: Place
    last: datetime | None
    tone: str


def coverage(town: Place, at: datetime, village: Place | None = None) -> list[Walked]:
    """Never first, then the longest ago."""
    since = at - timedelta(days=terms.number(town, "grid", "walked", "days", local_day(at)))
    told = []
    for grid in grids(town, village):
        last = grid.coverage.last_at if hasattr(grid, "coverage") else None
        told.append(Walked(grid, last, "late" if last is None else "calm" if last >= since else "soon"))
    return sorted(told, key=lambda one: (one.last is not None, one.last, one.grid.code))


def findings_for(seat: Seat) -> QuerySet[Finding]:
    """The town's; a village's own; a worker's own."""
    found = Finding.objects.filter(town_id=seat.town_id).select_related("seat", "place", "matter")
    found = found.prefetch_related("more_photos")
    if seat.role in ("grid", "member"):
        return found.filter(seat=seat)
    if seat.role == "village":
        here = seat.unit.place_id or 0
        return found.filter(Q(place=here) | Q(place__parent=here))
    return found


def last_patrols(seat: Seat, *, limit: int = 5) -> QuerySet[Patrol]:
    return Patrol.objects.filter(seat=seat).order_by("-begun_at", "-pk")[:limit]


def zones(town: Place) -> QuerySet[Zone]:
    """With `n_households`, `n_agreed` and who answers now in `now_watched`."""
    now = Watch.objects.filter(until=None).select_related("seat")
    return (
        Zone.objects.filter(town=town)
        .select_related("grid__parent")
        .annotate(
            n_households=Count("households"),
            n_agreed=Count("households", filter=Q(households__consent_at__isnull=False)),
        )
        .prefetch_related(Prefetch("watches", queryset=now, to_attr="now_watched"))
        .order_by("grid__code", "title")
    )
