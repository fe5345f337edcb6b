"""Promises: made across the table, back on their day, kept with a word of how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from xiangyue.counter import promises
from xiangyue.doors.reception.models import Promise, Talk
from xiangyue.doors.reception.rules import tidy
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Party, Seat
from xiangyue.kernel.timekeeping import local_day

OWNER = "reception.promise"
WORDS_MAX = 300
FAR = timedelta(days=366)


@dataclass(frozen=True)
class Pledge:
    """Who does what by which day."""

    words: str
    unit: Party
    due_on: date


@transaction.atomic
def promise(talk: Talk, pledge: Pledge, *, seat: Seat, at: datetime) -> Promise:
    """On a talk that has become a matter. Refused for a day that is past or more than a year away."""
    access.require(seat, "reception.run", of=talk)
    matter, today = talk.matter, local_day(at)
    if matter is None:
        raise Refused("有承诺就要有事项：请先把这次来访转为事项，再记承诺。")
    words = tidy(pledge.words)
    if not 2 <= len(words) <= WORDS_MAX:
        raise Refused("请写明承诺办什么（{words_max} 字以内）。", words_max=WORDS_MAX)
    if pledge.unit.kind != "unit" or not pledge.unit.is_active or pledge.unit.town_id != talk.town_id:
        raise Refused("请选本镇一个在用的单位来兑现承诺。")
    if not today <= pledge.due_on <= today + FAR:
        raise Refused("承诺的日子要在今天之后、一年之内。")
    made = Promise.objects.create(
        town_id=talk.town_id, talk=talk, matter=matter, unit=pledge.unit, words=words, due_on=pledge.due_on, made_at=at
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
    promises.wind(matter, owner_of(made), on=pledge.due_on, unit=pledge.unit, at=at)
    return made


def owner_of(made: Promise) -> str:
    """Whose clock it is: of this one promise."""
    return f"{OWNER}:{made.pk}"


def come_back(pk: int, *, at: datetime) -> bool:
    """After the clock of this promise rang: it is marked as back. False when it was kept or marked before."""
    return Promise.objects.filter(pk=pk, kept_at=None, came_back_at=None).update(came_back_at=at) == 1


@transaction.atomic
def keep_promise(made: Promise, *, how: str, seat: Seat, at: datetime) -> Promise:
    """By the unit that gave it, or by the clerk who was told. `how` is what the visitor reads."""
    access.require(seat, "reception.keep", of=made)
    if made.town_id != seat.town_id or (seat.role in ("handler", "village") and made.unit_id != seat.unit_id):
        raise NotAllowed("这个承诺由{unit}兑现，您的岗位不能代写。", unit=made.unit.title)
    how = tidy(how)
    if not 2 <= len(how) <= WORDS_MAX:
        raise Refused("请写明怎样兑现的（{words_max} 字以内），来访人看得到。", words_max=WORDS_MAX)
    done = StaleMove("这个承诺已经兑现过了，请刷新后再看。")
    still(made, {"kept_at": None}, done, kept_at=at, how=how, kept_by=seat)
    kernel.stop_promise(owner_of(made), at=at)
    kernel.record(
        made.matter,
        "promise_kept",
        actor=kernel.Actor.of(seat),
        at=at,
        promise=made.pk,
        unit_name=made.unit.title,
        how=how,
    )
    return made
