"""The list of a ledger, from its columns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Listing, Tab, register
from xiangyue.counter.lists.columns import Text
from xiangyue.counter.lists.filters import Filter, Groups, by_key, choice, period, typed, ungrouped, villages
from xiangyue.kernel.models import Seat
from xiangyue.ledgers.book import columns as book
from xiangyue.ledgers.book import queries
from xiangyue.ledgers.book.ledger import Ledger
from xiangyue.ledgers.book.models import Entry
from xiangyue.lib.sheets.sheet import Cell


def listing(ledger: Ledger) -> Listing:
    """Registered under the name of its address."""
    shown = [_column(ledger, one) for one in ledger.columns.rows]
    first, *others = shown
    return register(
        Listing(
            ledger.address("desk"),
            ledger.deed("see"),
            _named(ledger),
            lambda seat: queries.entries(ledger, seat),
            (
                Column(
                    first.key,
                    first.label,
                    first.value,
                    first.order,
                    link=lambda row: reverse(ledger.address("one"), args=[row.pk]),
                ),
                *others,
                Column("stands", _("状态"), lambda row: gettext(row.get_state_display()), "state"),
                Column("by", _("填报人"), lambda row: row.entered_by.holder),
                Column("signed", _("签发时间"), lambda row: row.signed_at),
            ),
            order=f"-{ledger.day}",
            tabs=(
                Tab("review", _("待审核"), Q(state="entered")),
                Tab("sign", _("待签发"), Q(state="reviewed")),
                Tab("back", _("退回待改"), Q(state="returned")),
                Tab("signed", _("已签发"), Q(counted=True)),
                Tab("all", _("全部"), Q()),
            ),
            filters=(
                typed("q", _("找编号里的字"), "key"),
                Filter("village", _("村和社区"), by_key("village_id"), villages),
                *(_choice(one) for one in ledger.columns.rows if one.kind == "choice"),
                *period("day"),
            ),
            joined=("entered_by", "village", *ledger.refs),
        )
    )


def _named(ledger: Ledger) -> Text:
    return lazy(lambda: ledger.named(get_language() or "zh"), str)()


def _column(ledger: Ledger, column: book.Column) -> Column:
    def value(row: Entry) -> Cell:
        held: Any = getattr(row, column.name)
        if column.name in ledger.refs:
            return str(held) if held is not None else ""
        return column.told(held, get_language() or "zh") if column.kind == "choice" else held

    order = f"{column.name}__code" if column.name in ledger.refs else column.name
    if column.name == ledger.day:
        order = "day"  # the same day, in the entries' own index
    return Column(column.name, _titled(column), value, order, is_number=column.kind == "number")


def _titled(column: book.Column) -> Text:
    """In the language of whoever looks at it."""
    return lazy(lambda: column.titled(get_language() or "zh"), str)()


def _choice(column: book.Column) -> Filter:
    def options(seat: Seat, at: datetime) -> Groups:
        return ungrouped([(one, column.told(one, get_language() or "zh")) for one in column.choices])

    return choice(column.name, _titled(column), column.name, options)
