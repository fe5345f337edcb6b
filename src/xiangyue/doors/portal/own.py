"""The owners' page for whatever has none of its own: appeals, visits, what a household said at its door."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xiangyue.counter.own.declared import Own, register
from xiangyue.kernel.models import Matter
from xiangyue.kernel.stages import Stage


def _who(matter: Matter, stage: Stage) -> str:
    return matter.lead_unit.title if matter.lead_unit is not None else _("市民诉求处置中心（正在派单）")


def _more(matter: Matter, at: datetime) -> dict[str, Any]:
    return {"neighbours": Matter.objects.filter(parent=matter.parent_id or matter.pk).count()}


OWN = register(
    Own(
        "portal",
        kinds=("appeal",),
        find=gettext_noop("查进度"),
        receipt=gettext_noop("收到了，这是您的回执"),
        said=gettext_noop("您说的"),
        hidden="要看这件事，请先用回执上的十位查询码和尾号打开它。",
        who=_who,
        more=_more,
    )
)
