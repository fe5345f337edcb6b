"""A letter and a hotline order about the same thing are one matter: one stands under the other, each caller is
answered.
"""

from __future__ import annotations

from datetime import datetime

from xiangyue.doors.mailbox.models import Letter
from xiangyue.doors.mailbox.rules import tidy
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Seat


def link_to(letter: Letter, *, number: str, reason: str = "", seat: Seat, at: datetime) -> Event:
    """Joined with the matter of this number (or its main one). The letter leads only where it alone has a unit
    already.
    """
    access.require(seat, "letters.sort", of=letter)
    other = access.matter_for(seat, number.strip(), joined=("lead_unit", "parent__town", "parent__lead_unit"))
    if other.parent is not None:
        other = other.parent
    own = letter.matter
    child, parent = (other, own) if own.lead_unit_id and not other.lead_unit_id else (own, other)
    if child.pk == own.pk and own.state == "received":
        raise Refused("请先筛阅这封信，再和别的事项并办；并办之后书记照样要批示。")
    return kernel.merge(
        child, parent=parent, reason=tidy(reason) or "来信与工单反映的是同一件事", actor=kernel.Actor.of(seat), at=at
    )


def unlink(letter: Letter, *, reason: str, seat: Seat, at: datetime) -> Event:
    """Taken out again, to go its own way under the instruction that it has."""
    access.require(seat, "letters.sort", of=letter)
    if not tidy(reason):
        raise Refused("拆分请写一句理由。")
    return kernel.unmerge(letter.matter, reason=tidy(reason), actor=kernel.Actor.of(seat), at=at)
