"""What was decided is carried out: tasks with dates that come back, and how it was done."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from xiangyue.counter import promises
from xiangyue.counter.wanted import wanted
from xiangyue.desks.council.access import require_at
from xiangyue.desks.council.actions.parts import for_everybody, sources_of, tell
from xiangyue.desks.council.actions.topics import free
from xiangyue.desks.council.models import Task, Topic
from xiangyue.desks.council.rules import BODIES, TASK_CLOCK
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import WORKER, Change
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Event, Party, Seat
from xiangyue.kernel.timekeeping import local_day

OWNER = TASK_CLOCK


@transaction.atomic
def give_task(topic: Topic, *, what: str, unit: Party | None, due_on: date, seat: Seat, at: datetime) -> Task:
    require_at(seat, "council.keep", topic.village)
    _decided(topic)
    if unit is None:
        raise Refused("请选择由谁落实。")
    if due_on < local_day(at):
        raise Refused("落实的日子不能早于今天。")
    told = for_everybody(wanted(what, _("请写要做什么。"), 300), sources_of(topic))
    task = Task.objects.create(
        town_id=topic.town_id, topic=topic, what=told, unit=unit, due_on=due_on, seat=seat, at=at
    )
    tell(topic, "topic_task", seat=seat, at=at, task=task.pk, unit_name=unit.title, due_on=f"{due_on}", what=told)
    promises.wind(topic.matter, f"{OWNER}:{task.pk}", on=due_on, unit=unit, at=at)
    return task


def _decided(topic: Topic) -> None:
    stands = topic.decisions.standing().first()
    if stands is None:
        raise Refused("这个议题还没有决定，先议定再落实。")
    if stands.route in BODIES:
        raise Refused("这个议题要{route}，等那边议定再落实。", route=stands.get_route_display())
    if topic.matter.closed_at is not None:
        raise Refused("这个议题已经落实，不能再派任务。")


@transaction.atomic
def finish_task(task: Task, *, how: str, seat: Seat, at: datetime) -> Event:
    """By the unit that carries it out, or by whoever keeps the village's table."""
    access.require(seat, "council.finish", of=task)
    if seat.unit_id != task.unit_id:
        require_at(seat, "council.keep", task.topic.village)
    told = for_everybody(wanted(how, _("请写怎样落实的。"), 300), sources_of(task.topic))
    still(
        task,
        {"done_at": None, "dropped_at": None},
        StaleMove("这项任务已经落实或已经取消，请刷新后再看。"),
        done_at=at,
        how=told,
    )
    kernel.stop_promise(f"{OWNER}:{task.pk}", at=at)
    return tell(task.topic, "topic_task_done", seat=seat, at=at, task=task.pk, how=told)


def task_comes_back(pk: int, *, at: datetime) -> Event | None:
    """Its day has come; None where it was done meanwhile."""
    task = Task.objects.select_related("topic__matter__town").get(pk=pk)
    if not Task.objects.filter(pk=pk, done_at=None, dropped_at=None, came_back_at=None).update(came_back_at=at):
        return None
    return kernel.record(task.topic.matter, "topic_task_due", actor=WORKER, at=at, task=task.pk, what=task.what)


@transaction.atomic
def carry_out(topic: Topic, *, words: str, seat: Seat, at: datetime) -> Event:
    """How it was carried out: told to each who raised it, and to be put on the board (VCL 35)."""
    require_at(seat, "council.keep", topic.village)
    _decided(topic)
    open_tasks = topic.tasks.filter(done_at=None, dropped_at=None).count()
    if open_tasks:
        raise Refused("还有 {n} 项任务没有落实，请先逐项登记怎样落实的。", n=open_tasks)
    told = for_everybody(wanted(words, _("请写落实情况。"), 1000), sources_of(topic))
    event = kernel.carry_out(topic.matter, carrying_out(told), actor=kernel.Actor.of(seat), at=at)
    free(topic, at=at)
    return event


def carrying_out(words: str) -> Change:
    return Change("topic_carried_out", {"words": words}, to="closed", frm=("handling", "reopened"))
