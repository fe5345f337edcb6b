"""The town's side: what waits for whom, in one query over the open letters; the closed ones page by page."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from xiangyue.counter.desk import Held, held, row_of
from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.doors.mailbox.models import Letter
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.keyset import Page, page_of
from xiangyue.kernel.models import Matter, Seat

PAGE = 40
OPEN_MAX = 500  # a town gets some dozens a month; beyond this the oldest are shown first
# tab → stages of the letters in it; who must act now decides the order
TABS: dict[str, tuple[str, tuple[str, ...]]] = {
    "screen": (_("待筛阅"), ("received",)),
    "instruct": (_("待批示"), ("screened",)),
    "assign": (_("待交办"), ("instructed",)),
    "handling": (_("办理中"), ("assigned",)),
    "review": (_("待审阅"), ("handled",)),
    "reply": (_("待回复"), ("reviewed",)),
    "rate": (_("待评价"), ("answered", "rated")),
}
_JOINED = ("letter", "place", "lead_unit", "category", "parent__lead_unit", "town", "requester")


def open_letters(seat: Seat) -> Held:
    """Matters, oldest first."""
    rows = visible_to(seat).filter(kind=LETTER.name, closed_at=None).select_related(*_JOINED)
    tabs = {tab: stages for tab, (_label, stages) in TABS.items()}
    return held(rows.order_by("received_at", "id"), LETTER, tabs, most=OPEN_MAX)


def closed_letters(seat: Seat, after: str = "") -> Page[Matter]:
    """Newest first."""
    rows = (
        visible_to(seat)
        .filter(kind=LETTER.name, letter__isnull=False, closed_at__isnull=False)
        .select_related(*_JOINED)
    )
    return page_of(rows, "received_at", after, PAGE, newest_first=True)


def letter_of(seat: Seat, number: str) -> Letter:
    """The letter of this number. NotAllowed where the seat may not see the matter, 404 where it is no letter."""
    return row_of(Letter.objects.select_related("draft_by", "evidence"), seat, number, joined=("parent__lead_unit",))


def joined_with(matter: Matter) -> list[Matter]:
    """The matter that this one stands under, or those that stand under it."""
    if matter.parent is not None:
        return [matter.parent]
    return list(matter.children.select_related("lead_unit").order_by("pk")[:20])
