"""Entered, put right, taken away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from xiangyue.kernel.access import require
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Seat
from xiangyue.ledgers.book.actions.held import of_own, open_day, standing, take
from xiangyue.ledgers.book.columns import Wrong
from xiangyue.ledgers.book.ledger import Ledger
from xiangyue.ledgers.book.lines import book_of, write
from xiangyue.ledgers.book.models import Book, Entry

_WITHOUT_REASON = ("entered", "returned")  # nobody has vouched for it yet


@transaction.atomic
def enter(
    ledger: Ledger, town: Place, values: Mapping[str, Any], *, seat: Seat, at: datetime, why: str = ""
) -> tuple[Entry, str]:
    """The entry, and whether it is new, changed or the same. What somebody has reviewed is changed with a reason only;
    what is signed stays counted until the change is signed too.
    """
    return _put(ledger, town, values, None, seat=seat, at=at, why=why)


def _put(
    ledger: Ledger, town: Place, values: Mapping[str, Any], only: Entry | None, *, seat: Seat, at: datetime, why: str
) -> tuple[Entry, str]:
    """`only`: these are values of that entry, or refused."""
    require(seat, ledger.deed("enter"), of=town)
    book = book_of(town, ledger.name)
    found = _resolved(ledger, town, values)
    told = ledger.told(found)
    key, texts = ledger.columns.identity(told), ledger.columns.texts(told)
    if only is not None and key != only.key:
        raise Refused("改成了另一条（{key} 不再对得上）。请撤销这一条，再填新的。", key=only.key)
    entry = ledger.model._default_manager.filter(town=town, key=key).first()
    of_own(ledger, ledger.village(found), seat=seat, at=at)
    if entry is not None:
        of_own(ledger, entry.village, seat=seat, at=at)
    if says := next(iter(ledger.errors(town, found, entry.pk if entry else None)), ""):
        raise Refused(says)
    open_day(ledger, town, found[ledger.day])
    if entry is None:
        entry = ledger.model(town=town, key=key)
        fill(ledger, entry, found)
        _write(ledger, book, entry, "entered", found, seat=seat, at=at, texts=texts, why=why)
        return entry, "new"
    open_day(ledger, town, entry.day)
    if texts == latest(ledger, entry) and entry.state != "withdrawn":
        return entry, "same"
    if entry.state not in _WITHOUT_REASON and not why.strip():
        raise Refused("“{key}”{state}，要改请写明更正原因。", key=key, state=_(entry.get_state_display()))
    if entry.counted:
        entry.draft = texts
    else:
        fill(ledger, entry, found)
    _write(ledger, book, entry, "revised", found, seat=seat, at=at, texts=texts, why=why)
    return entry, "changed"


@transaction.atomic
def amend(
    entry: Entry, *, ledger: Ledger, values: Mapping[str, Any], seat: Seat, at: datetime, why: str = ""
) -> tuple[Entry, str]:
    """The same entry with other values; what makes it another entry is refused."""
    return _put(ledger, seat.town, values, entry, seat=seat, at=at, why=why)


@transaction.atomic
def withdraw(entry: Entry, *, ledger: Ledger, why: str, seat: Seat, at: datetime) -> Entry:
    """At once where it was never signed; else once that is reviewed and signed as well."""
    book = take(ledger, entry, "enter", seat=seat)
    of_own(ledger, entry.village, seat=seat, at=at)
    standing(entry, "entered", "returned", "reviewed", "signed")
    if not why.strip():
        raise Refused("撤销请写明原因。")
    entry.draft = {} if entry.counted else None
    entry.state, entry.doubts = "entered" if entry.counted else "withdrawn", []
    _entered(entry, seat, at)
    write(book, "withdrawn", entry=entry.key, version=entry.version, seat=seat, at=at, why=why.strip())
    entry.save()
    return entry


def latest(ledger: Ledger, entry: Entry) -> dict[str, str]:
    """What was entered last, signed or not."""
    return entry.draft if entry.draft is not None else ledger.columns.texts(ledger.values_of(entry))


def _resolved(ledger: Ledger, town: Place, values: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return ledger.resolved(town, values)
    except Wrong as wrong:
        raise Refused(str(wrong)) from wrong


def fill(ledger: Ledger, entry: Entry, found: Mapping[str, Any]) -> None:
    """Columns, village and day of the entry as they were resolved."""
    for column in ledger.columns.rows:
        setattr(entry, column.name, found[column.name])
    entry.village, entry.day = ledger.village(found), found[ledger.day]


def _write(
    ledger: Ledger,
    book: Book,
    entry: Entry,
    what: str,
    found: Mapping[str, Any],
    *,
    seat: Seat,
    at: datetime,
    texts: dict[str, str],
    why: str,
) -> None:
    entry.doubts = list(ledger.doubts(seat.town, found, entry.pk))
    entry.state = "entered"
    _entered(entry, seat, at)
    write(book, what, entry=entry.key, version=entry.version, seat=seat, at=at, values=texts, why=why.strip())
    entry.save()


def _entered(entry: Entry, seat: Seat, at: datetime) -> None:
    entry.version += 1
    entry.entered_by, entry.entered_at = seat, at
    entry.reviewed_by = entry.reviewed_at = None
