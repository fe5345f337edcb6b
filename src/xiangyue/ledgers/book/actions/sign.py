"""Reviewed by a second person, signed by a third, or given back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.kernel.access import may
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat
from xiangyue.ledgers.book.actions.enter import fill, latest
from xiangyue.ledgers.book.actions.held import of_own, open_day, other_than, standing, take
from xiangyue.ledgers.book.columns import Wrong
from xiangyue.ledgers.book.ledger import Ledger
from xiangyue.ledgers.book.lines import write
from xiangyue.ledgers.book.models import Entry


@transaction.atomic
def review(entry: Entry, *, ledger: Ledger, seat: Seat, at: datetime) -> Entry:
    book = take(ledger, entry, "review", seat=seat)
    standing(entry, "entered")
    other_than(seat, entry.entered_by)
    of_own(ledger, entry.village, seat=seat, at=at)
    entry.state, entry.reviewed_by, entry.reviewed_at = "reviewed", seat, at
    entry.version += 1
    write(book, "reviewed", entry=entry.key, version=entry.version, seat=seat, at=at)
    entry.save()
    return entry


@transaction.atomic
def send_back(entry: Entry, *, ledger: Ledger, why: str, seat: Seat, at: datetime) -> Entry:
    """By whoever reviews or signs. What is counted stays counted as it was signed."""
    book = take(ledger, entry, "review" if may(seat, ledger.deed("review")) else "sign", seat=seat)
    standing(entry, "entered", "reviewed")
    of_own(ledger, entry.village, seat=seat, at=at)
    if not why.strip():
        raise Refused("退回请写明要改什么。")
    entry.state, entry.reviewed_by, entry.reviewed_at = "returned", None, None
    entry.version += 1
    write(book, "returned", entry=entry.key, version=entry.version, seat=seat, at=at, why=why.strip())
    entry.save()
    return entry


@transaction.atomic
def sign(entry: Entry, *, ledger: Ledger, seat: Seat, at: datetime, why: str = "") -> Entry:
    """From now on it is counted as it was reviewed. What stands against it since it was entered is an error; a doubt
    needs the signer's reason.
    """
    book = take(ledger, entry, "sign", seat=seat)
    standing(entry, "reviewed")
    other_than(seat, entry.entered_by, entry.reviewed_by)
    if entry.doubts and not why.strip():
        raise Refused("有存疑：{doubts}。要签发请写明理由。", doubts="；".join(entry.doubts))
    _take_over(ledger, entry, seat)
    entry.signed_by, entry.signed_at = seat, at
    entry.version += 1
    write(book, "signed", entry=entry.key, version=entry.version, seat=seat, at=at, why=why.strip())
    entry.save()
    return entry


def _take_over(ledger: Ledger, entry: Entry, seat: Seat) -> None:
    if entry.draft == {}:
        entry.state, entry.counted, entry.draft = "withdrawn", False, None
        return
    try:
        found = ledger.resolved(seat.town, ledger.columns.of_texts(latest(ledger, entry)))
    except Wrong as wrong:
        raise Refused(str(wrong)) from wrong
    if says := next(iter(ledger.errors(seat.town, found, entry.pk)), ""):
        raise Refused("{says}请退回重填。", says=says)
    open_day(ledger, seat.town, found[ledger.day])
    fill(ledger, entry, found)
    entry.state, entry.counted, entry.draft = "signed", True, None
