"""The access log as the auditor searches it and takes it out, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Filter, Listing, register
from xiangyue.counter.lists.filters import Groups, choice, period, ungrouped
from xiangyue.house.models import Trace
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.roles import label


def _by_person(rows: QuerySet[Any], value: str, seat: Seat, at: datetime) -> QuerySet[Any]:
    """A log-in name, or part of a name that a seat of the town shows."""
    return rows.filter(user_id__in=_people(seat.town, value))


def _people(town: Place, person: str) -> list[int]:
    ours = Seat.objects.filter(town=town).filter(Q(holder__icontains=person) | Q(user__username__iexact=person))
    unseated = User.objects.filter(username__iexact=person, seats=None)
    return list({*ours.values_list("user_id", flat=True), *unseated.values_list("pk", flat=True)})


def _by_address(rows: QuerySet[Any], value: str, seat: Seat, at: datetime) -> QuerySet[Any]:
    return rows.filter(address__startswith=value)


def _kinds(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(words)) for key, words in Trace.KINDS])


LOG = register(
    Listing(
        "house:traces:log",
        "access_log.read",
        _("访问日志"),
        lambda seat: Trace.objects.filter(town_id=seat.town_id),
        (
            Column("seq", _("序号"), lambda line: line.seq),
            Column("at", _("时间"), lambda line: line.at, "at"),
            Column("kind", _("类别"), lambda line: gettext(line.get_kind_display())),
            Column("holder", _("姓名"), lambda line: line.seat.holder if line.seat else ""),
            Column("user", _("登录名"), lambda line: line.user.get_username() if line.user else ""),
            Column("role", _("岗位"), lambda line: label(line.role) if line.role else ""),
            Column("token", _("接口令牌"), lambda line: "是" if line.is_token else ""),
            Column("address", _("地址"), lambda line: line.address),
            Column("method", _("方法"), lambda line: line.method),
            Column("path", _("路径"), lambda line: line.path, is_long=True),
            Column("route", _("地址名"), lambda line: line.route),
            Column("status", _("状态"), lambda line: line.status),
            Column("hash", _("哈希"), lambda line: line.hash),
        ),
        order="-at",
        filters=(
            Filter("person", _("姓名或登录名"), _by_person, kind="text"),
            Filter("address", _("地址（开头即可）"), _by_address, kind="word"),
            choice("kind", _("类别"), "kind", _kinds),
            *period("at"),
        ),
        joined=("user", "seat__unit"),
        size=100,
    )
)
