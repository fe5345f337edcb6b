"""每日全量批示: the leader reads every matter of the day's window and writes an instruction on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from xiangyue.counter.slips import own_last_deed
from xiangyue.desks.leader.models import Instruction, Reading
from xiangyue.kernel import access, kinds
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Change
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Matter, Party, Seat
from xiangyue.lib.periods import day_window


def read(matter: Matter, *, seat: Seat, at: datetime) -> Reading:
    """Mark as read; the first reading stands."""
    access.require(seat, "leader.read", of=matter)
    reading, _ = Reading.objects.get_or_create(matter=matter, seat=seat, defaults={"town_id": matter.town_id, "at": at})
    return reading


@transaction.atomic
def instruct(matter: Matter, *, text: str, follower: Party | None, seat: Seat, at: datetime) -> Instruction:
    """Write an instruction; reading is part of it. "On its day" = before the noon after the window it came in has
    closed.
    """
    access.require(seat, "leader.read", of=matter)
    if not text.strip():
        raise Refused("批示是空的，请写几个字，或按“阅”。")
    read(matter, seat=seat, at=at)
    written = new_instruction(matter, text=text.strip(), follower=follower, seat=seat, at=at)
    written.save(force_insert=True)
    kernel.carry_out(matter, instructing(written), actor=kernel.Actor.of(seat), at=at)
    return written


@transaction.atomic
def take_back_instruction(matter: Matter, *, seat: Seat, at: datetime) -> Event:
    """Within the minute, by the same seat, while nothing followed. Not where a kind may go on because of it, as a
    letter may be assigned: that door has been open since.
    """
    access.require(seat, "leader.read", of=matter)
    if any("instructed" in gate.events for gate in kinds.get(matter.kind).gates):
        raise Refused("来信凭这条批示就可以交办，不能撤回；要改，请再写一条。")
    instructed = own_last_deed(matter, "instructed", seat=seat, at=at)
    written = Instruction.objects.standing().filter(matter=matter, seat=seat, at=instructed.at)
    written.update(taken_back_at=at)
    return kernel.record(matter, "instruction_taken_back", actor=kernel.Actor.of(seat), at=at)


def new_instruction(matter: Matter, *, text: str, follower: Party | None, seat: Seat, at: datetime) -> Instruction:
    """Not saved."""
    return Instruction(
        town_id=matter.town_id,
        matter=matter,
        seat=seat,
        text=text,
        follower=follower,
        at=at,
        is_same_day=at < on_its_day_until(matter.received_at),
    )


def instructing(written: Instruction) -> Change:
    told = {"text": written.text}
    if written.follower is not None:
        told["follower_name"] = written.follower.title
    return Change("instructed", told)


def on_its_day_until(received_at: datetime) -> datetime:
    """A matter of the window that closes at noon is instructed "on its day" until the next noon."""
    return day_window(received_at)[1] + timedelta(days=1)
