"""Who sits where, what was done to seats and accounts, who has paired a phone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Filter, Listing, register
from xiangyue.counter.lists.filters import Groups, choice, period, typed, ungrouped
from xiangyue.counter.readers import whole
from xiangyue.house.models import SeatChange
from xiangyue.house.people import queries
from xiangyue.kernel.models import ROLES, Seat
from xiangyue.kernel.queries import active_units
from xiangyue.kernel.roles import label


def _role(key: str) -> str:
    return label(key, get_language() or "zh")


def _by_unit(rows: QuerySet[Any], value: str, seat: Seat, at: datetime) -> QuerySet[Any] | None:
    key = whole(value)
    return None if key is None else rows.filter(unit_id=key)


def _units(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(str(row.pk), row.title) for row in active_units(seat.town)])


def _roles(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, _role(key)) for key in ROLES])


def _by_time(rows: QuerySet[Any], value: str, seat: Seat, at: datetime) -> QuerySet[Any] | None:
    not_ended = Q(until=None) | Q(until__gt=at)
    wanted = {"now": Q(since__lte=at) & not_ended, "held": not_ended, "all": Q()}.get(value)
    return None if wanted is None else rows.filter(wanted)


def _times(seat: Seat, at: datetime) -> Groups:
    return ungrouped([("held", gettext("在任和未到任")), ("now", gettext("在任")), ("all", gettext("全部，含已结束"))])


def _seat_filters(usual: str) -> tuple[Filter, ...]:
    return (
        typed("person", _("姓名或登录名"), "holder", "user__username"),
        Filter("unit", _("单位"), _by_unit, _units),
        choice("role", _("岗位"), "role", _roles),
        Filter("which", _("时间"), _by_time, _times, usual=usual),
    )


_HOLDER = Column("holder", _("姓名"), lambda one: one.holder, "holder")
_USER = Column("user", _("登录名"), lambda one: one.user.get_username(), "user__username")
_UNIT = Column("unit", _("单位"), lambda one: one.unit.title, "unit__code,role")
_ROLE = Column("role", _("岗位"), lambda one: _role(one.role), "role")

SEATS = register(
    Listing(
        "house:people:seats",
        "people.manage",
        _("人员和岗位"),
        lambda seat: queries.seats(seat.town),
        (
            _HOLDER,
            _UNIT,
            _ROLE,
            _USER,
            Column("since", _("从"), lambda one: one.since, "since"),
            Column("until", _("到"), lambda one: one.until, "until"),
            Column("account", _("账号"), lambda one: "" if one.user.is_active else gettext("账号已锁定")),
        ),
        order="unit",
        filters=_seat_filters("held"),
    )
)


def _paired(rows: QuerySet[Any], value: str, seat: Seat, at: datetime) -> QuerySet[Any] | None:
    return rows.filter(paired_at__isnull=value == "no") if value in ("yes", "no") else None


def _pairings(seat: Seat, at: datetime) -> Groups:
    return ungrouped([("yes", gettext("已绑定")), ("no", gettext("未绑定"))])


FACTORS = register(
    Listing(
        "house:people:factors",
        "people.second",
        _("账号安全"),
        lambda seat: queries.with_factor(seat.town),
        (_HOLDER, _UNIT, _ROLE, _USER, Column("paired", _("绑定"), lambda one: one.paired_at)),
        order="unit",
        filters=(*_seat_filters("now"), Filter("paired", _("绑定"), _paired, _pairings)),
    )
)


def _whats(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(words)) for key, words in SeatChange.WHATS])


def _by(change: SeatChange) -> str:
    return f"{change.by.unit.title} {change.by.holder}" if change.by else gettext("系统")


CHANGES = register(
    Listing(
        "house:people:changes",
        "people.see_changes",
        _("岗位和账号的变动"),
        lambda seat: queries.changes(seat.town),
        (
            Column("at", _("时间"), lambda change: change.at, "at"),
            Column("by", _("谁办的"), _by, "by__holder"),
            Column("what", _("做了什么"), lambda change: gettext(change.get_what_display()), "what"),
            Column("effective", _("何时起"), lambda change: change.effective_at),
            Column("seat", _("哪个岗位"), lambda change: str(change.seat), "seat__unit__code,seat__holder"),
            Column("user", _("登录名"), lambda change: change.seat.user.get_username()),
            Column("reason", _("理由"), lambda change: change.reason, is_long=True),
        ),
        order="-at",
        filters=(
            typed("person", _("姓名或登录名"), "seat__holder", "seat__user__username", "by__holder"),
            choice("what", _("做了什么"), "what", _whats),
            *period("at"),
        ),
    )
)
