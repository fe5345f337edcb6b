"""What somebody of a unit has in hand: what was given to them, and what they wrote or asked for and waits."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as _

from xiangyue.counter.holdings import Held, Holding, register
from xiangyue.desks.handling import actions
from xiangyue.desks.handling.models import Assignment, Case, Release
from xiangyue.kernel.models import Matter, Seat
from xiangyue.kernel.roles import SCOPES
from xiangyue.lib.personal import mask_personal


def _told(key: int, matter: Matter, before: str = "") -> Held:
    return Held(key, f"{before}{mask_personal(matter.title)}", matter, matter.due_at)


def in_hand(seat: Seat, at: datetime) -> list[Held]:
    """What was given to this seat; all that is open where nobody else sits in the unit."""
    open_ones = Matter.objects.filter(lead_unit_id=seat.unit_id, closed_at=None)
    others = Seat.objects.on(at).filter(unit_id=seat.unit_id).exclude(user_id=seat.user_id).exists()
    if others or SCOPES[seat.role] != "unit":
        open_ones = open_ones.filter(pk__in=Assignment.objects.filter(seat=seat).values("matter"))
    return [_told(one.pk, one) for one in open_ones.order_by("due_at", "pk")]


def take_in_hand(key: int, *, to: Seat, at: datetime) -> None:
    matter = Matter.objects.select_related("town", "lead_unit").get(pk=key)
    actions.assign(matter, to=to, seat=to, at=at)


def drafts(seat: Seat, at: datetime) -> list[Held]:
    """Answers of theirs that wait for their release."""
    rows = Release.objects.filter(written_by=seat, state="waiting").select_related("matter").order_by("due_at", "pk")
    return [_told(one.pk, one.matter) for one in rows]


def asked(seat: Seat, at: datetime) -> list[Held]:
    """What they asked a reviewer or another unit for."""
    rows = Case.objects.filter(asked_by=seat, state__in=("open", "asked", "blown", "responded"))
    rows = rows.select_related("matter").order_by("asked_at", "pk")
    return [_told(one.pk, one.matter, f"{one.get_kind_display()}：") for one in rows]


register(Holding("handling.in_hand", _("经办的事项"), in_hand, take_in_hand))
register(Holding("handling.drafts", _("待审签的答复"), drafts))
register(Holding("handling.asked", _("已提出、在等答复的申请"), asked))
