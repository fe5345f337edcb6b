"""A step of the approved plan, reported done by its unit or entered by the centre for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.counter.wanted import wanted
from xiangyue.desks.taskforce.actions.plan import STEP_CLOCK
from xiangyue.desks.taskforce.actions.tell import require_state, tell
from xiangyue.desks.taskforce.models import Step
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import NotAllowed, StaleMove
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import local_day


@transaction.atomic
def report_step(step: Step, *, result: str, seat: Seat, at: datetime) -> Step:
    access.require(seat, "taskforce.report", of=step)
    if step.unit_id != seat.unit_id and not access.may(seat, "taskforce.plan"):
        raise NotAllowed("这一步由{unit}来做，您的岗位不能代报。", unit=step.unit.title)
    case = step.plan.case
    require_state(case, "acting")
    words = wanted(result, "请写明做成了什么。", 2000)
    done = StaleMove("这一步已经报过，或者方案改了不再要它，请刷新后再看。")
    standing = {"done_at": None, "dropped_at": None, "plan__state": "approved"}
    still(step, standing, done, done_on=local_day(at), done_by=seat, done_at=at, result=words)
    kernel.stop_promise(f"{STEP_CLOCK}:{step.pk}", at=at)
    unit = step.unit.title
    tell(case, "hard_step_done", seat=seat, at=at, step=step.pk, number=step.number, unit_name=unit, result=words)
    return step
