"""Promises of reception days that the unit of the seat owes."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as _

from xiangyue.counter.holdings import Held, Holding, register
from xiangyue.doors.reception.models import Promise
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import day_begins
from xiangyue.lib.personal import mask_personal


def promises(seat: Seat, at: datetime) -> list[Held]:
    rows = Promise.objects.filter(unit_id=seat.unit_id, kept_at=None).select_related("matter").order_by("due_on", "pk")
    return [Held(one.pk, mask_personal(one.words), one.matter, day_begins(one.due_on)) for one in rows]


register(Holding("reception.promises", _("本单位的接待承诺"), promises))
