"""Giving and ending seats, resetting passwords, locking accounts. A seat is never edited: a change is a new seat."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from axes.utils import reset as forget_failed_logins
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q

from xiangyue.doors.api import hooks, tokens
from xiangyue.house.models import OneTimePassword, SeatChange, SecondFactor
from xiangyue.house.people import passwords, sessions
from xiangyue.house.people.queries import sits_elsewhere
from xiangyue.house.people.told import tell_seat
from xiangyue.kernel import access
from xiangyue.kernel.actions import WORKER, Actor
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import ROLES, Party, Seat
from xiangyue.kernel.roles import ABOVE_THE_TOWN

APART = frozenset({"admin", "security", "auditor"})
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another when read out


@dataclass(frozen=True)
class Given:
    """A new seat; `password` is there once, for a user who was made with it."""

    seat: Seat
    password: str = ""


@transaction.atomic
def give_seat(
    *,
    username: str,
    holder: str,
    role: str,
    unit: Party,
    since: datetime | None,
    until: datetime | None,
    reason: str = "",
    seat: Seat,
    at: datetime,
) -> Given:
    """The new seat, from `since` (None: now). A username that is not there yet becomes a user with a one-time
    password.
    """
    access.require(seat, "people.manage")
    begins = _not_before(since, at)
    if unit.town_id != seat.town_id or unit.kind != "unit" or not unit.is_active:
        raise NotAllowed("这个单位不在本镇的单位名册里。")
    if role not in given_here():
        raise NotAllowed("区级岗位不能由镇里登记。")
    if not holder.strip():
        raise Refused("请写明任职人的姓名，它会显示在经办记录旁边。")
    if until is not None and until <= begins:
        raise Refused("结束时间要晚于开始时间。")
    user, password = _user_of(username, seat, at)
    _keep_apart(user, role, begins)
    held = Seat.objects.filter(user=user, unit=unit, role=role).filter(Q(until=None) | Q(until__gt=begins))
    if (held if until is None else held.filter(since__lt=until)).exists():
        raise Refused(
            "{username} 在这段时间里已经有{unit}的{roles}岗位。",
            username=user.username,
            unit=unit.title,
            roles=ROLES[role][0],
        )
    given = Seat.objects.create(
        town_id=seat.town_id, unit=unit, user=user, role=role, holder=holder.strip(), since=begins, until=until
    )
    _keep(given, "given", reason, seat=seat, at=at, effective_at=begins)
    return Given(given, password)


def _keep_apart(user: User, role: str, begins: datetime) -> None:
    """三员分立: who administers, who sets the rights and who reads the logs are three persons."""
    others = Seat.objects.filter(user=user, role__in=APART - {role}).exclude(until__lte=begins)
    if role in APART and (other := others.first()) is not None:
        raise NotAllowed(
            "{username} 已是{roles}：系统、安全、审计三个管理员要由三个人担任。",
            username=user.username,
            roles=ROLES[other.role][0],
        )


def given_here() -> list[str]:
    """The roles that a town gives."""
    return [role for role in ROLES if role != ABOVE_THE_TOWN]


def _user_of(username: str, seat: Seat, at: datetime) -> tuple[User, str]:
    """The user and, for a new one, the one-time password."""
    name = User.normalize_username(username.strip())
    if not name:
        raise Refused("请写明登录名。")
    user = User.objects.filter(username__iexact=name).first()
    if user is None:
        password = _password()
        try:
            with transaction.atomic():
                user = User.objects.create_user(name, password=password)
        except IntegrityError:
            raise StaleMove("登录名 {name} 刚刚被别人登记，请刷新后再试。", name=name) from None
        OneTimePassword.objects.create(user=user, made_at=at)
        return user, password
    if user.pk == seat.user_id:
        raise NotAllowed("不能给自己登记岗位，请另一位系统管理员来登记。")
    is_ours = Seat.objects.filter(user=user, town_id=seat.town_id).exists()
    if user.is_superuser or not is_ours or sits_elsewhere(user, seat.town, at):
        raise NotAllowed("登录名 {name} 已被本镇以外的人使用，请换一个登录名。", name=name)
    return user, ""


@transaction.atomic
def end_seat(given: Seat, *, ends_at: datetime | None, reason: str, seat: Seat, at: datetime) -> SeatChange:
    """The seat is held until `ends_at` (None: now) and no longer; a seat that has not begun is never held.

    StaleMove when it has ended already. Nobody ends the last administrator's seat of his own.
    """
    _may_touch(given, reason, seat)
    moment = max(_not_before(ends_at, at), given.since + given.since.resolution)
    own = Seat.objects.select_for_update().filter(user_id=seat.user_id, town_id=seat.town_id, role="admin")
    if (
        given.user_id == seat.user_id
        and given.role == "admin"
        and not any(
            one.until is None or one.until > moment for one in own if one.pk != given.pk and one.since <= moment
        )
    ):
        raise NotAllowed("不能结束自己的最后一个系统管理员岗位，请另一位系统管理员来结束。")
    if given.until is not None and moment > given.until:
        raise Refused("这个岗位已经定了更早的结束时间；要延长，请登记一个新岗位。")
    won = Seat.objects.filter(pk=given.pk, until=given.until).exclude(until__lte=at).update(until=moment)
    if won != 1:
        raise StaleMove("这个岗位已经结束，或者刚刚被别人改过，请刷新后再看。")
    given.until = moment
    return _keep(given, "ended", reason, seat=seat, at=at, effective_at=moment)


@transaction.atomic
def reset_password(given: Seat, *, reason: str, seat: Seat, at: datetime) -> str:
    """A one-time password for the holder of this seat, told only here.

    Every session, token and webhook of theirs ends.
    """
    user = _account_of(given, reason, seat, at)
    password = _password()
    user.set_password(password)
    user.save(update_fields=["password"])
    OneTimePassword.objects.update_or_create(user=user, defaults={"made_at": at})
    tokens.end_all_of(user.pk, at)
    hooks.end_all_of(user.pk, at)
    forget_failed_logins(username=user.username)
    _keep(given, "reset", reason, seat=seat, at=at)
    return password


@transaction.atomic
def lock(given: Seat, *, reason: str, seat: Seat, at: datetime) -> SeatChange:
    """The holder's account opens nothing any more, from the next click on. StaleMove when it is locked already."""
    _account_of(given, reason, seat, at)
    return close_account(given, reason=reason, by=seat, at=at)


