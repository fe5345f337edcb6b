"""The clerk's part: a letter is read, named and placed before the secretary reads it, and goes to a unit afterwards."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.doors.mailbox.models import Letter
from xiangyue.doors.mailbox.rules import tidy
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Category, Event, Matter, Party, Place, Seat

_NOTE_MAX = 2000


@transaction.atomic
def screen(
    letter: Letter, *, category: Category | None, place: Place | None, urgency: str, note: str, seat: Seat, at: datetime
) -> Event:
    """Class, place and urgency, with a note for the secretary. Nothing is decided by it: every letter is laid before
    them.
    """
    access.require(seat, "letters.sort", of=letter)
    if category is None or category.town_id != letter.town_id:
        raise Refused("请选一个类别，书记和承办单位才知道是哪一类事。")
    if urgency not in dict(Matter.URGENCIES):
        raise Refused("请选紧急程度。")
    if len(note) > _NOTE_MAX:
        raise Refused("筛阅意见太长了，请写在 {note_max} 字以内。", note_max=_NOTE_MAX)
    actor = kernel.Actor.of(seat)
    kernel.sort(letter.matter, category=category, place=place, urgency=urgency, suggested=False, actor=actor, at=at)
    letter.screening_note = tidy(note)
    letter.save(update_fields=["screening_note"])
    return kernel.record(letter.matter, "letter_screened", actor=actor, at=at, has_note=bool(letter.screening_note))


@transaction.atomic
def assign(letter: Letter, *, unit: Party | None, note: str = "", seat: Seat, at: datetime) -> Event:
    """To a unit, with its clocks. The kernel refuses before the instruction, and a village off its duty list (art.
    17).
    """
    access.require(seat, "letters.sort", of=letter)
    if unit is None:
        raise Refused("请选交给哪个单位办。")
    return kernel.assign_lead(letter.matter, unit=unit, actor=kernel.Actor.of(seat), at=at, note=tidy(note))


@transaction.atomic
def take_back(letter: Letter, *, reason: str, seat: Seat, at: datetime) -> Event:
    """Only before the unit has signed; afterwards there is its objection."""
    access.require(seat, "letters.sort", of=letter)
    if not tidy(reason):
        raise Refused("收回交办请写一句理由，承办单位会看到。")
    return kernel.undo_assignment(letter.matter, reason=tidy(reason), actor=kernel.Actor.of(seat), at=at)
