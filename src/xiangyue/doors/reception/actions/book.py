"""Coming to be received: booked beforehand or registered in the hall, opened again by ten digits and a tail,
cancelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from xiangyue.counter.taking_in import phone_of
from xiangyue.doors.reception import moves
from xiangyue.doors.reception.models import Booking, Session
from xiangyue.doors.reception.rules import AHEAD_MAX, Asking, tidy, wrong_asking
from xiangyue.kernel import access, codes
from xiangyue.kernel.actions.callers import Requester, person_of, phone_fingerprint
from xiangyue.kernel.errors import OtherContent, Refused, StaleMove
from xiangyue.kernel.models import Place, Seat

_SAYS = codes.Says(
    no_code="预约码是十位数字，您输入的不对，请对照再输一次。",
    wrong="预约码或尾号不对。请核对十位预约码，以及手机号的后四位（没留手机号的，填登记时给的四位数）。",
    rests="这个预约码输错的次数太多，先停用一小时，请稍后再查；当天也可以直接到现场。",
)
_TWICE = "这个电话已经排在这一场里了，不用再登记；忘了预约码，到场报电话后四位就行。"


@dataclass(frozen=True)
class Booked:
    """The booking and what opens it. `tail` is empty where it is that of the person's own phone."""

    booking: Booking
    code: str
    tail: str
    is_new: bool


def book(session: Session, asking: Asking, *, visitor: str = "", at: datetime) -> Booked:
    """A place in a published session; one request id makes one booking, however often it is sent.

    `visitor` is the hash in a visitor's token, empty in a browser. Refused, with nothing written, for a session that is
    full, over or called off, for more than five speakers, and for a phone that already stands in its queue.
    """
    asking = _tidied(asking, needs_phone=True)
    known = _known(session, visitor, asking)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _book(session, asking, visitor, at)
    except IntegrityError:
        known = _known(session, visitor, asking)
        if known is None:
            raise Refused(_TWICE) from None
        return known


def _book(session: Session, asking: Asking, visitor: str, at: datetime) -> Booked:
    # the row is the gate: two who want the last place pass it one after the other
    session = Session.objects.select_for_update().get(pk=session.pk)
    if not session.takes_bookings(at):
        raise Refused("这一场已经开始、结束或取消，不能再约；请选下一场。急事请打 12345。")
    if session.bookings.filter(state__in=moves.ACTIVE, kind="booked").count() >= session.capacity:
        raise Refused("这一场的预约名额满了，请选下一场；当天也可以直接到现场登记排队。")
    ahead = Booking.objects.filter(town_id=session.town_id, state="booked", session__starts_at__gt=at)
    mine = ahead.filter(visitor=visitor) if visitor else ahead.filter(phone_hash=phone_fingerprint(asking.phone))
    if mine.count() >= AHEAD_MAX:
        raise Refused("您已经约了 {ahead_max} 场，请先来一场或取消一场，再约新的。", ahead_max=AHEAD_MAX)
    return _enter(session, asking, kind="booked", visitor=visitor, at=at)


def walk_in(session: Session, asking: Asking, *, seat: Seat, at: datetime) -> Booked:
    """Somebody stands in the hall: behind those in the queue, without a limit; a telephone is not asked for."""
    access.require(seat, "reception.run", of=session)
    asking = _tidied(asking, needs_phone=False)
    known = _known(session, "", asking)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            session = Session.objects.select_for_update().get(pk=session.pk)
            if session.off or session.closed_at is not None:
                raise Refused("这一场已经散场或取消，不能再登记。")
            return _enter(session, asking, kind="walk_in", visitor="", at=at)
    except IntegrityError:
        known = _known(session, "", asking)
        if known is None:
            raise Refused(_TWICE) from None
        return known


def _tidied(asking: Asking, *, needs_phone: bool) -> Asking:
    phone = phone_of(asking.phone)
    asking = Asking(asking.request_id, tidy(asking.topic), asking.people, tidy(asking.name), phone)
    if wrong := wrong_asking(asking, needs_phone=needs_phone):
        raise Refused(wrong)
    return asking


def _known(session: Session, visitor: str, asking: Asking) -> Booked | None:
    """What this request id brought before; OtherContent where it brought something else."""
    rows = Booking.objects.select_related("session__hall", "session__leader", "session__signed_in_by")
    found = rows.filter(town_id=session.town_id, visitor=visitor, request_id=asking.request_id).first()
    if found is None:
        return None
    phone_hash = phone_fingerprint(asking.phone) if asking.phone else ""
    same = (session.pk, asking.topic, asking.people, phone_hash)
    if (found.session_id, found.topic, found.people, found.phone_hash) != same:
        raise OtherContent
    return Booked(found, *codes.shown(found), False)


def _enter(session: Session, asking: Asking, *, kind: str, visitor: str, at: datetime) -> Booked:
    last = session.bookings.aggregate(last=Max("queue_number"))["last"] or 0
    code, tail, columns = codes.given_with(asking.phone)
    booking = Booking.objects.create(
        town_id=session.town_id,
        session=session,
        request_id=asking.request_id,
        visitor=visitor,
        topic=asking.topic,
        people=asking.people,
        queue_number=last + 1,
        kind=kind,
        state="booked",
        booked_at=at,
        person=person_of(session.town, Requester(name=asking.name, phone=asking.phone)),
        phone_hash=phone_fingerprint(asking.phone) if asking.phone else "",
        **columns,
    )
    return Booked(booking, code, "" if asking.phone else tail, True)


def open_booking(town: Place, *, code: str, tail: str, at: datetime) -> Booking:
    """The booking of this code; refusals as in `codes.opened`."""
    return codes.opened(Booking.objects.filter(town=town), code=code, tail=tail, at=at, says=_SAYS)


def cancel(booking: Booking, *, at: datetime) -> Booking:
    """By the visitor, while still in the queue; cancelling twice is no error."""
    if booking.state == "cancelled":
        return booking
    return step(booking, "cancelled", at=at, ended_at=at, cancelled_why="来访人自己取消")


def step(booking: Booking, to: str, *, at: datetime, **changes: object) -> Booking:
    """Along a legal arrow of moves.py; StaleMove when somebody else was first."""
    if not moves.is_legal(booking.state, to):
        raise Refused(
            "{queue_number} 号现在是“{state}”，不能变为“{to}”。请刷新后再看。",
            queue_number=booking.queue_number,
            state=moves.label(booking.state),
            to=moves.label(to),
        )
    won = Booking.objects.filter(pk=booking.pk, state=booking.state).update(state=to, **changes)
    if won != 1:
        raise StaleMove("{queue_number} 号刚刚被别人处理过，请刷新后再看。", queue_number=booking.queue_number)
    booking.state = to
    for column, value in changes.items():
        setattr(booking, column, value)
    return booking
