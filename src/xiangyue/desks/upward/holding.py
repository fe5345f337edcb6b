"""Objections upward that somebody entered and the upper level has not answered."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as _

from xiangyue.counter.holdings import Held, Holding, register
from xiangyue.desks.upward.models import Objection
from xiangyue.kernel.models import Seat
from xiangyue.lib.personal import mask_personal


def waiting(seat: Seat, at: datetime) -> list[Held]:
    rows = Objection.objects.filter(seat=seat, state="open").select_related("matter").order_by("asked_at", "pk")
    return [Held(one.pk, mask_personal(one.matter.title), one.matter, one.due_at) for one in rows]


register(Holding("upward.waiting", _("向上级退单、在等答复的"), waiting))
