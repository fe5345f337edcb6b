"""The house's own lists: every matter that a seat may see, and every look at a contact detail."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, register
from xiangyue.counter.lists.columns import matter_columns
from xiangyue.counter.lists.filters import SAME_REQUESTER, matter_filters, period, typed
from xiangyue.kernel import queries, vocabulary
from xiangyue.kernel.access import visible_to, with_seen_matter
from xiangyue.kernel.models import Event, Seat
from xiangyue.kernel.recusals import without_kept

SEARCH = register(
    Listing(
        "house:search",
        "matters.see",
        _("搜索"),
        visible_to,
        matter_columns(),
        order="-received",
        filters=(*matter_filters(), SAME_REQUESTER()),
        joined=("place", "lead_unit", "category"),
        size=50,
    )
)


def _sentence(event: Event) -> str:
    return vocabulary.sentence(event.name, event.told, language=get_language() or "zh")


def _who(event: Event) -> str:
    return f"{event.seat.unit.title} {event.seat.holder}" if event.seat else ""


def _looks(seat: Seat) -> QuerySet[Event]:
    """Who keeps watch over looks finds those of a
    matter by the number that its person gives, and is told no number of their own accord.
    """
    return with_seen_matter(without_kept(queries.reveals(seat.town), seat), seat)


REVEALS = register(
    Listing(
        "house:reveals",
        "reveals.see",
        _("联系方式查看记录"),
        _looks,
        (
            Column("at", _("时间"), lambda event: event.at, "at"),
            Column("who", _("谁"), _who, "seat__unit__code,seat__holder"),
            Column("number", _("事项"), lambda event: event.matter.number if event.is_seen else ""),
            Column("says", _("看了什么，为什么"), _sentence, is_long=True),
        ),
        order="-at",
        # not by the words of the matters: who keeps watch over looks may not read those
        filters=(
            typed("q", _("编号"), "matter__number"),
            typed("who", _("谁看的"), "seat__holder", "seat__unit__title"),
            *period("at"),
        ),
        size=50,
    )
)
