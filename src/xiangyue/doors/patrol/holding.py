"""Grids and zones that a seat answers for."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as _

from xiangyue.counter.holdings import Held, Holding, register
from xiangyue.doors.patrol.models import Watch
from xiangyue.kernel.models import Seat


def watched(seat: Seat, at: datetime) -> list[Held]:
    rows = Watch.objects.filter(seat=seat, until=None).select_related("place", "zone").order_by("place__code", "pk")
    return [Held(one.pk, str(one.zone) if one.zone else one.place.name) for one in rows]


register(Holding("patrol.watched", _("负责的网格和责任区（由网格管理员另行改派）"), watched))
