"""Firms' requests that a steward follows as their first contact."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as _

from xiangyue.counter.holdings import Held, Holding, register
from xiangyue.doors.enterprise.models import Request
from xiangyue.kernel.models import Seat
from xiangyue.lib.personal import mask_personal


def followed(seat: Seat, at: datetime) -> list[Held]:
    rows = Request.objects.filter(first_contact=seat, matter__closed_at=None).select_related("matter")
    return [Held(one.pk, mask_personal(one.matter.title), one.matter, one.matter.due_at) for one in rows.order_by("pk")]


register(Holding("enterprise.followed", _("首问负责的企业诉求（由负责人另行改派）"), followed))
