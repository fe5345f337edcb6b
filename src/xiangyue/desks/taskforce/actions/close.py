"""How a case ends: closed when its exit test holds and the person was heard, or explained and rested until a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from xiangyue.counter import promises
from xiangyue.counter.wanted import wanted
from xiangyue.desks.taskforce.actions.plan import SAY_CLOCK, STEP_CLOCK, wind_steps
from xiangyue.desks.taskforce.actions.take import put_on_table
from xiangyue.desks.taskforce.actions.tell import require_state, tell
from xiangyue.desks.taskforce.models import HardCase, OnTable, Step
from xiangyue.desks.taskforce.queries.cases import has_withdrawn
from xiangyue.desks.taskforce.queries.closing import was_explained, what_is_missing
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Event, Matter, Seat
from xiangyue.kernel.timekeeping import local_day

REST_CLOCK = "taskforce.rest"
REST_MOST = timedelta(days=2 * 366)
ENDS = dict(HardCase.ENDS)
_SOMEBODY = "这一案刚刚被别人办结、搁置或重办，请刷新后再看。"


@transaction.atomic
def close(case: HardCase, *, words: str, seat: Seat, at: datetime) -> Event:
    """化解: refused with all that is missing, one sentence for each."""
    access.require(seat, "taskforce.approve", of=case)
    require_state(case, "acting")
    if missing := what_is_missing(case):
        raise Refused("还不能办结：{missing}", missing="；".join(missing) + "。")
    return _end(case, "acting", "solved", wanted(words, "请写一句怎样化解的，诉求人会看到。"), seat, at)


@transaction.atomic
def close_withdrawn(case: HardCase, *, words: str, seat: Seat, at: datetime) -> Event:
    """Because whoever raised it took it back. It is not counted as solved."""
    access.require(seat, "taskforce.approve", of=case)
    require_state(case, "open", "acting", "resting")
    if not has_withdrawn(case):
        raise Refused("诉求人没有撤回这件事，不能这样办结。")
    return _end(case, case.state, "withdrawn", wanted(words, "请写明问过诉求人没有、为什么撤回。"), seat, at)


def _end(case: HardCase, frm: str, how: str, words: str, seat: Seat, at: datetime) -> Event:
    columns = {"state": "closed", "closed_at": at, "closed_how": how, "closed_words": words, "rest_until": None}
    still(case, {"state": frm}, StaleMove(_SOMEBODY), **columns)
    _stop_promises(case, at)
    OnTable.objects.filter(case=case, until=None).update(until=at)
    if how == "withdrawn":
        return tell(case, "hard_withdrawn", seat=seat, at=at, words=words)
    return tell(case, "hard_closed", seat=seat, at=at, how=how, how_name=ENDS[how], words=words)


def _stop_promises(case: HardCase, at: datetime) -> None:
    for key in Step.objects.filter(plan__case=case, done_at=None).values_list("pk", flat=True):
        kernel.stop_promise(f"{STEP_CLOCK}:{key}", at=at)
    for key in case.plans.values_list("pk", flat=True):
        kernel.stop_promise(f"{SAY_CLOCK}:{key}", at=at)
    kernel.stop_promise(f"{REST_CLOCK}:{case.pk}", at=at)


@transaction.atomic
def rest(case: HardCase, *, until: date, words: str, seat: Seat, at: datetime) -> Event:
    """解释疏导后搁置: explained to them since the plan was approved; it comes back by itself on its day."""
    access.require(seat, "taskforce.approve", of=case)
    require_state(case, "acting")
    today = local_day(at)
    if not today < until <= today + REST_MOST:
        raise Refused("再看的日子要在明天之后、两年之内。")
    if not was_explained(case):
        raise Refused("搁置之前要按方案向诉求人解释过：请先记一次方案审定以后的沟通。")
    why = wanted(words, "请写明为什么现在办不了、凭什么这样说，诉求人会看到。", 2000)
    still(case, {"state": "acting"}, StaleMove(_SOMEBODY), state="resting", rest_until=until)
    _stop_promises(case, at)  # nobody reports a step meanwhile
    promises.wind(case.matter, f"{REST_CLOCK}:{case.pk}", on=until, unit=case.matter.lead_unit, at=at)
    return tell(case, "hard_rested", seat=seat, at=at, until_on=until.isoformat(), words=why)


@transaction.atomic
def come_back(pk: int, *, at: datetime) -> bool:
    """After its clock rang. False where it rests no longer, or was rested again until a later day."""
    case = HardCase.objects.select_related("matter__town").get(pk=pk)
    due = HardCase.objects.filter(pk=pk, state="resting", rest_until__lte=local_day(at))
    if due.update(state="acting", rest_until=None) != 1:
        return False
    owed = Step.objects.filter(plan__case=case, plan__state="approved", done_at=None, dropped_at=None)
    wind_steps(case.matter, owed.select_related("unit").order_by("number"), at)
    kernel.record(case.matter, "hard_came_back", actor=kernel.WORKER, at=at)
    return True


@transaction.atomic
def reopen(case: HardCase, *, reason: str, seat: Seat, at: datetime) -> Event:
    """The trouble is there again, whenever that is and through whichever door it is heard."""
    access.require(seat, "taskforce.approve", of=case)
    require_state(case, "resting", "closed")
    why = wanted(reason, "请写明什么又出现了、从哪里得知。")
    if not _open_again(case, at):
        raise StaleMove(_SOMEBODY)
    return tell(case, "hard_reopened", seat=seat, at=at, reason=why)


@transaction.atomic
def take_up_again(matter: Matter, *, reason: str, at: datetime) -> bool:
    """After the matter itself was reopened. False where it has no case, or one that is open."""
    case = HardCase.objects.filter(matter=matter).first()
    if case is None or not _open_again(case, at):
        return False
    kernel.record(matter, "hard_reopened", actor=kernel.WORKER, at=at, reason=reason)
    return True


def _open_again(case: HardCase, at: datetime) -> bool:
    """The plan did not do: it is studied again, and what was heard and looked at before counts no more."""
    columns = {"state": "open", "closed_at": None, "closed_how": "", "closed_words": "", "rest_until": None}
    ended = HardCase.objects.filter(pk=case.pk, state__in=("closed", "resting"))
    if ended.update(**columns, reopened_at=at) != 1:
        return False
    kernel.stop_promise(f"{REST_CLOCK}:{case.pk}", at=at)
    if not OnTable.objects.filter(case=case, matter_id=case.matter_id, until=None).exists():
        put_on_table(case, case.matter, at)
    case.refresh_from_db(fields=[*columns, "reopened_at"])
    return True
