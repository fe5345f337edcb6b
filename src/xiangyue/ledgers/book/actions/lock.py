"""A period closed for good, and opened again with a reason that everybody sees."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiangyue.kernel.access import require
from xiangyue.kernel.actions import Actor, tell_house
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Place, Seat
from xiangyue.ledgers.book.ledger import Ledger
from xiangyue.ledgers.book.lines import book_of, write
from xiangyue.ledgers.book.models import Lock

_WAITING = ("entered", "returned", "reviewed")


@transaction.atomic
def lock(town: Place, *, ledger: Ledger, first: date, following: date, seat: Seat, at: datetime) -> Lock:
    """Nothing of it may wait for a review or a signature. `following` is the day after the last."""
    require(seat, ledger.deed("lock"), of=town)
    book = book_of(town, ledger.name)
    if first >= following:
        raise Refused("时段的最后一天要不早于第一天。")
    waiting = ledger.model._default_manager.filter(
        town=town, day__gte=first, day__lt=following, state__in=_WAITING
    ).count()
    if waiting:
        raise Refused("这段时间还有 {n} 条没有签发，签完或撤销后再锁定。", n=waiting)
    standing = Lock.objects.filter(town=town, ledger=ledger.name, opened_at=None)
    if standing.filter(first__lt=following, following__gt=first).exists():
        raise Refused("这段时间里有一部分已经锁定了。")
    made = Lock.objects.create(
        town=town, ledger=ledger.name, first=first, following=following, locked_by=seat, locked_at=at
    )
    days = {"first": first.isoformat(), "following": following.isoformat()}
    write(book, "locked", entry="", version=0, seat=seat, at=at, values=days)
    tell_house(town, "ledger_locked", actor=Actor.of(seat), at=at, ledger=ledger.name, ledger_name=ledger.zh, **days)
    return made


@transaction.atomic
def open_again(held: Lock, *, ledger: Ledger, why: str, seat: Seat, at: datetime) -> Lock:
    require(seat, ledger.deed("lock"), of=held)
    if not why.strip():
        raise Refused("解锁请写明原因，所有人都会看到。")
    book = book_of(seat.town, ledger.name)
    gone = StaleMove("这段时间已经解锁了，请刷新后再看。")
    still(held, {"opened_at": None}, gone, opened_at=at, opened_by=seat, why=why.strip())
    days = {"first": held.first.isoformat(), "following": held.following.isoformat()}
    write(book, "opened", entry="", version=0, seat=seat, at=at, values=days, why=why.strip())
    tell_house(
        seat.town,
        "ledger_opened",
        actor=Actor.of(seat),
        at=at,
        ledger=ledger.name,
        ledger_name=ledger.zh,
        words=why.strip(),
        **days,
    )
    return held
