"""What was objected to upward, and what is another's by law."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Filter, Listing, Tab, register
from xiangyue.counter.lists.columns import matter_columns
from xiangyue.counter.lists.filters import Groups, by_key, matter_filters, period, ungrouped
from xiangyue.desks.upward import queries
from xiangyue.desks.upward.models import Objection, Statutory
from xiangyue.kernel.models import Matter, Party, Seat
from xiangyue.lib.personal import mask_personal


def _of(row: Objection | Statutory) -> Matter:
    return row.matter


def _page(row: Objection | Statutory) -> str:
    return reverse("upward:matter", args=[row.matter.number])


def _units(seat: Seat, at: datetime) -> Groups:
    rows = Party.objects.filter(town_id=seat.town_id, kind="unit").order_by("code")
    return ungrouped([(str(row.pk), row.title) for row in rows])


_NUMBER = Column("number", _("编号"), lambda row: row.matter.number, "matter__number", link=_page)
_BY_LAW = Column("by_law", _("法定承办"), lambda row: row.unit.title, "unit__code")
_CLAUSE = Column("clause", _("依据"), lambda row: row.clause_name, "clause_name")
_UPPER = Filter("by_law", _("法定承办"), by_key("unit_id"), _units)

DESK = register(
    Listing(
        "upward:desk",
        "upward.see",
        _("向上级退单"),
        queries.objections,
        (
            _NUMBER,
            *matter_columns(_of, "matter__", only=("title", "state")),
            Column("holder", _("退单时由谁办"), lambda row: row.holder.title if row.holder else "", "holder__code"),
            _BY_LAW,
            _CLAUSE,
            Column("reason", _("理由"), lambda row: mask_personal(row.reason), is_long=True),
            Column("asked", _("退单时间"), lambda row: row.asked_at, "asked_at"),
            Column("due", _("上级应答复"), lambda row: row.due_at),
            Column("stands", _("结果"), lambda row: gettext(row.get_state_display()), "state"),
            Column("how", _("怎样得知"), lambda row: gettext(row.get_how_display()) if row.how else ""),
            Column("words", _("上级的答复"), lambda row: mask_personal(row.words), is_long=True),
        ),
        order="-asked",
        tabs=(
            Tab("open", _("待上级答复"), Q(state="open"), order="asked"),
            Tab("accepted", _("上级同意"), Q(state="accepted")),
            Tab("refused", _("上级不同意"), Q(state="refused")),
            Tab("all", _("全部"), Q()),
        ),
        filters=(*matter_filters("matter__", only=("q", "unit", "place", "category")), _UPPER, *period("asked_at")),
        joined=("matter__place", "matter__lead_unit", "matter__category", "unit", "holder"),
    )
)

STATUTORY = register(
    Listing(
        "upward:statutory",
        "upward.see",
        _("法定承办与实际承办"),
        queries.named,
        (
            _NUMBER,
            *matter_columns(_of, "matter__", only=("title", "state", "category", "place")),
            Column(
                "actual",
                _("实际承办"),
                lambda row: row.matter.lead_unit.title if row.matter.lead_unit else "",
                "matter__lead_unit__code",
            ),
            _BY_LAW,
            _CLAUSE,
            Column("words", _("说明"), lambda row: mask_personal(row.words), is_long=True),
            Column("received", _("来件时间"), lambda row: row.matter.received_at, "matter__received_at"),
            Column("named", _("记下时间"), lambda row: row.at, "at"),
        ),
        order="-named",
        tabs=(Tab("other", _("不是法定承办在办"), queries.OTHERS), Tab("all", _("全部"), Q())),
        filters=(
            *matter_filters("matter__", only=("q", "unit", "place", "category", "state", "since", "until")),
            _UPPER,
        ),
        joined=("matter__place", "matter__lead_unit", "matter__category", "unit"),
    )
)
