"""一案一策: written, approved by another person, revised by a new writing. Approved steps have clocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from xiangyue.counter import promises
from xiangyue.counter.wanted import at_most, wanted
from xiangyue.desks.taskforce.actions.take import require_leader
from xiangyue.desks.taskforce.actions.tell import require_state, tell
from xiangyue.desks.taskforce.models import HardCase, Plan, Step
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Event, Matter, Party, Seat
from xiangyue.kernel.recusals import is_kept_from
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib import decimals
from xiangyue.lib.marking import marked as _

STEP_CLOCK, SAY_CLOCK = "taskforce.step", "taskforce.say"
WORDS_MAX, STEPS_MAX, TEST_DAYS_MAX = 4000, 20, 730
FAR = timedelta(days=5 * 366)


@dataclass(frozen=True)
class NewStep:
    what: str
    unit: Party | None
    due_on: date | None
    money: Decimal | None = None


@dataclass(frozen=True)
class NewPlan:
    """`change`: of a revision, what is different from the version before it and why."""

    facts: str
    should: str
    can: str
    how: str
    law: str
    say: str
    say_on: date
    test: str
    test_days: int
    test_unit: Party | None
    steps: Sequence[NewStep]
    change: str = ""


_ASKED = {
    "facts": _("请写清事实和来龙去脉。"),
    "should": _("请写“该不该”：这件事镇里该不该管、诉求合不合理。"),
    "can": _("请写“能不能”：政策、条件上能不能办到。"),
    "how": _("请写“怎么办”。"),
    "law": _("请写法律政策依据。"),
    "say": _("请写怎样对诉求人说。"),
    "test": _("请写出清条件：什么成立了才算办完。"),
}


@transaction.atomic
def write_plan(case: HardCase, new: NewPlan, *, over: int, seat: Seat, at: datetime) -> Plan:
    """`over` is the version that the writer had before them, 0 for none: whoever writes over an older one is told."""
    access.require(seat, "taskforce.plan", of=case)
    require_state(case, "open", "acting")
    texts = {name: wanted(getattr(new, name), empty, WORDS_MAX) for name, empty in _ASKED.items()}
    if over:
        texts["change"] = wanted(new.change, "改方案请写明改了什么、为什么改。")
    _fits(case, new, at)
    made = Plan(
        town_id=case.town_id,
        case=case,
        version=over + 1,
        state="draft",
        **texts,
        say_on=new.say_on,
        test_days=new.test_days,
        test_unit=new.test_unit,
        written_by=seat,
        written_at=at,
    )
    with only_once(StaleMove("这一案的方案刚刚有了新的一版，请刷新后在它上面改；您写的内容还在。")):
        Plan.objects.filter(case=case, state="draft", version=over).update(state="replaced")
        made.save(force_insert=True)
    steps = [_keep(made, number, step) for number, step in enumerate(new.steps, 1)]
    tell(case, "hard_planned", seat=seat, at=at, **_told(made, texts, steps))
    return made


def _fits(case: HardCase, new: NewPlan, at: datetime) -> None:
    first, last = local_day(case.taken_at), local_day(at) + FAR
    if not new.steps:
        raise Refused("方案至少要有一步：谁、做什么、哪天做完。")
    if len(new.steps) > STEPS_MAX:
        raise Refused("一版方案最多 {most} 步，写了 {n} 步。", most=STEPS_MAX, n=len(new.steps))
    for number, step in enumerate(new.steps, 1):
        if len(step.what.strip()) < 2 or step.due_on is None:
            raise Refused("第 {number} 步要写清做什么、哪天做完。", number=number)
        _require_unit(case.matter, step.unit, Refused("第 {number} 步要选本镇一个在用的单位。", number=number))
        if not first <= step.due_on <= last:
            raise Refused(
                "第 {number} 步的日子（{on}）要在收案那天（{first}）之后、五年之内。",
                number=number,
                on=step.due_on.isoformat(),
                first=first.isoformat(),
            )
    if not first <= new.say_on <= last:
        raise Refused("告诉诉求人的日子要在收案那天之后、五年之内。")
    if not 0 <= new.test_days <= TEST_DAYS_MAX:
        raise Refused("出清条件要保持的天数在 0 到 {most} 之间。", most=TEST_DAYS_MAX)
    confirms = _require_unit(case.matter, new.test_unit, Refused("请选由哪个单位确认出清条件。"))
    if confirms.pk == case.matter.lead_unit_id:
        raise Refused("出清条件不能由主办单位自己确认，请选别的单位，例如村委会或诉求处置中心。")


def _require_unit(matter: Matter, unit: Party | None, missing: Refused) -> Party:
    if unit is None or not unit.is_active or unit.town_id != matter.town_id:
        raise missing
    if is_kept_from(matter, unit):
        raise Refused("{unit}须回避这件事，不能写进方案。", unit=unit.title)
    return unit


def _keep(plan: Plan, number: int, step: NewStep) -> Step:
    assert step.unit is not None and step.due_on is not None  # they fit
    return Step.objects.create(
        town_id=plan.town_id,
        plan=plan,
        number=number,
        what=step.what.strip()[:WORDS_MAX],
        unit=step.unit,
        due_on=step.due_on,
        money=step.money,
    )


def _told(plan: Plan, texts: dict[str, str], steps: Sequence[Step]) -> dict[str, Any]:
    return {
        "plan": plan.pk,
        "edition": plan.version,
        **texts,
        "say_on": plan.say_on.isoformat(),
        "test_days": plan.test_days,
        "test_unit": plan.test_unit.code,
        "steps": steps_told(steps),
    }


def steps_told(steps: Sequence[Step]) -> str:
    """Line by line, as the chain commits to them."""
    return "\n".join(
        f"{one.number}. {one.what}｜{one.unit.title}｜{one.due_on.isoformat()}"
        + (f"｜{decimals.plain(one.money)} 元" if one.money is not None else "")
        for one in steps
    )


@transaction.atomic
def approve_plan(plan: Plan, *, words: str, seat: Seat, at: datetime) -> Plan:
    """By a leader who did not write it. What was approved before is replaced, and what it had not done yet dropped."""
    case = plan.case
    access.require(seat, "taskforce.approve", of=plan)
    require_state(case, "open", "acting")
    if plan.written_by.user_id == seat.user_id:
        raise NotAllowed("自己写的方案不能自己审定，请换一位领导。")
    require_leader(case.leader, case.town_id, at)
    for old in Plan.objects.filter(case=case, state="approved").select_for_update():
        _replace(old, at)
    _decide(plan, "approved", words, seat, at)
    HardCase.objects.filter(pk=case.pk).update(state="acting")
    case.state = "acting"
    steps = list(plan.steps.select_related("unit").order_by("number"))
    _wind(plan, steps, at)
    units = {one.unit.code for one in steps} | {plan.test_unit.code}
    told: dict[str, Any] = {"plan": plan.pk, "edition": plan.version, "units": sorted(units)}
    told |= {"until_on": max(one.due_on for one in steps).isoformat()}
    told |= {"words": plan.decision} if plan.decision else {}
    tell(case, "hard_plan_approved", seat=seat, at=at, **told)
    return plan


def _replace(old: Plan, at: datetime) -> None:
    Plan.objects.filter(pk=old.pk).update(state="replaced")
    dropped = Step.objects.filter(plan=old, done_at=None, dropped_at=None)
    for key in list(dropped.values_list("pk", flat=True)):
        kernel.stop_promise(f"{STEP_CLOCK}:{key}", at=at)
    dropped.update(dropped_at=at)
    kernel.stop_promise(f"{SAY_CLOCK}:{old.pk}", at=at)


def _wind(plan: Plan, steps: Sequence[Step], at: datetime) -> None:
    matter = plan.case.matter
    wind_steps(matter, steps, at)
    promises.wind(matter, f"{SAY_CLOCK}:{plan.pk}", on=plan.say_on, unit=matter.lead_unit, at=at)


def wind_steps(matter: Matter, steps: Iterable[Step], at: datetime) -> None:
    for one in steps:
        promises.wind(matter, f"{STEP_CLOCK}:{one.pk}", on=one.due_on, unit=one.unit, at=at)


@transaction.atomic
def return_plan(plan: Plan, *, words: str, seat: Seat, at: datetime) -> Event:
    access.require(seat, "taskforce.approve", of=plan)
    _decide(plan, "returned", wanted(words, "请写明哪里要改。"), seat, at)
    return tell(
        plan.case, "hard_plan_returned", seat=seat, at=at, plan=plan.pk, edition=plan.version, words=plan.decision
    )


def _decide(plan: Plan, state: str, words: str, seat: Seat, at: datetime) -> None:
    done = StaleMove("这一版方案刚刚被审过或改过，请刷新后再看。")
    columns = {"decided_by": seat, "decided_at": at, "decision": at_most(words)}
    still(plan, {"state": "draft"}, done, state=state, **columns)
