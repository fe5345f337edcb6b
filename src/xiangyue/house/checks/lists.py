from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, register
from xiangyue.counter.lists.filters import period
from xiangyue.house.models import Check


def outcome(check: Check) -> str:
    if check.error:
        return gettext("没有做完")
    if check.done_at is None:
        return gettext("进行中") if check.begun_at else gettext("等待后台")
    return gettext("发现 %(n)s 处问题") % {"n": check.n_faults} if check.n_faults else gettext("完好")


CHECKS = register(
    Listing(
        "house:checks:checks",
        "chain.verify",
        _("核验"),
        lambda seat: Check.objects.filter(town_id=seat.town_id),
        (
            Column("asked", _("要求核验的时间"), lambda row: row.asked_at, "asked_at"),
            Column("by", _("谁"), lambda row: row.asked_by.holder),
            Column("done", _("做完的时间"), lambda row: row.done_at),
            Column("total", _("动态"), lambda row: row.total, is_number=True),
            Column("outcome", _("结果"), outcome),
            Column("faults", _("问题"), lambda row: "\n".join([*row.faults, row.error]).strip(), is_long=True),
        ),
        order="-asked",
        filters=period("asked_at"),
        joined=("asked_by",),
    )
)
