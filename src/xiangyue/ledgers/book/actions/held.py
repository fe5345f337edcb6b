"""An entry in hand: its book is held, it is as it stands now, and its days are open."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from xiangyue.kernel.access import require
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.roles import SCOPES
from xiangyue.kernel.timekeeping import local_day
from xiangyue.ledgers.book.ledger import Ledger
from xiangyue.ledgers.book.lines import book_of
from xiangyue.ledgers.book.models import Book, Entry, Lock
from xiangyue.ledgers.book.rules import RULE


def take(ledger: Ledger, entry: Entry, what: str, *, seat: Seat) -> Book:
    """The book, held; the entry is read again under it."""
    require(seat, ledger.deed(what), of=entry)
    book = book_of(seat.town, ledger.name)
    entry.refresh_from_db()
    open_day(ledger, seat.town, entry.day)
    return book


def open_day(ledger: Ledger, town: Place, day: date) -> None:
    held = Lock.objects.filter(town=town, ledger=ledger.name, opened_at=None, first__lte=day, following__gt=day).first()
    if held is not None:
        raise Refused(
            "{day} 所在的时段已锁定（{holder}）。要改请先由统计员写明原因解锁，所有人都会看到。",
            day=day,
            holder=held.locked_by.holder,
        )


def of_own(ledger: Ledger, village: Place | None, *, seat: Seat, at: datetime) -> None:
    """A village enters its own rows, an office those of the ledgers that it keeps."""
    if SCOPES[seat.role] == "town":
        return
    if seat.unit.unit_kind == "village":
        if village is None or village.pk != seat.unit.place_id:
            raise NotAllowed("村里只能填本村的。")
        return
    rule = rule_on(seat.town, RULE, ledger.name, local_day(at))
    if rule is not None and rule.value["unit"] != seat.unit.code:
        raise NotAllowed("{ledger}不由{unit}填报。", ledger=ledger.zh, unit=seat.unit.title)


def standing(entry: Entry, *states: str) -> None:
    if entry.state not in states:
        raise StaleMove("这一条现在是“{state}”，刚刚可能有人处理过，请刷新后再看。", state=_(entry.get_state_display()))


def other_than(seat: Seat, *others: Seat | None) -> None:
    """One person, whatever seats they hold, does one part of it alone."""
    for other in others:
        if other is not None and other.user_id == seat.user_id:
            raise NotAllowed("填报、审核、签发要由不同的人来做；{holder}已经做过其中一步。", holder=other.holder)
