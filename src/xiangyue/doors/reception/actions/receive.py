"""The talk itself: written down while it goes on, made a matter in one key, answered on the spot where that is
possible.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from xiangyue.doors.reception.actions.book import step
from xiangyue.doors.reception.actions.promise import Pledge, promise
from xiangyue.doors.reception.kind import RECEPTION
from xiangyue.doors.reception.models import Booking, Session, Talk
from xiangyue.doors.reception.models.planning import shown_seat
from xiangyue.doors.reception.rules import WORDS_MAX, tidy
from xiangyue.kernel import access, receipts
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions.clocks import UNIT_CLOCKS, stop_clocks
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.models import Matter, Party, Place, Seat
from xiangyue.kernel.numbers import new_number
from xiangyue.kernel.sealing import contact


@transaction.atomic
def receive_visitor(
    booking: Booking,
    *,
    words: str,
    promises: Sequence[Pledge] = (),
    place: Place | None = None,
    withdraws_because: str = "",
    seat: Seat,
    at: datetime,
) -> Talk:
    """What was said. A promise makes a matter of it at once: somebody must answer for it on its day.

    `withdraws_because`: the leader is concerned himself and leaves the talk to the other of the two (信访工作条例 art.
    28).
    """
    access.require(seat, "reception.run", of=booking)
    words = tidy(words)
    if len(words) < 4:
        raise Refused("请写下来访人说了什么事，至少几个字。")
    if len(words) > WORDS_MAX:
        raise Refused("记录太长了（{n} 字），请写在 {words_max} 字以内。", n=len(words), words_max=WORDS_MAX)
    session = booking.session
    receiver, withdrew = _who_listens(session, tidy(withdraws_because))
    if place is None and session.hall.place_id != booking.town_id:
        place = session.hall.place
    step(booking, "received", at=at, ended_at=at)
    talk = Talk.objects.create(
        town_id=booking.town_id,
        booking=booking,
        words=words,
        place=place,
        received_by=receiver,
        withdrew=withdrew,
        withdrew_why=tidy(withdraws_because)[:200],
        recorded_by=seat,
        at=at,
    )
    if promises:
        convert(talk, seat=seat, at=at)
        for pledge in promises:
            promise(talk, pledge, seat=seat, at=at)
    return talk


def _who_listens(session: Session, withdraws_because: str) -> tuple[Seat, Seat | None]:
    """(who received, who withdrew)."""
    present = session.signed_in_by
    if present is None:
        raise Refused("接待领导还没有签到，请先请领导签到。")
    if not withdraws_because:
        return present, None
    other = session.substitute if present.pk == session.leader_id else session.leader
    if other is None:
        raise Refused("接待领导需要回避，可是这一场没有候补领导：请把来访人约到另一位领导的场次，先不写记录。")
    return other, present


@transaction.atomic
def convert(talk: Talk, *, request_type: str = "help", seat: Seat, at: datetime) -> Matter:
    """转为事项: a matter of kind "talk" with a receipt for the visitor. Twice gives the same matter."""
    access.require(seat, "reception.run", of=talk)
    if talk.matter is not None:
        return talk.matter
    if request_type not in dict(Matter.REQUEST_TYPES):
        raise Refused("请选这件事的种类：咨询、求助、投诉、举报、建议或表扬。")
    booking = talk.booking
    session = booking.session
    intake = kernel.Intake(
        number=new_number(RECEPTION.prefix, at),
        title=booking.topic,
        words=talk.words,
        received_at=at,
        kind=RECEPTION.name,
        known=booking.person,
        request_type=request_type,
        place=talk.place,
        request_id=f"reception:{booking.pk}",
    )
    actor = kernel.Actor.of(seat)
    try:
        with transaction.atomic():
            matter = kernel.receive(seat.town, intake, door="reception", actor=actor, at=at)
    except IntegrityError:
        raise StaleMove("这次来访刚刚被别人转成了事项，请刷新后再看。") from None
    told = {"withdrew": talk.withdrew.holder} if talk.withdrew else {}
    kernel.record(
        matter,
        "visit_recorded",
        actor=actor,
        at=at,
        held_on=session.day.isoformat(),
        hall=session.hall.title,
        leader=shown_seat(talk.received_by),
        people=booking.people,
        **told,
    )
    receipts.issue(matter, phone=contact(booking.person, "phone"), at=at)
    Talk.objects.filter(pk=talk.pk).update(matter=matter)
    talk.matter = matter
    return matter


@transaction.atomic
def settle_on_the_spot(talk: Talk, *, text: str, unit: Party, seat: Seat, at: datetime) -> Matter:
    """当场答复: dispatched and answered in one deed (the arrow dispatched → answered); the visitor is still called
    back.

    `unit` answers for it. Clocks of promises go on.
    """
    access.require(seat, "reception.run", of=talk)
    text = tidy(text)
    if len(text) < 4:
        raise Refused("请写下当场怎样答复的，至少几个字。")
    matter = convert(talk, seat=seat, at=at)
    if matter.state != "received":
        raise Refused("事项 {number} 已经在办，当场答复请由承办单位写。", number=matter.number)
    actor = kernel.Actor.of(seat)
    kernel.assign_lead(matter, unit=unit, actor=actor, at=at)
    kernel.move(
        matter,
        to="answered",
        event="visit_settled",
        actor=actor,
        at=at,
        changes={"answered_at": at},
        unit_name=unit.title,
        leader=shown_seat(talk.received_by),
        text=text,
    )
    stop_clocks(matter, at=at, kinds=UNIT_CLOCKS)
    Talk.objects.filter(pk=talk.pk).update(answer=text)
    talk.answer = text
    return matter
