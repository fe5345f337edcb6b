from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Filter, Listing, register
from xiangyue.counter.lists.filters import Groups, typed, ungrouped
from xiangyue.doors.api import tokens
from xiangyue.doors.api.models import Token
from xiangyue.kernel.models import Seat


def _deeds(one: Token) -> str:
    return "、".join(one.deeds) or gettext("该岗位全部权限")


def _by_end(rows: QuerySet[Any], value: str, seat: Seat, at: datetime) -> QuerySet[Any] | None:
    return {"live": rows.filter(until__gt=at), "ended": rows.filter(until__lte=at)}.get(value)


def _ends(seat: Seat, at: datetime) -> Groups:
    return ungrouped([("live", gettext("有效")), ("ended", gettext("已失效"))])


TOKENS = register(
    Listing(
        "api:tokens",
        "api.tokens",
        _("接口令牌"),
        lambda seat: tokens.of_town(seat.town),
        (
            Column("title", _("名称"), lambda one: one.title, "title"),
            Column("seat", _("岗位"), lambda one: str(one.seat), "seat__unit__code,seat__role"),
            Column("user", _("登录名"), lambda one: one.seat.user.get_username(), "seat__user__username"),
            Column("deeds", _("权限"), _deeds, is_long=True),
            Column("made", _("发出"), lambda one: one.made_at, "made_at"),
            Column("until", _("有效期到"), lambda one: one.until, "until"),
        ),
        order="-until",
        filters=(
            typed("q", _("名称、姓名或登录名"), "title", "seat__holder", "seat__user__username"),
            Filter("state", _("状态"), _by_end, _ends),
        ),
    )
)
