from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Filter, Listing, Tab, register
from xiangyue.counter.lists.columns import matter_columns
from xiangyue.counter.lists.filters import Groups, by_key, choice, matter_filters, ungrouped
from xiangyue.doors.enterprise import queries
from xiangyue.doors.enterprise.kind import FIRM_REQUEST, OPEN_STAGES
from xiangyue.doors.enterprise.models import Request
from xiangyue.doors.enterprise.rules import CHANNELS, CLASSES
from xiangyue.kernel.access import may
from xiangyue.kernel.models import Seat
from xiangyue.ledgers.firms.queries import stewards_of


def _stage(key: str) -> str:
    return FIRM_REQUEST.stage(key).name(get_language() or "zh")


def _wanted(seat: Seat) -> Sequence[str]:
    """The secretary's are the escalated ones."""
    return ("escalated", *OPEN_STAGES) if may(seat, "enterprise.supervise") else OPEN_STAGES


def _of(row: Request) -> Any:
    return row.matter


def _contact(row: Request) -> str:
    return row.first_contact.holder if row.first_contact else ""


def _by_firm(rows: Any, value: str, seat: Seat, at: datetime) -> Any:
    return rows.filter(Q(firm__title__icontains=value) | Q(typed_name__icontains=value))


def _topics(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(key)) for key in CLASSES])


def _channels(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(key)) for key in CHANNELS])


def _stewards(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(str(one.pk), one.holder) for one in stewards_of(seat.town, at)])


_name = lazy(_stage, str)
ENDED = Tab("ended", _("办结和撤回"), Q(matter__closed_at__isnull=False), order="-taken_in")
DESK = register(
    Listing(
        "enterprise:desk",
        "enterprise.desk",
        _("企业服务"),
        queries.requests,
        (
            *matter_columns(_of, "matter__", only=("number", "title")),
            Column("firm", _("企业"), lambda row: row.firm.title, "firm__title"),
            Column("stage", _("到了哪一步"), lambda row: _stage(row.stage)),
            Column("topic", _("哪一类"), lambda row: gettext(row.topic), "topic,taken_in_at"),
            Column("channel", _("怎样来的"), lambda row: gettext(row.channel), "channel,taken_in_at"),
            Column("contact", _("首问责任人"), _contact, "others,taken_in_at"),
            Column("taken_in", _("受理时间"), lambda row: row.taken_in_at, "taken_in_at"),
            *matter_columns(_of, "matter__", only=("unit", "due", "answered")),
        ),
        order="contact",
        tabs=(*(Tab(one, _name(one), Q(matter__closed_at=None, stage=one)) for one in OPEN_STAGES), ENDED),
        filters=(
            *matter_filters("matter__", only=("q",)),
            Filter("firm", _("企业"), _by_firm, kind="word"),
            choice("topic", _("哪一类"), "topic", _topics),
            choice("channel", _("怎样来的"), "channel", _channels),
            Filter("contact", _("首问责任人"), by_key("first_contact_id"), _stewards),
            *matter_filters("matter__", only=("unit", "clock", "since", "until")),
        ),
        joined=("matter__place", "matter__lead_unit", "matter__category", "matter__town", "firm", "first_contact"),
        opens=_wanted,
        named_by="matter__number",
    )
)
