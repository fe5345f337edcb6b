"""The chain of a ledger: each deed is a line with the hash of the one before it, and stands in the daily seals."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from xiangyue.kernel import chained
from xiangyue.kernel.chained import Entry, Source
from xiangyue.kernel.fields import suite
from xiangyue.kernel.models import Place, Seal, Seat
from xiangyue.ledgers.book.models import Book, Line
from xiangyue.lib.algorithms import commitment
from xiangyue.lib.chain import GENESIS, canonical, written


def book_of(town: Place, ledger: str) -> Book:
    """Locked until the transaction ends: whoever writes in a ledger comes one after the other."""
    found = Book.objects.select_for_update().filter(town=town, ledger=ledger).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Book.objects.create(town=town, ledger=ledger, hash=GENESIS)
    except IntegrityError:  # somebody else opened it just now
        return Book.objects.select_for_update().get(town=town, ledger=ledger)


def write(
    book: Book,
    what: str,
    *,
    entry: str,
    version: int,
    seat: Seat,
    at: datetime,
    values: Mapping[str, str] | None = None,
    why: str = "",
) -> Line:
    """The next line of a book that is held by `book_of`."""
    line = Line(
        town=seat.town,
        ledger=book.ledger,
        seq=book.seq + 1,
        entry=entry,
        what=what,
        version=version,
        values=dict(values or {}),
        why=why,
        salt=secrets.token_hex(16),
        seat=seat,
        at=at,
        algorithm=suite().digest,
        previous_hash=book.hash,
    )
    line.bound = bound(line)
    line.hash = chained.hash_of(LINES, seat.town, _entry(line)) or ""
    line.save(force_insert=True)
    book.seq, book.hash = line.seq, line.hash
    book.save(update_fields=["seq", "hash"])
    return line


def bound(line: Line) -> str:
    """What the chain holds of values and reason."""
    return commitment(line.salt, canonical({"values": line.values, "why": line.why}).decode(), line.algorithm)


def _entry(line: Line) -> Entry:
    content: dict[str, Any] = {
        "entry": line.entry,
        "what": line.what,
        "version": line.version,
        "seat": line.seat_id,
        "at": written(line.at),
        "bound": line.bound,
    }
    return Entry(line.pk, line.ledger, line.seq, content, line.previous_hash, line.hash, line.seal_id, line.algorithm)


def _entries(town: Place) -> Iterator[Entry]:
    return map(_entry, Line.objects.filter(town=town).order_by("ledger", "seq").iterator(chunk_size=2000))


def _waiting(town: Place) -> Iterator[tuple[int, str, int, str]]:
    rows = Line.objects.filter(town=town, seal=None).order_by("ledger", "seq")
    return iter(rows.values_list("pk", "ledger", "seq", "hash"))


def _mark(keys: Sequence[int], seal: Seal) -> None:
    Line.objects.filter(pk__in=keys).update(seal=seal)


LINES = chained.register(Source("ledger", _entries, _waiting, _mark))
