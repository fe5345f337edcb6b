from __future__ import annotations

from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, register
from xiangyue.counter.lists.columns import matter_columns
from xiangyue.counter.lists.filters import matter_filters
from xiangyue.desks.callback import queries

DESK = register(
    Listing(
        "callback:desk",
        "callback.call",
        _("回访"),
        queries.to_call,
        (
            *matter_columns(),
            Column("n_tries", _("未接通次数"), lambda matter: matter.tries, "tries,answered_at", is_number=True),
        ),
        order="n_tries",
        filters=matter_filters(without=("state", "clock"), moment="answered_at"),
        joined=("place", "lead_unit", "category", "town", "requester"),
        marks_unread=True,
        waits=True,
    )
)
