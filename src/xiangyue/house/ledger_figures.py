"""What was done with an entry of a ledger moves what is counted of it: each line is told to the figures once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.figures.indicators.actions import touch_between
from xiangyue.kernel import measures
from xiangyue.ledgers.book.ledger import named
from xiangyue.ledgers.book.models import Line

_MOVES = "signed"  # nothing else changes what is counted


@transaction.atomic
def tell_figures(now: datetime) -> bool:
    """The oldest line that waits; False when none does. Touched twice costs a count, untouched would be a wrong one."""
    Line.objects.filter(told_at=None).exclude(what=_MOVES).update(told_at=now)
    line = Line.objects.filter(told_at=None).select_related("town").order_by("id").first()
    if line is None:
        return False
    ledger = named(line.ledger)
    if ledger is not None:
        entry = ledger.model._default_manager.filter(town=line.town, key=line.entry).first()
        names = [one.name for one in measures.all_measures() if one.ledger == ledger.name]
        if entry is not None:
            touch_between(line.town, names, *ledger.felt(entry))
    Line.objects.filter(pk=line.pk).update(told_at=now)
    return True
