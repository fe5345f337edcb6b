"""Up to which key no event can come any more.

A key is given when the row is written and seen when its transaction commits: of two writers the later key may be seen
first, and a cursor that went past the earlier one would never meet it. SQLite has one writer and no such gap.
"""

from __future__ import annotations

import time

from django.db import connection
from django.db.models import Max

from xiangyue.kernel.models import Event

PATIENCE = 2.0  # seconds for the writers who were under way; they usually need a few milliseconds
_PAUSE = 0.01
# Whoever writes into the table holds this lock before the key is given, until the transaction has ended.
_WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND pid IS DISTINCT FROM pg_backend_pid()
"""
_LATELY: dict[str, int] = {}  # by database: what had settled when somebody last asked


def settled() -> int:
    """The newest key once nobody who was writing at that moment is writing any more. Where somebody takes longer than
    `PATIENCE`, what had settled before.
    """
    newest = _newest()
    if connection.vendor != "postgresql":
        return newest
    waits_for, until = _writers(), time.monotonic() + PATIENCE
    while waits_for and time.monotonic() < until:
        time.sleep(_PAUSE)
        waits_for &= _writers()
    before = min(_LATELY.get(_database(), 0), newest)
    _LATELY[_database()] = before if waits_for else newest
    return _LATELY[_database()]


def _newest() -> int:
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS, [Event._meta.db_table])
        return {row[0] for row in cursor.fetchall()}


def _database() -> str:
    return str(connection.settings_dict["NAME"])
