"""当场办结: answered where it was said, in front of the person. They are still asked whether it is solved."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.kernel.actions.assign import assign_lead
from xiangyue.kernel.actions.clocks import UNIT_CLOCKS, stop_clocks
from xiangyue.kernel.actions.record import Actor, move
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Matter, Party


@transaction.atomic
def settle(matter: Matter, *, unit: Party, text: str, actor: Actor, at: datetime) -> Event:
    """Dispatched to the unit that stands there and answered by it in one deed; the village block of art. 17 holds."""
    if len(text.strip()) < 4:
        raise Refused("请写下当场怎样办的、怎样答复的，至少几个字。")
    assign_lead(matter, unit=unit, actor=actor, at=at)
    event = move(
        matter,
        to="answered",
        event="settled_on_the_spot",
        actor=actor,
        at=at,
        changes={"answered_at": at},
        unit_name=unit.title,
        text=text.strip(),
    )
    stop_clocks(matter, at=at, kinds=UNIT_CLOCKS)
    return event
