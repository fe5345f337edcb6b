"""Hard cases that a leader has taken on, and steps of plans that wait for a word from the centre."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as _

from xiangyue.counter.holdings import Held, Holding, register
from xiangyue.desks.taskforce.actions import take_over
from xiangyue.desks.taskforce.models import HardCase, Plan
from xiangyue.kernel.models import Seat
from xiangyue.lib.personal import mask_personal


def led(seat: Seat, at: datetime) -> list[Held]:
    rows = HardCase.objects.filter(leader=seat, closed_at=None).select_related("matter").order_by("taken_at", "pk")
    return [Held(one.pk, mask_personal(one.matter.title), one.matter) for one in rows]


def drafts(seat: Seat, at: datetime) -> list[Held]:
    rows = Plan.objects.filter(written_by=seat, state="draft").select_related("case__matter").order_by("written_at")
    return [Held(one.pk, mask_personal(one.case.matter.title), one.case.matter) for one in rows]


register(Holding("taskforce.led", _("包案的疑难诉求"), led, take_over))
register(Holding("taskforce.drafts", _("待审定的一案一策"), drafts))
