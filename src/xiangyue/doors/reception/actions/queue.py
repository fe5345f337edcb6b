"""The queue of a session: one is at the table, the others wait by their numbers."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from xiangyue.doors.reception.actions.book import step
from xiangyue.doors.reception.models import Booking, Session
from xiangyue.kernel import access
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.models import Seat


def call_next(session: Session, *, seat: Seat, at: datetime) -> Booking:
    """The lowest number that waits. Refused when nobody does."""
    access.require(seat, "reception.run", of=session)
    waiting = session.bookings.filter(state="booked").order_by("queue_number").first()
    if waiting is None:
        raise Refused("队里没有人了。过号的来了，可以在名单里重新叫号。")
    waiting.session = session
    return call(waiting, seat=seat, at=at)


def call(booking: Booking, *, seat: Seat, at: datetime) -> Booking:
    """This number, in turn or come back after it was passed over; only when nobody else is at the table."""
    access.require(seat, "reception.run", of=booking)
    session = booking.session
    if session.leader_signed_in_at is None:
        raise Refused("接待领导还没有签到，请先请领导签到再叫号。")
    if session.closed_at is not None:
        raise Refused("这一场已经散场。")
    try:
        with transaction.atomic():
            return step(booking, "called", at=at, called_at=at, ended_at=None)
    except IntegrityError:
        raise Refused("前一位还在接待：请先写下记录，或标记过号，再叫下一位。") from None


def mark_absent(booking: Booking, *, seat: Seat, at: datetime) -> Booking:
    access.require(seat, "reception.run", of=booking)
    return step(booking, "absent", at=at, ended_at=at)


@transaction.atomic
def close_session(session: Session, *, seat: Seat, at: datetime) -> Session:
    """散场: whoever has not come by then is marked so."""
    access.require(seat, "reception.run", of=session)
    if at < session.starts_at:
        raise Refused("还没有到接待的时间；不办这一场，请用“取消这一场”。")
    if session.bookings.filter(state="called").exists():
        raise Refused("还有一位正在接待，请先写下记录，或标记过号，再散场。")
    if Session.objects.filter(pk=session.pk, closed_at=None, off="").update(closed_at=at) != 1:
        raise StaleMove("这一场已经散场或取消，请刷新后再看。")
    session.closed_at = at
    session.bookings.filter(state="booked").update(state="absent", ended_at=at)
    return session
