"""A patrol's track: it comes in pieces, late, twice or out of order, and every position counts once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import F

from xiangyue.doors.patrol import terms
from xiangyue.doors.patrol.actions.rounds import tell_done
from xiangyue.doors.patrol.models import Coverage, Patrol, TrackChunk
from xiangyue.doors.patrol.rules import believed
from xiangyue.doors.patrol.terms import number
from xiangyue.kernel import access
from xiangyue.kernel.actions import WORKER, tell_house
from xiangyue.kernel.errors import NotAllowed, OtherContent, Refused
from xiangyue.kernel.geography import is_near, locate
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.coords import distance_m

MOST_POINTS = 500  # in one piece: some eighty minutes at one in ten seconds
LONGEST = timedelta(hours=16)
_CELL = 3  # decimals: some 100 m, so that a piece costs a few look-ups and not one for each position

Point = tuple[float, float, datetime]


@dataclass(frozen=True)
class Step:
    """A piece of a patrol. `key` is the patrol's own, given by the phone; no points begin it, `ended_at` ends it.
    `task` is what it is walked for, as the piece that begins it says.

    All moments are by the phone's clock; what counts is how long after `begun_at` they were.
    """

    key: str
    begun_at: datetime
    points: Sequence[Point] = ()
    ended_at: datetime | None = None
    task: str = ""


@transaction.atomic
def walk(step: Step, *, seat: Seat, at: datetime, request_id: str) -> Patrol:
    """The patrol after this piece. Sent again under one request id it changes nothing; another's patrol is refused."""
    access.require(seat, "patrol.walk")
    if not step.key or not request_id:
        raise Refused("页面太旧了，请刷新后再发送；轨迹还在这台手机上。")
    if len(step.points) > MOST_POINTS:
        raise Refused("一次最多 {most} 个位置，请分开发送。", most=MOST_POINTS)
    task = step.task if step.task in terms.rounds(seat.town, local_day(at)) else ""
    begun = {"seat": seat, "begun_at": believed(step.begun_at, at), "task": task}
    patrol, _ = Patrol.objects.get_or_create(town_id=seat.town_id, key=step.key[:64], defaults=begun)
    patrol = Patrol.objects.select_for_update(of=("self",)).get(pk=patrol.pk)
    if patrol.seat_id != seat.pk:
        raise NotAllowed("这次巡查是另一位网格员的，您的岗位不能续写。")
    # a phone whose clock is wrong by years still tells truly how long it walked
    after = [(lon, lat, moment - step.begun_at) for lon, lat, moment in step.points]
    within = [(lon, lat, patrol.begun_at + span) for lon, lat, span in after if timedelta() <= span <= LONGEST]
    inside, cells = _in_town(seat.town, within)
    points = [[round(lon, 6), round(lat, 6), moment.isoformat()] for lon, lat, moment in inside]
    known = TrackChunk.objects.filter(town_id=seat.town_id, request_id=request_id[:64]).first()
    if known is not None:
        if (known.patrol_id, known.points) != (patrol.pk, points):
            raise OtherContent
        return patrol
    before = [end for end in _end_of(patrol) if inside and end[2] < inside[0][2]]
    TrackChunk.objects.create(
        town_id=seat.town_id, patrol=patrol, request_id=request_id[:64], received_at=at, points=points
    )
    length = sum(distance_m(a[0], a[1], b[0], b[1]) for a, b in pairwise([*before, *inside]))
    changes = {
        "metres": F("metres") + round(length),
        "points": F("points") + len(inside),
        "dropped": F("dropped") + len(step.points) - len(inside),
    }
    if step.ended_at is not None and patrol.ended_at is None:
        length_of_time = min(max(timedelta(), step.ended_at - step.begun_at), LONGEST)
        changes["ended_at"] = patrol.begun_at + length_of_time  # type: ignore[assignment]
    Patrol.objects.filter(pk=patrol.pk).update(**changes)
    if "ended_at" in changes and patrol.task:
        patrol.refresh_from_db()
        tell_done(patrol, at=at)
    for lon, lat, moment in cells:
        seen(locate(seat.town, lon, lat, level="grid"), min(moment, at))
    patrol.refresh_from_db()
    return patrol


def _end_of(patrol: Patrol) -> list[Point]:
    """Where the piece before this one ended: the way between two pieces was walked too."""
    last = TrackChunk.objects.filter(patrol=patrol).exclude(points=[]).order_by("-pk").first()
    return [(lon, lat, datetime.fromisoformat(moment)) for lon, lat, moment in last.points[-1:]] if last else []


def _in_town(town: Place, points: Sequence[Point]) -> tuple[list[Point], Iterator[Point]]:
    """The positions in the town, and the last of each cell of some 100 m."""
    near: dict[tuple[float, float], bool] = {}
    inside, cells = [], {}
    for lon, lat, moment in sorted(points, key=lambda point: point[2]):
        cell = round(lon, _CELL), round(lat, _CELL)
        if cell not in near:
            near[cell] = is_near(town, lon, lat)
        if near[cell]:
            inside.append((lon, lat, moment))
            cells[cell] = (lon, lat, moment)
    return inside, iter(cells.values())


def seen(grid: Place | None, moment: datetime) -> None:
    """Somebody was in this grid; an older moment changes nothing."""
    if grid is None or grid.town_id is None:
        return
    row, _ = Coverage.objects.get_or_create(grid=grid, defaults={"town_id": grid.town_id, "last_at": moment})
    Coverage.objects.filter(pk=row.pk, last_at__lt=moment).update(last_at=moment)


def purge_tracks(at: datetime) -> int:
    """Positions kept longer than their town keeps them go; that somebody walked, how far and where last, stays."""
    gone = 0
    for town in Place.objects.filter(level="town", pk__in=TrackChunk.objects.values("town")):
        days = number(town, "keep", "tracks", "days", local_day(at))
        rows = TrackChunk.objects.filter(town=town, received_at__lt=at - timedelta(days=days)).delete()[0]
        if rows:
            tell_house(town, "purged", actor=WORKER, at=at, what="巡查轨迹", rows=rows)
        gone += rows
    return gone