@transaction.atomic
def close_account(given: Seat, *, reason: str, by: Seat | None, at: datetime) -> SeatChange:
    """Locked, its sessions ended; `by` is None where the worker does it. StaleMove when it is locked already."""
    if User.objects.filter(pk=given.user_id, is_active=True).update(is_active=False) != 1:
        raise StaleMove("这个账号已经锁定。")
    sessions.end_all_of(given.user)
    return _keep(given, "locked", reason, seat=by, at=at)


@transaction.atomic
def unlock(given: Seat, *, reason: str, seat: Seat, at: datetime) -> SeatChange:
    """The account opens again, and its failed log-ins are forgotten: also for one that locked itself by failing."""
    user = _account_of(given, reason, seat, at)
    User.objects.filter(pk=user.pk, is_active=False).update(is_active=True)
    forget_failed_logins(username=user.username)
    return _keep(given, "unlocked", reason, seat=seat, at=at)


@transaction.atomic
def unpair(given: Seat, *, reason: str, seat: Seat, at: datetime) -> SeatChange:
    """The holder's phone and recovery codes open nothing any more; where a second factor is asked for, the next log-in
    pairs a phone anew. Every session of theirs ends. StaleMove when none was paired.
    """
    access.require(seat, "people.second", of=given)
    if not reason.strip():
        raise Refused("请写明理由，它会留在变动记录里。")
    if given.user_id == seat.user_id or sits_elsewhere(given.user, seat.town, at):
        raise NotAllowed("自己的、或在别的镇街也有岗位的账号，请另一位安全管理员来办。")
    if not SecondFactor.objects.filter(user=given.user).delete()[0]:
        raise StaleMove("这个账号没有绑定手机，或者刚刚被别人重置过。")
    sessions.end_all_of(given.user)
    return _keep(given, "unpaired", reason, seat=seat, at=at)


def own_password_chosen(user: User, at: datetime) -> None:
    """The user has a password that nobody else knows."""
    passwords.keep(user, at)
    OneTimePassword.objects.filter(user=user).delete()


def _account_of(given: Seat, reason: str, seat: Seat, at: datetime) -> User:
    """The account behind the seat, where this town may touch it."""
    _may_touch(given, reason, seat)
    if given.user_id == seat.user_id:
        raise NotAllowed("自己的密码请在“修改密码”页改；自己的账号请另一位系统管理员来办。")
    if given.user.is_superuser or sits_elsewhere(given.user, seat.town, at):
        raise NotAllowed("{given} 在别的镇街也有岗位，这个账号不能由本镇单独处理。", given=given.holder)
    return given.user


def _may_touch(given: Seat, reason: str, seat: Seat) -> None:
    access.require(seat, "people.manage", of=given)
    if not reason.strip():
        raise Refused("请写明理由，它会留在变动记录里。")


def _not_before(moment: datetime | None, at: datetime) -> datetime:
    """The moment of a form that knows minutes only; who answered on a past day is not rewritten."""
    if moment is None:
        return at
    if moment < at.replace(second=0, microsecond=0):
        raise Refused("时间不能早于现在：过去由谁负责不能改写。")
    return max(moment, at)


def _keep(
    given: Seat, what: str, reason: str, *, seat: Seat | None, at: datetime, effective_at: datetime | None = None
) -> SeatChange:
    why = reason.strip()[:200]
    actor = WORKER if seat is None else Actor.of(seat)
    tell_seat(given, what, actor=actor, at=at, reason=why, effective_at=effective_at)
    return SeatChange.objects.create(
        town_id=given.town_id, at=at, by=seat, seat=given, what=what, effective_at=effective_at, reason=why
    )


def _password() -> str:
    """Sixty bits, in three groups that can be read out over the telephone."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
