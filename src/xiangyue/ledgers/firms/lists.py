from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Filter, Listing, Tab, register
from xiangyue.counter.lists.filters import Groups, by_key, choice, ungrouped
from xiangyue.kernel.models import Seat
from xiangyue.ledgers.firms import queries
from xiangyue.ledgers.firms.rules import SIZES


def _yes(value: bool) -> str:
    return gettext("是") if value else gettext("否")


def _sizes(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(one, gettext(one)) for one in SIZES])


def _stewards(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(str(one.pk), one.holder) for one in queries.stewards_of(seat.town, at)])


REGISTER = register(
    Listing(
        "firms:register",
        "firms.see",
        _("企业名册"),
        lambda seat: queries.firms_of(seat.town),
        (
            Column("title", _("企业名称"), lambda firm: firm.title, "title"),
            Column("code", _("统一社会信用代码"), lambda firm: firm.code, "code"),
            Column("sector", _("行业"), lambda firm: firm.sector, "sector"),
            Column("size", _("规模"), lambda firm: gettext(firm.size) if firm.size else ""),
            Column("registered", _("注册在本镇"), lambda firm: _yes(firm.registered_in_town)),
            Column("operating", _("经营在本镇"), lambda firm: _yes(firm.operating_in_town)),
            Column("landed", _("落地时间"), lambda firm: firm.landed_on, "landed_on"),
            Column(
                "steward", _("服务专员"), lambda firm: firm.steward.holder if firm.steward else "", "steward__holder"
            ),
        ),
        order="title",
        tabs=(
            Tab("all", _("全部"), Q()),
            Tab("unconfirmed", _("网上自报，待核"), Q(is_confirmed=False)),
            Tab("unserved", _("还没有专员"), Q(steward=None)),
        ),
        filters=(
            Filter("q", _("名称或代码"), lambda rows, value, seat, at: queries.found(rows, value), kind="text"),
            choice("size", _("规模"), "size", _sizes),
            Filter("steward", _("服务专员"), by_key("steward_id"), _stewards),
        ),
        joined=("steward",),
    )
)
