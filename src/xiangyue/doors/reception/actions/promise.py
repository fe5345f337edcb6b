"""Promises: made across the table, back on their day, kept with a word of how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from xiangyue.doors.reception.actions.queue import require_run
from xiangyue.doors.reception.models import Promise, Visit
from xiangyue.doors.reception.rules import tidy
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions.clocks import stop_clocks
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Matter, Party, Seat
from xiangyue.kernel.timekeeping import ROUND_THE_CLOCK, ZONE, TownTime, local_day

WORDS_MAX = 300
FAR = timedelta(days=366)


@dataclass(frozen=True)
class Pledge:
    """Who does what by which day."""

    words: str
    unit: Party
    due_on: date


@transaction.atomic
def promise(visit: Visit, pledge: Pledge, *, seat: Seat, at: datetime) -> Promise:
    """On a visit that has become a matter. Refused for a day that is past or more than a year away."""
    require_run(visit.town_id, seat)
    matter, today = visit.matter, local_day(at)
    if matter is None:
        raise Refused("有承诺就要有事项：请先把这次来访转为事项，再记承诺。")
    words = tidy(pledge.words)
    if not 2 <= len(words) <= WORDS_MAX:
        raise Refused(f"请写明承诺办什么（{WORDS_MAX} 字以内）。")
    if pledge.unit.kind != "unit" or not pledge.unit.is_active or pledge.unit.town_id != visit.town_id:
        raise Refused("请选本镇一个在用的单位来兑现承诺。")
    if not today <= pledge.due_on <= today + FAR:
        raise Refused("承诺的日子要在今天之后、一年之内。")
    made = Promise.objects.create(
        town_id=visit.town_id,
        visit=visit,
        matter=matter,
        unit=pledge.unit,
        words=words,
        due_on=pledge.due_on,
        made_at=at,
    )
    kernel.record(
        matter,
        "promise_made",
        actor=kernel.Actor.of(seat),
        at=at,
        promise=made.pk,
        unit_name=pledge.unit.title,
        words=words,
        due_on=pledge.due_on.isoformat(),
    )
    _wind(matter, pledge.unit, at)
    return made


def come_back(matter: Matter, *, at: datetime) -> int:
    """After a promise's clock rang: those whose day has come are marked, and the unit's next promise is wound. How
    many.
    """
    due = list(
        Promise.objects.filter(
            matter=matter, kept_at=None, came_back_at=None, due_on__lte=local_day(at)
        ).select_related("unit")
    )
    Promise.objects.filter(pk__in=[one.pk for one in due]).update(came_back_at=at)
    for unit in {one.unit_id: one.unit for one in due}.values():
        _wind(matter, unit, at)
    return len(due)


@transaction.atomic
def keep_promise(made: Promise, *, how: str, seat: Seat, at: datetime) -> Promise:
    """By the unit that gave it, or by the clerk who was told. `how` is what the visitor reads."""
    access.require(seat, "reception.keep")
    if made.town_id != seat.town_id or (seat.role in ("handler", "village") and made.unit_id != seat.unit_id):
        raise NotAllowed(f"这个承诺由{made.unit.title}兑现，您的岗位不能代写。")
    how = tidy(how)
    if not 2 <= len(how) <= WORDS_MAX:
        raise Refused(f"请写明怎样兑现的（{WORDS_MAX} 字以内），来访人看得到。")
    if Promise.objects.filter(pk=made.pk, kept_at=None).update(kept_at=at, how=how, kept_by=seat) != 1:
        raise StaleMove("这个承诺已经兑现过了，请刷新后再看。")
    made.kept_at, made.how, made.kept_by = at, how, seat
    kernel.record(
        made.matter,
        "promise_kept",
        actor=kernel.Actor.of(seat),
        at=at,
        promise=made.pk,
        unit_name=made.unit.title,
        how=how,
    )
    _wind(made.matter, made.unit, at)
    return made


def _wind(matter: Matter, unit: Party, at: datetime) -> None:
    """One clock runs for a unit on a matter (a rule of the kernel's table): it is set to the nearest promise not yet
    back.
    """
    stop_clocks(matter, at=at, kinds=["promise"], unit=unit)
    waiting = (
        Promise.objects.filter(matter=matter, unit=unit, kept_at=None, came_back_at=None)
        .order_by("due_on", "pk")
        .first()
    )
    if waiting is None:
        return
    time = TownTime(matter.town)
    # natural time: the day is a date that was said aloud, whatever is worked before it
    kernel.start_clock(
        matter,
        kind="promise",
        unit=unit,
        office=ROUND_THE_CLOCK,
        at=at,
        time=time,
        due_at=_bell(waiting.due_on, time, at),
    )


def _bell(due_on: date, time: TownTime, at: datetime) -> datetime:
    """When the office opens on that day; for a promise of today when it closes, or at once when it has closed."""
    hours = time.office("town", due_on)
    first, last = hours.periods[0][0], hours.periods[-1][1]
    bells = (datetime.combine(due_on, clock, ZONE) for clock in (first, last))
    return next((bell for bell in bells if bell > at), at)
