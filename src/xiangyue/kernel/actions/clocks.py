"""Clocks: started, paused with a reason, extended, stopped, rung. A clock stores the next moment that matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from xiangyue.kernel.actions.house import house_of
from xiangyue.kernel.actions.record import WORKER, Actor, Change, carry_out
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.models import Clock, Event, Matter, Party, Place
from xiangyue.kernel.models.clock import THE_MATTERS
from xiangyue.kernel.timekeeping import TownTime, local_day, pauses_of
from xiangyue.lib.worktime import Office, add_working, working_between

WARNINGS = (0.5, 0.8)  # shares of the period at which the unit is warned (field A2.4)
RUNG = len(WARNINGS) + 1
UNIT_CLOCKS = ("sign", "contact", "answer")  # what stops when the unit has answered


def start_clock(
    matter: Matter | None,
    *,
    kind: str,
    unit: Party | None,
    office: str,
    at: datetime,
    time: TownTime,
    amount: timedelta | None = None,
    due_at: datetime | None = None,
    owner: str = THE_MATTERS,
) -> Clock:
    """A running clock with either a working-time `amount` or a fixed `due_at`; the caller's event tells of it.

    `owner` ("room.promise:key") says whose it is; only then it may stand without a matter.
    """
    hours = time.office(office, local_day(at))
    due = due_at if due_at is not None else add_working(at, amount or timedelta(), hours)
    counted = hours if due_at is None else None
    town_id = time.town.pk
    clock = clock_of(
        matter, town_id=town_id, kind=kind, unit=unit, office=office, at=at, due_at=due, owner=owner, counted_in=counted
    )
    return start(clock, time)


def start(clock: Clock, time: TownTime) -> Clock:
    """Wound and saved."""
    wound(clock, time).save(force_insert=True)
    return clock


def clock_of(
    matter: Matter | None,
    *,
    town_id: int,
    kind: str,
    unit: Party | None,
    office: str,
    at: datetime,
    due_at: datetime,
    owner: str = THE_MATTERS,
    counted_in: Office | None = None,
) -> Clock:
    """Neither saved nor wound. `counted_in`: the office time in which its end was counted; None where somebody named
    the day.
    """
    return Clock(
        town_id=town_id,
        matter=matter,
        kind=kind,
        owner=owner,
        unit=unit,
        started_at=at,
        due_at=due_at,
        promised_at=due_at,
        office=office,
        guessed_year=counted_in.guessed_year(at, due_at) if counted_in else None,
        counted_by=counted_in.version if counted_in else "",
    )


def wound(clock: Clock, time: TownTime) -> Clock:
    """The same clock with the first moment at which somebody must look at it."""
    hours = time.office(clock.office, local_day(clock.started_at))
    clock.next_at, clock.stage = next_moment(clock, hours, clock.started_at)
    return clock


def next_moment(clock: Clock, hours: Office, now: datetime) -> tuple[datetime, int]:
    """When to look at a running clock next, and how many warnings lie behind by then. Past due: now."""
    if clock.due_at <= max(now, clock.started_at):  # an order may come in late already
        return now, len(WARNINGS)
    pauses = pauses_of(clock.pauses)
    total = working_between(clock.started_at, clock.due_at, hours, pauses)
    for stage, share in enumerate(WARNINGS):
        moment = add_working(clock.started_at, total * share, hours, pauses)
        if clock.stage <= stage and now < moment < clock.due_at:
            return moment, stage
    return max(clock.due_at, now), len(WARNINGS)


def stop_clocks(matter: Matter, *, at: datetime, kinds: Iterable[str] | None = None, unit: Party | None = None) -> None:
    """The matter's own of these kinds, or all of them. What a room promised is owed whatever becomes of the matter."""
    running = Clock.objects.filter(matter=matter, owner=THE_MATTERS, stopped_at=None)
    if kinds is not None:
        running = running.filter(kind__in=kinds)
    if unit is not None:
        running = running.filter(unit=unit)
    running.update(stopped_at=at, next_at=None)


def run_on(matter: Matter, *, kind: str, stopped_at: datetime, at: datetime) -> None:
    """The matter's own clock of this kind that a deed of that moment stopped, where the deed was taken back."""
    stopped = Clock.objects.filter(matter=matter, owner=THE_MATTERS, kind=kind, stopped_at=stopped_at)
    clock = stopped.select_related("town").first()
    if clock is not None:
        hours = TownTime(clock.town).office(clock.office, local_day(clock.started_at))
        clock.next_at, clock.stage = next_moment(clock, hours, at)
        stopped.filter(pk=clock.pk).update(stopped_at=None, next_at=clock.next_at, stage=clock.stage)


