"""A matter whose requester has an open letter about it is joined with the letter."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as _

from xiangyue.counter.bridges import Bridge, register
from xiangyue.doors.mailbox.actions import link_to
from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.doors.mailbox.models import Letter
from xiangyue.kernel.models import Event, Matter, Seat


def _letter(matter: Matter) -> Letter | None:
    """The newest open letter of the same person."""
    if matter.requester_id is None or matter.kind == LETTER.name:
        return None
    theirs = Letter.objects.filter(matter__requester_id=matter.requester_id, matter__closed_at=None)
    return theirs.select_related("matter__town").exclude(matter__state="received").order_by("-pk").first()


def _blocked(matter: Matter, seat: Seat) -> str:
    return "" if _letter(matter) else "这位诉求人没有已筛阅、还在办的来信。"


def _carry(matter: Matter, *, reason: str, seat: Seat, at: datetime) -> Event:
    letter = _letter(matter)
    assert letter is not None  # `_blocked` has just looked
    return link_to(letter, number=matter.number, reason=reason, seat=seat, at=at)


register(Bridge("letter", _("和他的来信一起办"), "letters.sort", _blocked, _carry))
