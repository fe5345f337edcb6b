from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, Tab, register
from xiangyue.counter.lists.filters import period, typed
from xiangyue.desks.honours import queries
from xiangyue.lib.personal import mask_personal

DESK = register(
    Listing(
        "honours:desk",
        "honours.see",
        _("荣誉推荐"),
        queries.recommendations,
        (
            Column("month", _("月份"), lambda row: f"{row.month:%Y-%m}", "month"),
            Column("title", _("荣誉"), lambda row: row.title, "title,month"),
            Column("unit", _("单位"), lambda row: row.unit.title, "unit__code"),
            Column("giver", _("谁推荐的"), lambda row: row.giver, "giver,month"),
            Column("document", _("文号或日期"), lambda row: row.document),
            Column("words", _("为什么"), lambda row: mask_personal(row.words), is_long=True),
            Column("evidence", _("依据几件"), lambda row: len(row.evidence.all()), is_number=True),
            Column("state", _("状态"), lambda row: gettext(row.get_state_display()), "state,month"),
        ),
        order="-month",
        tabs=(Tab("standing", _("有效"), Q(state="standing")), Tab("withdrawn", _("已撤回"), Q(state="withdrawn"))),
        filters=(typed("q", _("找荣誉、单位"), "title", "unit__title"), *period("month")),
        joined=("unit",),
    )
)
