from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.counter.slips import own_last_deed
from xiangyue.desks.handling.actions.work import require_lead
from xiangyue.desks.handling.models import Assignment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Matter, Seat


@transaction.atomic
def assign(matter: Matter, *, to: Seat, seat: Seat, at: datetime) -> Event:
    """To a colleague of the lead unit, or to oneself; whoever had it before has it no more."""
    require_lead(matter, seat, "handling.work")
    if to.unit_id != matter.lead_unit_id or not Seat.objects.on(at).filter(pk=to.pk).exists():
        raise Refused("{to}不在本单位的岗位上，请从列表里重新选。", to=to.holder)
    held = Assignment.objects.filter(matter=matter).select_related("seat").first()
    Assignment.objects.update_or_create(
        matter=matter, defaults={"seat": to, "at": at, "before": held.seat if held else None}
    )
    return kernel.record(matter, "assigned", actor=kernel.Actor.of(seat), at=at, to=to.holder)


@transaction.atomic
def take_back_assignment(matter: Matter, *, seat: Seat, at: datetime) -> Event:
    """Within the minute, by the same seat, while nothing followed: whoever had it before has it again."""
    require_lead(matter, seat, "handling.work")
    own_last_deed(matter, "assigned", seat=seat, at=at)
    held = Assignment.objects.get(matter=matter)
    if held.before_id is None:
        held.delete()
    else:
        Assignment.objects.filter(matter=matter).update(seat_id=held.before_id, before=None, at=at)
    return kernel.record(matter, "assignment_taken_back", actor=kernel.Actor.of(seat), at=at, to=held.seat.holder)
