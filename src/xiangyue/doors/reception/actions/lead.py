"""What only the leaders of a session do: sign in, and swap beforehand when they cannot come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from xiangyue.doors.reception.models import Session, Swap
from xiangyue.doors.reception.rules import tidy
from xiangyue.kernel import access
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Seat

EARLY = timedelta(hours=1)


def sign_in(session: Session, *, seat: Seat, at: datetime) -> Session:
    """The leader or the substitute, in person, from an hour before the beginning; the first signature stands."""
    access.require(seat, "reception.lead", of=session)
    if session.town_id != seat.town_id or seat.pk not in (session.leader_id, session.substitute_id):
        raise NotAllowed("只有这一场的接待领导或候补领导能签到；要换人，请在接待开始前办理调换。")
    if session.off:
        raise Refused("这一场不接待：{off_why}。", off_why=session.off_why)
    if session.closed_at is not None or not session.starts_at - EARLY <= at < session.ends_at:
        raise Refused("签到要在接待当天：开始前一小时之内，结束之前。过了时间就是没有签到，不能补签。")
    done = StaleMove("这一场已经有领导签到了。")
    still(session, {"leader_signed_in_at": None, "off": ""}, done, leader_signed_in_at=at, signed_in_by=seat)
    return session


@transaction.atomic
def swap_leader(session: Session, *, to: Seat, reason: str, seat: Seat, at: datetime) -> Swap:
    """Before the beginning, with a reason; by the leader of the session or the secretary. The substitute may be the
    one.
    """
    access.require(seat, "reception.lead", of=session)
    if session.town_id != seat.town_id or (seat.pk != session.leader_id and seat.role != "secretary"):
        raise NotAllowed("只能调换自己的接待；书记可以调换全镇的。")
    if session.off or session.leader_signed_in_at is not None or at >= session.starts_at:
        raise Refused("调换要在接待开始之前办理；这一场已经开始、签到或取消。")
    if not tidy(reason):
        raise Refused("调换请写明原因，月底的公示表上会写出来。")
    if to.town_id != session.town_id or to.role not in ("secretary", "leader") or to.pk == session.leader_id:
        raise Refused("请选本镇另一位书记或分管领导来接待。")
    if not Seat.objects.on(session.starts_at).filter(pk=to.pk).exists():
        raise Refused("{to}那天不在任，请另选一位。", to=to.holder)
    changes = {"leader": to} | ({"substitute": None} if to.pk == session.substitute_id else {})
    won = Session.objects.filter(pk=session.pk, leader_id=session.leader_id, leader_signed_in_at=None, off="").update(
        **changes
    )
    if won != 1:
        raise StaleMove("这一场刚刚被别人改动过，请刷新后再看。")
    swap = Swap.objects.create(
        town_id=session.town_id,
        session=session,
        before_id=session.leader_id,
        after=to,
        reason=tidy(reason)[:120],
        seat=seat,
        at=at,
    )
    for column, value in changes.items():
        setattr(session, column, value)
    return swap
