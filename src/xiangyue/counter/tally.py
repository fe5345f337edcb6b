"""Counting within windows of time, in the database: whatever decides is counted once for all web processes."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from xiangyue.counter.models import Tally

_LONGEST = 120


def count(what: str, window: timedelta, at: datetime) -> int:
    """One more; how often it was in the running window. Where the caller's transaction is undone, so is this."""
    row = Tally.objects.filter(what=_short(what), ends_at=_end_of(window, at))
    if not row.update(n=F("n") + 1):
        try:
            with transaction.atomic():
                Tally.objects.create(what=_short(what), ends_at=_end_of(window, at))
        except IntegrityError:  # another process was first
            row.update(n=F("n") + 1)
    return row.values_list("n", flat=True).get()


def counted(what: str, window: timedelta, at: datetime) -> int:
    """How often it was in the running window, without one more."""
    row = Tally.objects.filter(what=_short(what), ends_at=_end_of(window, at))
    return row.values_list("n", flat=True).first() or 0


def forget_old(at: datetime) -> int:
    """How many rows of windows that are over were cleared away."""
    return Tally.objects.filter(ends_at__lt=at).delete()[0]


def _end_of(window: timedelta, at: datetime) -> datetime:
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp((int(at.timestamp()) // seconds + 1) * seconds, UTC)


def _short(what: str) -> str:
    return what if len(what) <= _LONGEST else hashlib.sha256(what.encode()).hexdigest()
