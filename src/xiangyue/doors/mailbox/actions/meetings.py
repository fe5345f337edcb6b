"""约访下访: whom the secretary received by appointment or went to see, counted in people."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction

from xiangyue.doors.mailbox.models import Letter, Meeting
from xiangyue.doors.mailbox.rules import tidy
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.timekeeping import ZONE, local_day

PEOPLE_MAX = 500


@transaction.atomic
def record_meeting(
    town: Place,
    *,
    kind: str,
    held_on: date,
    place: str,
    people: int,
    note: str = "",
    letter: Letter | None = None,
    seat: Seat,
    at: datetime,
) -> Meeting:
    """Of the secretary who held the seat on that day. About a letter, it stands in the letter's story too."""
    access.require(seat, "letters.meet", of=town)
    kinds = dict(Meeting.KINDS)
    if kind not in kinds:
        raise Refused("请选约访还是下访。")
    if held_on > local_day(at):
        raise Refused("约访、下访办过之后再登记，日期不能在今天之后。")
    if not tidy(place):
        raise Refused("请写在哪里接待的。")
    if not 1 <= people <= PEOPLE_MAX:
        raise Refused("接待人数请写 1 到 {people_max} 之间的数。", people_max=PEOPLE_MAX)
    meeting = Meeting.objects.create(
        town=town,
        kind=kind,
        held_on=held_on,
        place=tidy(place)[:120],
        people=people,
        seat=_secretary_on(town, held_on),
        letter=letter,
        note=tidy(note)[:2000],
        recorded_by=seat,
        recorded_at=at,
    )
    if letter is not None:
        kernel.record(
            letter.matter,
            "letter_visited",
            actor=kernel.Actor.of(seat),
            at=at,
            kind=kind,
            kind_name=kinds[kind],
            held_on=held_on.isoformat(),
            place=meeting.place,
            people=people,
        )
    return meeting


def _secretary_on(town: Place, day: date) -> Seat:
    noon = datetime.combine(day, time(12), ZONE)
    held = Seat.objects.on(noon).filter(town=town, role="secretary").order_by("-since").first()
    if held is None:
        raise Refused("{day:%Y-%m-%d} 没有在任的书记岗位，请先请系统管理员核对岗位任期。", day=day)
    return held
