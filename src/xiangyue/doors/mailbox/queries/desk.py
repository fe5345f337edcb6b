"""The town's side: the letters that this seat may read, each with its stage."""

from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.counter.desk import row_of
from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.doors.mailbox.models import Letter
from xiangyue.kernel import kinds
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Matter, Seat


def letters(seat: Seat) -> QuerySet[Matter]:
    """Their matters."""
    return kinds.with_stage(visible_to(seat).filter(kind=LETTER.name, letter__isnull=False), LETTER)


def letter_of(seat: Seat, number: str) -> Letter:
    """The letter of this number. NotAllowed where the seat may not see the matter, 404 where it is no letter."""
    return row_of(Letter.objects.select_related("draft_by", "evidence"), seat, number, joined=("parent__lead_unit",))


def joined_with(matter: Matter) -> list[Matter]:
    """The matter that this one stands under, or those that stand under it."""
    if matter.parent is not None:
        return [matter.parent]
    return list(matter.children.select_related("lead_unit").order_by("pk")[:20])
