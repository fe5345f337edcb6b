"""A patrol that was walked for something is told to the house, for each village that it was walked in."""

from __future__ import annotations

from datetime import datetime

from xiangyue.doors.patrol.models import Patrol, TrackChunk
from xiangyue.doors.patrol.queries import watches_of
from xiangyue.kernel.actions import Actor, tell_house
from xiangyue.kernel.geography import passed
from xiangyue.kernel.models import Place
from xiangyue.kernel.timekeeping import local_day

_CELL = 3  # decimals: some 100 m


def tell_done(patrol: Patrol, *, at: datetime) -> None:
    """It has ended. Nobody has to give a track: without one it counts where the seat answers."""
    for village in _walked(patrol) or _answered_for(patrol):
        tell_house(
            patrol.town,
            "patrol_done",
            actor=Actor.of(patrol.seat),
            at=at,
            task=patrol.task,
            place=village.name,
            village=village.code,
            day=local_day(patrol.begun_at).isoformat(),
            metres=patrol.metres,
        )


def _walked(patrol: Patrol) -> list[Place]:
    chunks = TrackChunk.objects.filter(patrol=patrol).values_list("points", flat=True)
    cells = {(round(lon, _CELL), round(lat, _CELL)) for points in chunks for lon, lat, _moment in points}
    return passed(patrol.town, cells)


def _answered_for(patrol: Patrol) -> list[Place]:
    """The villages of its grids on that day; of a village's own seat, its village."""
    held = watches_of(patrol.seat, patrol.begun_at)
    unit = patrol.seat.unit
    keys = [watch.place.parent_id for watch in held] or [unit.place_id if unit.unit_kind == "village" else None]
    return list(Place.objects.filter(pk__in=[key for key in keys if key], level="village").order_by("pk"))
