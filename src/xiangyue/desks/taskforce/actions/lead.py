"""包案: one leader at any time; a change is made openly, from the one whom whoever changes it had before them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.counter.wanted import wanted
from xiangyue.desks.taskforce.actions.take import require_leader
from xiangyue.desks.taskforce.actions.tell import tell
from xiangyue.desks.taskforce.models import HardCase
from xiangyue.kernel import access
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Event, Seat

_CHANGED = "这一案的包案领导刚刚被换过，或者已经办结，请刷新后再看。"


@transaction.atomic
def hand_over(case: HardCase, *, leader: Seat | None, was: Seat | None, reason: str, seat: Seat, at: datetime) -> Event:
    """StaleMove where the case has another leader by now than `was`."""
    access.require(seat, "taskforce.lead", of=case)
    why = wanted(reason, "请写明为什么换包案领导。")
    if was is None:
        raise StaleMove(_CHANGED)
    return _change(case, require_leader(leader, case.town_id, at), was, why, seat, at)


@transaction.atomic
def take_over(key: int, *, to: Seat, at: datetime) -> None:
    """From a leader who left, by the hand-over of their seat."""
    case = HardCase.objects.select_related("matter__town", "leader").get(pk=key)
    access.require(to, "taskforce.lead", of=case)
    _change(case, require_leader(to, case.town_id, at), case.leader, "岗位交接", to, at)


def _change(case: HardCase, to: Seat, was: Seat, why: str, seat: Seat, at: datetime) -> Event:
    if to.pk == was.pk:
        raise Refused("{name}已经是这一案的包案领导。", name=to.holder)
    still(case, {"leader": was, "closed_at": None}, StaleMove(_CHANGED), leader=to)
    return tell(case, "hard_led", seat=seat, at=at, leader=to.pk, from_name=was.holder, to_name=to.holder, reason=why)
