"""Meetings that a seat called and whose minutes nobody has signed yet."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as _

from xiangyue.counter.holdings import Held, Holding, register
from xiangyue.desks.council.models import Meeting
from xiangyue.desks.council.rules import BODIES
from xiangyue.kernel.models import Seat


def called(seat: Seat, at: datetime) -> list[Held]:
    rows = Meeting.objects.filter(seat=seat, signed_at=None, cancelled_at=None).select_related("village")
    return [
        Held(one.pk, f"{one.village.name} {BODIES[one.body]}", None, one.begins_at)
        for one in rows.order_by("begins_at", "pk")
    ]


register(Holding("council.called", _("召集了、还没有签字归档的会议"), called))
