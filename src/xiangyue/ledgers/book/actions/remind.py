"""What is owed rings: once on the days before it is due, and once when it is late. Nothing is filled in by guess."""

from __future__ import annotations

from datetime import datetime

from xiangyue.kernel.actions import WORKER, tell_house
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.models import Event, Party, Place
from xiangyue.kernel.timekeeping import local_day
from xiangyue.ledgers.book.ledger import Ledger, all_ledgers
from xiangyue.ledgers.book.queries import owed
from xiangyue.ledgers.book.rules import RULE


def remind(town: Place, *, at: datetime) -> int:
    """How many were told now."""
    return sum(_remind(ledger, town, at) for ledger in all_ledgers())


def _remind(ledger: Ledger, town: Place, at: datetime) -> bool:
    found = owed(ledger, town, at)
    if found is None:
        return False
    first, following, due = found
    name = "ledger_late" if local_day(at) > due else "ledger_owed"
    told = {"ledger": ledger.name, "first": first.isoformat()}
    known = Event.objects.filter(
        town=town, name=name, particulars__ledger=ledger.name, particulars__first=told["first"]
    )
    rule = rule_on(town, RULE, ledger.name, local_day(at))
    unit = Party.objects.filter(town=town, kind="unit", code=rule.value["unit"]).first() if rule else None
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
        following=following.isoformat(),
        due=due.isoformat(),
    )
    return True
