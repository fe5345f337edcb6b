"""What waits for the dispatcher, and the newest dispatches that can still be taken back."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Listing, Tab, register
from xiangyue.counter.lists.columns import matter_columns
from xiangyue.counter.lists.filters import matter_filters
from xiangyue.desks.dispatch import queries

# the most urgent first for what waits, then the oldest; newest first for what was sent
DESK = register(
    Listing(
        "dispatch:desk",
        "dispatch.see",
        _("派单"),
        queries.still_open,
        matter_columns(),
        order="due",
        tabs=(
            Tab("waiting", _("待派单"), Q(state__in=("received", "sorted"))),
            Tab("sent", _("刚派出"), Q(state="dispatched"), order="-received"),
            Tab("objected", _("退单审核中"), Q(state="objected")),
            Tab("merged", _("已并案"), Q(state="merged"), order="-received"),
            Tab("parts", _("已拆分"), Q(state="in_parts"), order="-received"),
        ),
        filters=matter_filters(),
        joined=("place", "lead_unit", "category"),
        marks_unread=True,
        waits=True,
        size=30,
    )
)
