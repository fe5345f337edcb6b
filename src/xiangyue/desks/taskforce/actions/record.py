"""What is kept of a case on its way: meetings with their minutes, talks with the person, looks at the exit test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiangyue.counter.wanted import wanted
from xiangyue.desks.taskforce.actions.plan import SAY_CLOCK
from xiangyue.desks.taskforce.actions.tell import day_of, require_state, tell
from xiangyue.desks.taskforce.models import Check, HardCase, Meeting, Plan, Talk
from xiangyue.desks.taskforce.queries.cases import has_withdrawn
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Event, Seat
from xiangyue.kernel.timekeeping import local_day

MINUTES_MAX = 20_000
WHO, HOW = dict(Talk.WHO), dict(Talk.HOW)


@transaction.atomic
def meet(
    case: HardCase,
    *,
    on: date,
    present: str,
    minutes: str,
    decided: str,
    file: kernel.Upload | None = None,
    seat: Seat,
    at: datetime,
) -> Meeting:
    """Minutes that are longer than a page takes are attached as a file; what was decided is always written."""
    access.require(seat, "taskforce.plan", of=case)
    require_state(case, "open", "acting", "resting")
    told = {
        "present": wanted(present, "请写明哪些人到会。"),
        "minutes": wanted(minutes, "请写会商记要。", MINUTES_MAX),
        "decided": wanted(decided, "请写明会上定了什么。", 4000),
    }
    made = Meeting(town_id=case.town_id, case=case, on=day_of(case, on, at), **told, seat=seat, at=at)
    with only_once(Refused("{on} 的会商已经记过；同一天再有补充，请写进备注。", on=on.isoformat())):
        made.save(force_insert=True)
    if file is not None:
        kernel.attach(case.matter, file, actor=kernel.Actor.of(seat), at=at)
    tell(case, "hard_met", seat=seat, at=at, meeting=made.pk, on=on.isoformat(), **told)
    return made


@dataclass(frozen=True)
class NewTalk:
    """`solved`: in the person's own words; None where that was not asked."""

    on: date
    who: str
    how: str
    told: str
    said: str
    solved: bool | None = None


@transaction.atomic
def talk(case: HardCase, new: NewTalk, *, seat: Seat, at: datetime) -> Talk:
    access.require(seat, "taskforce.plan", of=case)
    require_state(case, "open", "acting", "resting")
    _may_be_heard(case, new)
    words = {
        "told": wanted(new.told, "请写明对诉求人说了什么。", 4000),
        "said": wanted(new.said, "请写明诉求人怎样回应；找不到人可听的，写明怎样得知。", 4000),
    }
    made = Talk(
        town_id=case.town_id,
        case=case,
        on=day_of(case, new.on, at),
        who=new.who,
        how=new.how,
        **words,
        solved=None if new.who == "nobody" else new.solved,
        seat=seat,
        at=at,
    )
    with only_once(Refused("{on} 与{who}的沟通已经记过。", on=new.on.isoformat(), who=WHO[new.who])):
        made.save(force_insert=True)
    for key in Plan.objects.filter(case=case, state="approved").values_list("pk", flat=True):
        kernel.stop_promise(f"{SAY_CLOCK}:{key}", at=at)
    told: dict[str, Any] = {"talk": made.pk, "on": made.on.isoformat(), **words}
    told |= {"who": made.who, "who_name": WHO[made.who], "how": made.how, "how_name": HOW[made.how]}
    told |= {"solved": made.solved} if made.solved is not None else {}
    tell(case, "hard_talked", seat=seat, at=at, **told)
    return made


def _may_be_heard(case: HardCase, new: NewTalk) -> None:
    if new.who not in WHO or new.how not in HOW:
        raise Refused("请选和谁沟通、怎样沟通的。")
    if new.who == "person" and case.died_on is not None and new.on > case.died_on:
        raise Refused("诉求人已经去世，请与近亲属或代理人沟通。")
    if new.who == "nobody" and case.died_on is None and not has_withdrawn(case):
        raise Refused("诉求人还在，要听他本人、近亲属或代理人的话。")


@transaction.atomic
def check(case: HardCase, *, holds: bool, words: str, seat: Seat, at: datetime) -> Check:
    """By somebody of the unit that the approved plan names, once a day."""
    access.require(seat, "taskforce.check", of=case)
    require_state(case, "acting")
    plan = Plan.objects.select_related("test_unit").get(case=case, state="approved")
    if plan.test_unit_id != seat.unit_id:
        raise NotAllowed("出清条件由{unit}确认，您的岗位不能代为确认。", unit=plan.test_unit.title)
    seen = wanted(words, "请写明看到了什么。", 2000)
    made = Check(town_id=case.town_id, case=case, on=local_day(at), holds=holds, words=seen, seat=seat, at=at)
    with only_once(Refused("今天已经按出清条件看过这一案了。")):
        made.save(force_insert=True)
    unit = plan.test_unit.title
    tell(case, "hard_checked", seat=seat, at=at, check=made.pk, holds=holds, unit_name=unit, words=seen)
    return made


@transaction.atomic
def note_death(case: HardCase, *, on: date, words: str, seat: Seat, at: datetime) -> Event:
    """Of whoever raised it: from then on their kin, or whoever acts for them, are heard instead."""
    access.require(seat, "taskforce.plan", of=case)
    require_state(case, "open", "acting", "resting")
    if on > local_day(at):
        raise Refused("去世的日子不能在今天之后。")
    how = wanted(words, "请写明怎样得知的。")
    still(case, {"died_on": None}, Refused("已经记过诉求人去世。"), died_on=on)
    return tell(case, "hard_person_died", seat=seat, at=at, on=on.isoformat(), words=how)
