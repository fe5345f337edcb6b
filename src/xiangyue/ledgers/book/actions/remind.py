"""What is owed rings: once on the days before it is due, and once when it is late. Nothing is filled in by guess."""

from __future__ import annotations

from datetime import datetime

from xiangyue.kernel.actions import WORKER, tell_house
from xiangyue.kernel.models import Event, Party, Place
from xiangyue.kernel.timekeeping import local_day
from xiangyue.ledgers.book.ledger import Ledger, all_ledgers
from xiangyue.ledgers.book.queries import owed


def remind(town: Place, *, at: datetime) -> int:
    """How many were told now."""
    return sum(_remind(ledger, town, at) for ledger in all_ledgers())


def _remind(ledger: Ledger, town: Place, at: datetime) -> bool:
    found = owed(ledger, town, at)
    if found is None:
        return False
    name = "ledger_late" if local_day(at) > found.due else "ledger_owed"
    told = {"ledger": ledger.name, "first": found.first.isoformat()}
    known = Event.objects.filter(
        town=town, name=name, particulars__ledger=ledger.name, particulars__first=told["first"]
    )
    unit = Party.objects.filter(town=town, kind="unit", code=found.unit).first()
    if unit is None or known.exists():
        return False
    tell_house(
        town,
        name,
        actor=WORKER,
        at=at,
        **told,
        room=ledger.room,
        ledger_name=ledger.zh,
        ledger_en=ledger.en,
        unit=unit.code,
        unit_name=unit.title,
        following=found.following.isoformat(),
        due=found.due.isoformat(),
    )
    return True
