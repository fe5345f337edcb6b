from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, register
from xiangyue.counter.lists.filters import Filter, Groups, by_key, choice, period, ungrouped, villages
from xiangyue.counter.readers import whole
from xiangyue.doors.patrol import queries, terms
from xiangyue.doors.patrol.models import LEVELS
from xiangyue.kernel import moves
from xiangyue.kernel.access import with_seen_matter
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.personal import mask_personal


def _became(row: Any) -> str:
    return moves.label(row.matter.state, get_language() or "zh") if row.matter else gettext("网格员当场办结")


def _tasks(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(task.name, task.name) for task in terms.tasks(seat.town, local_day(at))])


def _levels(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(str(key), gettext(label)) for key, label in LEVELS])


def _in_village(rows: Any, value: str, seat: Seat, at: datetime) -> Any:
    key = whole(value)
    return None if key is None else rows.filter(Q(place=key) | Q(place__parent=key))


FINDINGS = register(
    Listing(
        "patrol:findings",
        "patrol.see",
        _("巡查发现"),
        lambda seat: with_seen_matter(queries.findings_for(seat), seat),
        (
            Column("words", _("发现了什么"), lambda row: mask_personal(row.words), is_long=True),
            Column("task", _("事项清单"), lambda row: row.task, "task,received_at"),
            Column("level", _("等级"), lambda row: gettext(row.get_level_display()), "level,received_at"),
            Column("place", _("地点"), lambda row: row.place.name if row.place else gettext("镇里")),
            Column("seat", _("谁发现的"), lambda row: row.seat.holder),
            Column("at", _("发现时间"), lambda row: row.at, "at"),
            Column("received", _("收到时间"), lambda row: row.received_at, "received_at"),
            Column("became", _("后来怎样"), _became),
            Column("number", _("编号"), lambda row: row.matter.number if row.is_seen else ""),
            Column("note", _("怎么办结的"), lambda row: mask_personal(row.note), is_long=True),
        ),
        order="-received",
        filters=(
            choice("task", _("事项清单"), "task", _tasks),
            Filter("level", _("等级"), by_key("level"), _levels),
            Filter("village", _("村和社区"), _in_village, villages),
            *period("at"),
        ),
    )
)
