from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, register
from xiangyue.counter.lists.columns import matter_columns
from xiangyue.counter.lists.filters import matter_filters
from xiangyue.desks.callback.models import Callback
from xiangyue.lib.sheets.sheet import Cell


def _yes(value: bool | None) -> Cell:
    return "" if value is None else gettext("是") if value else gettext("否")


# The page puts in the rows that one number was counted from; by itself the list holds none.
BEHIND = register(
    Listing(
        "score:matters",
        "score.see",
        _("计入的事项"),
        lambda seat: Callback.objects.none(),
        (
            *matter_columns(lambda one: one.matter, "matter__"),
            Column("asked", _("回访时间"), lambda one: one.at, "at"),
            Column("contacted", _("已联系"), lambda one: _yes(one.contacted), "contacted"),
            Column("solved", _("已解决"), lambda one: _yes(one.solved), "solved"),
            Column("satisfied", _("满意"), lambda one: gettext(one.get_satisfied_display()), "satisfied"),
            Column("excluded", _("不计分的理由"), lambda one: one.excluded),
        ),
        order="-asked",
        filters=matter_filters("matter__", without=("clock", "since", "until")),
        joined=("matter__place", "matter__lead_unit", "matter__category"),
        size=50,
    )
)