def stop_promise(owner: str, *, at: datetime) -> None:
    """The clock of this one promise; nobody else's."""
    Clock.objects.filter(owner=owner, stopped_at=None).update(stopped_at=at, next_at=None)


@transaction.atomic
def pause(clock: Clock, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Utilities' clocks do not pause (field A2.4); an empty reason is refused."""
    if not reason.strip():
        raise Refused("暂停时限必须写明理由。")
    matter = _matter_of(clock)
    if matter.urgency in ("utility", "urgent"):
        raise Refused("水电气热和突发事项的时限不能暂停。")
    won = Clock.objects.filter(pk=clock.pk, stopped_at=None, paused_at=None).update(paused_at=at, next_at=None)
    if won != 1:
        raise StaleMove("这个时限已经停止或已经暂停，请刷新后再看。")
    clock.paused_at, clock.next_at = at, None
    return carry_out(matter, pausing(clock, reason=reason), actor=actor, at=at)


def pausing(clock: Clock, *, reason: str) -> Change:
    return Change("clock_paused", {"clock": clock.kind, "clock_name": clock.get_kind_display(), "reason": reason})


@transaction.atomic
def resume(clock: Clock, *, reason: str, actor: Actor, at: datetime, time: TownTime | None = None) -> Event:
    """Go on with as much working time as was left when it was paused; a clock already late stays late."""
    if clock.paused_at is None:
        raise StaleMove("这个时限没有暂停，请刷新后再看。")
    time = time or TownTime(_matter_of(clock).town)
    hours = time.office(clock.office, local_day(clock.started_at))
    won = Clock.objects.filter(pk=clock.pk, stopped_at=None, paused_at=clock.paused_at).update(paused_at=None)
    if won != 1:
        raise StaleMove("这个时限刚刚被别人恢复或停止，请刷新后再看。")
    return _set_due(clock, resumption(clock, reason=reason, at=at, hours=hours), hours, actor=actor, at=at)


def resumption(clock: Clock, *, reason: str, at: datetime, hours: Office) -> Change:
    """A paused clock runs again and its pause is kept; the change tells of its new end."""
    since = clock.paused_at or at
    if since < clock.due_at:
        clock.due_at = add_working(at, working_between(since, clock.due_at, hours), hours)
        clock.guessed_year = hours.guessed_year(at, clock.due_at)
    clock.paused_at, clock.pauses = None, [*clock.pauses, [since.isoformat(), at.isoformat(), reason]]
    told = _told(clock) | {"unit_name": clock.unit.title if clock.unit else ""}
    return Change("clock_resumed", told, columns=_binding(clock))


@transaction.atomic
def extend(
    clock: Clock, *, due_at: datetime, reason: str, actor: Actor, at: datetime, time: TownTime | None = None
) -> Event:
    """A later promise beside the old one, which stays in `promised_at` and in the event."""
    if due_at <= clock.due_at:
        raise Refused("新的时限必须晚于原来的时限。")
    if clock.stopped_at is not None:
        raise StaleMove("这个时限已经停止，不能再延期。")
    time = time or TownTime(_matter_of(clock).town)
    hours = time.office(clock.office, local_day(clock.started_at))
    return _set_due(clock, extension(clock, due_at=due_at, reason=reason), hours, actor=actor, at=at)


def extension(clock: Clock, *, due_at: datetime, reason: str) -> Change:
    """The clock ends later; the change tells of both ends."""
    old, clock.due_at, clock.guessed_year = clock.due_at, due_at, None
    told = _told(clock) | {"old_due_at": old.isoformat(), "reason": reason}
    return Change("clock_extended", told, columns=_binding(clock))


def _told(clock: Clock) -> dict[str, Any]:
    return {"clock": clock.kind, "clock_name": clock.get_kind_display(), "due_at": clock.due_at.isoformat()}


def _binding(clock: Clock) -> dict[str, Any]:
    """What binds the matter itself is its answer clock."""
    return {"due_at": clock.due_at} if clock.kind == "answer" else {}


def _set_due(clock: Clock, change: Change, hours: Office, *, actor: Actor, at: datetime) -> Event:
    clock.stage = 0
    clock.next_at, clock.stage = next_moment(clock, hours, at)
    won = Clock.objects.filter(pk=clock.pk, stopped_at=None, paused_at=None).update(
        due_at=clock.due_at,
        guessed_year=clock.guessed_year,
        stage=clock.stage,
        next_at=clock.next_at,
        pauses=clock.pauses,
    )
    if won != 1:
        raise StaleMove("这个时限刚刚被别人改动过，请刷新后再看。")
    return carry_out(_matter_of(clock), change, actor=actor, at=at)


@transaction.atomic
def recount(clock: Clock, *, actor: Actor, at: datetime, time: TownTime) -> Event | None:
    """The year's days off are known now: what was promised in working time is counted anew. None while they are not,
    and where somebody else was first.
    """
    year, old = clock.guessed_year, clock.due_at
    hours = time.office(clock.office, local_day(clock.started_at))
    if year is None or hours.calendar is None or year not in hours.calendar.years:
        return None
    pauses = pauses_of(clock.pauses)
    owed = working_between(clock.started_at, old, hours.before(year), pauses)
    clock.due_at = add_working(clock.started_at, owed, hours, pauses)
    clock.guessed_year, clock.counted_by = hours.guessed_year(clock.started_at, clock.due_at), hours.version
    if clock.next_at is not None or (clock.paused_at is None and clock.due_at > at):  # it may have rung too early
        clock.next_at, clock.stage = next_moment(clock, hours, at)
    won = Clock.objects.filter(pk=clock.pk, stopped_at=None, due_at=old, guessed_year=year).update(
        due_at=clock.due_at,
        guessed_year=clock.guessed_year,
        counted_by=clock.counted_by,
        stage=clock.stage,
        next_at=clock.next_at,
    )
    if won != 1:
        return None
    told = _told(clock) | {"old_due_at": old.isoformat(), "year": year}
    matter = clock.matter if clock.matter is not None else house_of(clock.town, at=at)
    return carry_out(matter, Change("clock_recounted", told, columns=_recounted(clock, old)), actor=actor, at=at)


def recount_guessed(at: datetime) -> int:
    """Every running clock whose year is known by now, town by town; how many were counted anew."""
    guessed = Clock.objects.filter(stopped_at=None, guessed_year__isnull=False)
    done = 0
    for town in Place.objects.filter(pk__in=guessed.values("town")):
        time = TownTime(town)
        for clock in guessed.filter(town=town).select_related("matter__town", "town", "unit").order_by("pk"):
            done += recount(clock, actor=WORKER, at=at, time=time) is not None
    return done


def _recounted(clock: Clock, old: datetime) -> dict[str, Any]:
    """What binds the matter, and the town's own reckoning where that was what bound it."""
    binding = _binding(clock)
    own = bool(binding) and clock.matter is not None and clock.matter.computed_due_at == old
    return binding | ({"computed_due_at": clock.due_at} if own else {})


@transaction.atomic
def ring(clock: Clock, *, actor: Actor, at: datetime, time: TownTime | None = None) -> Event | None:
    """Give the warning or the bell that is due and set the next moment. None when another worker was first."""
    time = time or TownTime(clock.town)
    hours = time.office(clock.office, local_day(clock.started_at))
    seen, is_due = clock.next_at, at >= clock.due_at
    clock.stage = RUNG if is_due else clock.stage + 1
    following = None if is_due else next_moment(clock, hours, at)[0]
    won = Clock.objects.filter(pk=clock.pk, stopped_at=None, paused_at=None, next_at=seen).update(
        stage=clock.stage, next_at=following, tries=0, error=""
    )
    if won != 1:
        return None
    clock.next_at = following
    matter = clock.matter if clock.matter is not None else house_of(clock.town, at=at)
    return carry_out(matter, bell(clock, is_due=is_due), actor=actor, at=at)


def bell(clock: Clock, *, is_due: bool) -> Change:
    """The warning, or the bell itself."""
    told = _told(clock) | {"unit_name": clock.unit.title if clock.unit else ""}
    if clock.owner != THE_MATTERS:
        told["owner"] = clock.owner
    return Change("clock_rang" if is_due else "clock_warned", told)


def _matter_of(clock: Clock) -> Matter:
    if clock.matter is None:
        raise Refused("这个时限不属于哪一件事，不能暂停或延期。")
    return clock.matter
