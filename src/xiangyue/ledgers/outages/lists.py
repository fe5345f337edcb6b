"""Outages that are on or planned, and those that are over."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, Tab, register
from xiangyue.counter.lists.filters import Groups, choice, period, ungrouped
from xiangyue.kernel.models import Seat
from xiangyue.ledgers.outages import queries
from xiangyue.ledgers.outages.models import Outage


def _kinds(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(words)) for key, words in Outage.KINDS])


def _where(row: Outage) -> str:
    return "、".join(place.name for place in row.places.all()) or gettext("全镇")


DESK = register(
    Listing(
        "outages:desk",
        "outages.see",
        _("停水停电公告"),
        lambda seat: queries.outages(seat).prefetch_related("places"),
        (
            Column(
                "what",
                _("什么"),
                lambda row: gettext(row.get_kind_display()),
                "kind",
                link=lambda row: reverse("outages:one", args=[row.pk]),
            ),
            Column("where", _("哪里"), _where),
            Column("unit", _("单位"), lambda row: row.unit.title, "unit__code"),
            Column("begins", _("从"), lambda row: row.from_at, "from_at"),
            Column("until", _("预计到"), lambda row: row.until_at, "until_at"),
            Column("ended", _("恢复时间"), lambda row: row.ended_at),
            Column("joined", _("关注的事项"), lambda row: row.n_joined, is_number=True),
            Column("words", _("内容"), lambda row: row.words, is_long=True),
            Column("source", _("来源"), lambda row: row.source),
        ),
        order="-begins",
        tabs=(
            Tab("open", _("在停和计划中"), Q(ended_at=None), order="until"),
            Tab("over", _("已恢复"), Q(ended_at__isnull=False)),
        ),
        filters=(choice("kind", _("什么"), "kind", _kinds), *period("from_at")),
        joined=("unit",),
    )
)
