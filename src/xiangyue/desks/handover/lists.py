"""Hand-overs: those that nobody has accepted yet stand first."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, Tab, register
from xiangyue.counter.lists.filters import period, typed
from xiangyue.desks.handover import queries

DESK = register(
    Listing(
        "handover:desk",
        "handover.see",
        _("岗位交接"),
        queries.handovers,
        (
            Column(
                "leaver",
                _("交出"),
                lambda row: row.leaver.holder,
                "leaver__holder",
                link=lambda row: reverse("handover:one", args=[row.pk]),
            ),
            Column("unit", _("单位"), lambda row: row.leaver.unit.title, "leaver__unit__code"),
            Column("successor", _("接手"), lambda row: row.successor.holder, "successor__holder"),
            Column("n", _("项数"), lambda row: row.n_items, is_number=True),
            Column("started", _("发起时间"), lambda row: row.started_at, "started_at"),
            Column("state", _("状态"), lambda row: gettext(row.get_state_display()), "state"),
            Column("ended", _("接手时间"), lambda row: row.ended_at),
        ),
        order="-started",
        tabs=(
            Tab("open", _("待接手"), Q(state="open"), order="started"),
            Tab("accepted", _("已接手"), Q(state="accepted")),
            Tab("all", _("全部"), Q()),
        ),
        filters=(typed("person", _("姓名"), "leaver__holder", "successor__holder"), *period("started_at")),
        joined=("leaver__unit", "successor"),
        waits=True,
    )
)
