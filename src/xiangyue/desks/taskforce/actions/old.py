"""前史遗留、旧账积案: what never came through a door is written down as a matter of its own and taken in at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xiangyue.counter.taking_in import phone_of
from xiangyue.counter.wanted import wanted
from xiangyue.desks.taskforce.actions.take import take_in
from xiangyue.desks.taskforce.kind import OLD_CASE
from xiangyue.desks.taskforce.models import HardCase
from xiangyue.kernel import access, receipts
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Category, Party, Place, Seat
from xiangyue.kernel.numbers import new_number
from xiangyue.lib.hantext import tidy, title_of

WORDS_MAX = 5000


@dataclass(frozen=True)
class OldCase:
    """Whose it is may be unknown; which unit leads may not."""

    words: str
    category: Category
    unit: Party
    place: Place | None = None
    name: str = ""
    phone: str = ""
    request_id: str = ""


@transaction.atomic
def write_down_old(
    town: Place, new: OldCase, *, topic: str, why: str, leader: Seat | None, seat: Seat, at: datetime
) -> HardCase:
    """Written down, dispatched and taken in. Sent twice under one request id it is there once."""
    access.require(seat, "taskforce.take", of=town)
    words = wanted(new.words, "请写清是什么事、从哪年起、卡在哪里。", WORDS_MAX)
    name, phone = tidy(new.name)[:60], phone_of(new.phone)
    intake = kernel.Intake(
        number=new_number(OLD_CASE.prefix, at),
        title=title_of(words),
        words=words,
        received_at=at,
        kind=OLD_CASE.name,
        requester=kernel.Requester(name=name, phone=phone) if name or phone else None,
        request_id=f"taskforce:{new.request_id}" if new.request_id else None,
    )
    actor = kernel.Actor.of(seat)
    matter, _, is_new = kernel.receive_once(town, intake, door="taskforce", actor=actor, at=at)
    if not is_new:
        return HardCase.objects.select_related("matter__town").get(matter=matter)
    if phone:
        receipts.issue(matter, phone=phone, at=at)
    kernel.sort(
        matter,
        category=new.category,
        place=new.place,
        urgency=new.category.urgency,
        suggested=False,
        actor=actor,
        at=at,
    )
    kernel.assign_lead(matter, unit=new.unit, actor=actor, at=at)
    return take_in(matter, topic=topic, why=why, leader=leader, seat=seat, at=at)
