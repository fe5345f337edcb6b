from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, Tab, register
from xiangyue.counter.lists.columns import matter_columns
from xiangyue.counter.lists.filters import matter_filters
from xiangyue.doors.mailbox import queries
from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.kernel.access import may
from xiangyue.kernel.models import Seat


def _wanted(seat: Seat) -> Sequence[str]:
    """What only this seat can do: the secretary reviews and instructs, the clerk screens, assigns and calls."""
    return ("review", "instruct") if may(seat, "letters.instruct") else ("screen", "assign", "rate")


def _at(*stages: str) -> Q:
    return Q(closed_at=None, stage__in=stages)


CLOSED = Tab("closed", _("已办结"), Q(closed_at__isnull=False), order="-received")
DESK = register(
    Listing(
        "mailbox:desk",
        "letters.read",
        _("书记信箱"),
        queries.letters,
        (
            *matter_columns(only=("number", "title")),
            Column("stage", _("到了哪一步"), lambda row: LETTER.stage(row.stage).name(get_language() or "zh")),
            Column(
                "type", _("诉求类型"), lambda row: gettext(row.get_request_type_display()), "request_type,received_at"
            ),
            *matter_columns(only=("category", "place", "unit", "urgency", "received", "due", "answered")),
        ),
        order="received",
        tabs=(
            Tab("screen", _("待筛阅"), _at("received")),
            Tab("instruct", _("待批示"), _at("screened")),
            Tab("assign", _("待交办"), _at("instructed")),
            Tab("handling", _("办理中"), _at("assigned")),
            Tab("review", _("待审阅"), _at("handled")),
            Tab("reply", _("待回复"), _at("reviewed")),
            Tab("rate", _("待评价"), _at("answered", "rated")),
            CLOSED,
        ),
        filters=matter_filters(without=("state", "door", "inside")),
        joined=("letter", "place", "lead_unit", "category", "parent__lead_unit", "town", "requester"),
        marks_unread=True,
        waits=True,
        opens=_wanted,
        named_by="number",
    )
)
