"""What every deed of a case does alike: its event on the matter, and the states in which it may be done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from xiangyue.desks.taskforce.models import HardCase
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Seat
from xiangyue.kernel.timekeeping import local_day

STATES = dict(HardCase.STATES)


def tell(case: HardCase, name: str, *, seat: Seat, at: datetime, **told: Any) -> Event:
    return kernel.record(case.matter, name, actor=kernel.Actor.of(seat), at=at, **told)


def require_state(case: HardCase, *states: str) -> None:
    """As the row stands now, not as the page had it; it stays so until the deed is done."""
    now = HardCase.objects.select_for_update().values_list("state", flat=True).get(pk=case.pk)
    if now not in states:
        raise Refused(
            "{number} 的专班案件现在是“{state}”，不能这样办；这要在“{wanted}”时办。",
            number=case.matter.number,
            state=STATES[now],
            wanted=[STATES[one] for one in states],
        )


def day_of(case: HardCase, on: date, at: datetime) -> date:
    """A day on which something was done for the case: not before it, and not to come."""
    if not local_day(case.taken_at) <= on <= local_day(at):
        raise Refused(
            "日期要在收案那天（{first}）和今天之间，写的是 {on}。",
            first=local_day(case.taken_at).isoformat(),
            on=on.isoformat(),
        )
    return on
