from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, register
from xiangyue.counter.lists.filters import Filter, Groups, by_key, choice, period, typed, ungrouped
from xiangyue.doors.hotline import queries
from xiangyue.doors.hotline.models import ImportRun
from xiangyue.kernel.models import Seat

TONES = {"checked": "soon", "writing": "info", "done": "calm", "broken": "late", "undoing": "info", "undone": "paused"}


def _states(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(label)) for key, label in ImportRun.STATES])


def _mappings(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(str(one.pk), one.name) for one in queries.mappings(seat.town)])


def _mapping(run: ImportRun) -> str:
    return run.mapping.name if run.mapping else gettext("未定列对应")


RUNS = register(
    Listing(
        "hotline:imports",
        "hotline.import",
        _("导入记录"),
        queries.runs,
        (
            Column(
                "file",
                _("文件"),
                lambda run: run.file_name,
                "file_name",
                link=lambda run: reverse("hotline:run", args=[run.pk]),
            ),
            Column(
                "state",
                _("状态"),
                lambda run: gettext(run.get_state_display()),
                "state,started_at",
                tone=lambda run: TONES[run.state],
            ),
            Column("rows", _("行数"), lambda run: run.rows, "rows", is_number=True),
            Column("new", _("新工单"), lambda run: run.created, "created", is_number=True),
            Column("home", _("带回结果"), lambda run: run.brought_home, "brought_home", is_number=True),
            Column("same", _("没有变化"), lambda run: run.unchanged, "unchanged", is_number=True),
            Column("bad", _("退回"), lambda run: run.bad, "bad", is_number=True),
            Column("mapping", _("列对应"), _mapping),
            Column("who", _("谁导入的"), lambda run: run.seat.holder if run.seat else ""),
            Column("at", _("时间"), lambda run: run.started_at, "started_at"),
        ),
        order="-at",
        filters=(
            typed("q", _("文件名里的字"), "file_name"),
            choice("state", _("状态"), "state", _states),
            Filter("mapping", _("列对应"), by_key("mapping_id"), _mappings),
            *period("started_at"),
        ),
        joined=("mapping", "seat"),
    )
)
