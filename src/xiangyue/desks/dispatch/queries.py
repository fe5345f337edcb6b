"""What waits for the dispatcher, in keyset pages; the newest batch of dispatches that can still be taken back."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext_noop as _

from xiangyue.kernel.access import visible_to
from xiangyue.kernel.keyset import Page, page_of
from xiangyue.kernel.models import Matter, Seat

PAGE = 30
# tab → states; the order is the order of the tabs
TABS: dict[str, tuple[str, tuple[str, ...]]] = {
    "waiting": (_("待派单"), ("received", "sorted")),
    "sent": (_("刚派出"), ("dispatched",)),
    "objected": (_("退单审核中"), ("objected",)),
    "merged": (_("已并案"), ("merged",)),
    "parts": (_("已拆分"), ("in_parts",)),
}


def waiting(seat: Seat, tab: str, after: str = "") -> Page[Matter]:
    """Oldest first for what waits, so that nothing lies at the bottom; newest first for what was sent."""
    rows = (
        visible_to(seat).filter(state__in=TABS[tab][1], closed_at=None).select_related("place", "lead_unit", "category")
    )
    return page_of(rows, "received_at", after, PAGE, newest_first=tab in ("sent", "merged", "parts"))


def counts(seat: Seat) -> dict[str, int]:
    """How many matters each tab holds, in one query over what is open."""
    states = {state for _, held in TABS.values() for state in held}
    by_state = dict(
        visible_to(seat)
        .filter(closed_at=None, state__in=states)
        .values_list("state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return {tab: sum(by_state.get(state, 0) for state in held) for tab, (_, held) in TABS.items()}
