"""Appeals against the score, by where they stand."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, Tab, register
from xiangyue.counter.lists.columns import matter_columns
from xiangyue.counter.lists.filters import Groups, choice, matter_filters, period, ungrouped
from xiangyue.figures.appeals import queries
from xiangyue.figures.appeals.models import Appeal
from xiangyue.figures.appeals.rules import GROUND
from xiangyue.kernel.dated import holding_on
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.personal import mask_personal


def _page(row: Appeal) -> str:
    return reverse("appeals:one", args=[row.pk])


def _grounds(seat: Seat, at: datetime) -> Groups:
    rows = holding_on(seat.town, GROUND, local_day(at)).order_by("key")
    return ungrouped([(row.key, row.value["title"]) for row in rows])


DESK = register(
    Listing(
        "appeals:desk",
        "appeals.see",
        _("考核申诉"),
        queries.appeals,
        (
            Column("number", _("编号"), lambda row: row.matter.number, "matter__number", link=_page),
            *matter_columns(lambda row: row.matter, "matter__", only=("title", "place")),
            Column("period", _("考核期"), lambda row: row.period, "period"),
            Column("due", _("最迟报送"), lambda row: row.due_on, "due_on"),
            Column("ground", _("申诉理由"), lambda row: row.ground_name, "ground"),
            Column("stands", _("状态"), lambda row: gettext(row.get_state_display()), "state"),
            Column("agreed", _("镇里同意"), lambda row: row.agreed_at, "agreed_at"),
            Column("sent", _("报送时间"), lambda row: row.sent_at, "sent_at"),
            Column("answer", _("上级的答复"), lambda row: mask_personal(row.answer), is_long=True),
        ),
        order="-agreed",
        tabs=(
            Tab("agreed", _("待报送"), Q(state="agreed"), order="due"),
            Tab("sent", _("已报送"), Q(state="sent"), order="sent"),
            Tab("upheld", _("申诉成立"), Q(state="upheld")),
            Tab("rejected", _("申诉不成立"), Q(state="rejected")),
            Tab("all", _("全部"), Q()),
        ),
        filters=(
            *matter_filters("matter__", only=("q", "unit", "place", "category")),
            choice("ground", _("申诉理由"), "ground", _grounds),
            *period("agreed_at"),
        ),
        joined=("matter__place", "matter__lead_unit", "matter__category"),
    )
)
