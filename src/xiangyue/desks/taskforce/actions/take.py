"""Taking a matter in as a hard case, and joining others with it on the same table."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.counter.wanted import wanted
from xiangyue.desks.taskforce.access import LEADERS
from xiangyue.desks.taskforce.actions.propose import why_not
from xiangyue.desks.taskforce.actions.tell import require_state, tell
from xiangyue.desks.taskforce.models import HardCase, OnTable, Proposal
from xiangyue.desks.taskforce.rules import TOPICS
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import only_once
from xiangyue.kernel.models import Link, Matter, Seat


@transaction.atomic
def take_in(matter: Matter, *, topic: str, why: str, leader: Seat | None, seat: Seat, at: datetime) -> HardCase:
    """With the leader who takes it on (包案). What was proposed of it is decided by this."""
    access.require(seat, "taskforce.take", of=matter)
    if topic not in TOPICS:
        raise Refused("请选这是哪一类疑难诉求。")
    words = wanted(why, "请写一句为什么收进专班。")
    chief = require_leader(leader, matter.town_id, at)
    if stopped := why_not(matter):
        raise Refused(stopped)
    case = HardCase(
        town_id=matter.town_id,
        matter=matter,
        state="open",
        topic=topic,
        reasons=_decide_proposal(matter, words, seat, at),
        why=words,
        leader=chief,
        taken_by=seat,
        taken_at=at,
    )
    with only_once(StaleMove("{number} 已经是专班的案件，请刷新后再看。", number=matter.number)):
        case.save(force_insert=True)
        put_on_table(case, matter, at)
    tell(case, "hard_taken", seat=seat, at=at, leader=chief.pk, leader_name=chief.holder, topic=topic, why=words)
    return case


def require_leader(leader: Seat | None, town_id: int, at: datetime) -> Seat:
    """Somebody of the town's leaders who sits there now."""
    held = leader is not None and leader.since <= at and (leader.until is None or at < leader.until)
    if leader is None or not held or leader.town_id != town_id or leader.role not in LEADERS:
        raise Refused("请选一位在任的镇领导包案。")
    return leader


def _decide_proposal(matter: Matter, words: str, seat: Seat, at: datetime) -> list[str]:
    """The reasons of the proposal that waited; `chosen` where there was none."""
    waiting = Proposal.objects.filter(matter=matter, state="waiting").first()
    if waiting is None:
        return ["chosen"]
    Proposal.objects.filter(pk=waiting.pk, state="waiting").update(
        state="taken", decided_by=seat, decided_at=at, decision=words
    )
    return list(waiting.reasons)


def put_on_table(case: HardCase, matter: Matter, at: datetime) -> None:
    OnTable.objects.create(town_id=case.town_id, case=case, matter=matter, since=at)


@transaction.atomic
def join(case: HardCase, *, other: Matter | None, seat: Seat, at: datetime) -> Link:
    """Another matter of the same trouble, by whomever: each is still answered by its own unit."""
    access.require(seat, "taskforce.plan", of=case)
    require_state(case, "open", "acting")
    if other is None:
        raise Refused("请填要并到这一案来的事项编号。")
    if stopped := why_not(other):
        raise Refused(stopped)
    with only_once(StaleMove("{number} 已经在一个专班案件里，请刷新后再看。", number=other.number)):
        put_on_table(case, other, at)
    return kernel.link(other, case.matter, relation="joined_with", actor=kernel.Actor.of(seat), at=at)
