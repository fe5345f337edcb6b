"""Lent to the demo of every ledger: an entry that went through the three hands in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from xiangyue.kernel.models import Seat
from xiangyue.ledgers.book import actions
from xiangyue.ledgers.book.ledger import Ledger
from xiangyue.ledgers.book.models import Entry


def through_three_hands(
    ledger: Ledger, told: Mapping[str, str], hands: tuple[Seat, Seat, Seat], *, at: datetime, why: str = ""
) -> Entry:
    """Entered at `at`, reviewed the next day, signed the day after; columns as they are typed."""
    enters, reviews, signs = hands
    values = ledger.columns.of_texts(told)
    entry, _how = actions.enter(ledger, enters.town, values, seat=enters, at=at, why=why)
    actions.review(entry, ledger=ledger, seat=reviews, at=at + timedelta(days=1))
    return actions.sign(entry, ledger=ledger, seat=signs, at=at + timedelta(days=2))
