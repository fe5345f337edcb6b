"""The worker gives the lines their order and their hashes, and closes each day with a row that stands in the seals.

A line is written unchained, so that requests do not wait for one another; within a minute it is chained.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from xiangyue.house.models import Trace, TraceDay, TraceHead
from xiangyue.kernel import chained
from xiangyue.kernel.chained import Entry, Source
from xiangyue.kernel.fields import suite
from xiangyue.kernel.models import Place, Seal
from xiangyue.lib.chain import GENESIS, entry_hash, written

SOURCE, DAYS, KEY = "trace", "traceday", "log"
BATCH = 500
_OF_THE_CHAIN = ["seq", "previous_hash", "algorithm", "hash"]
BEAT = timedelta(minutes=1)


def chain_waiting(now: datetime) -> int:
    """Every town's lines that wait, at most once a minute; how many were chained."""
    towns = Place.objects.filter(level="town", seats__isnull=False).distinct().order_by("pk")
    return sum(_chain_if_due(town, now) for town in towns)


def _chain_if_due(town: Place, now: datetime) -> int:
    head = head_of(town, now)
    if abs(now - head.chained_at) < BEAT or not Trace.objects.filter(town=town, seq=None).exists():
        return 0
    return chain_all(town, now)


def chain_all(town: Place, now: datetime) -> int:
    done = 0
    while batch := _chain_batch(town, now):
        done += batch
    return done


def head_of(town: Place, now: datetime) -> TraceHead:
    head, _ = TraceHead.objects.get_or_create(town=town, defaults={"hash": GENESIS, "chained_at": now})
    return head


@transaction.atomic
def _chain_batch(town: Place, now: datetime) -> int:
    head_of(town, now)
    head = TraceHead.objects.select_for_update().get(town=town)
    lines = list(Trace.objects.filter(town=town, seq=None).order_by("id")[:BATCH])
    seq, previous, algorithm = head.seq, head.hash, suite().digest
    for line in lines:
        seq += 1
        line.seq, line.previous_hash, line.algorithm = seq, previous, algorithm
        line.hash = previous = hash_of(line, town)
    # an upsert of rows that are there: `bulk_update` takes eight times as long, and SQLite's writers wait for it
    Trace.objects.bulk_create(lines, update_conflicts=True, unique_fields=["id"], update_fields=_OF_THE_CHAIN)
    TraceHead.objects.filter(pk=head.pk).update(seq=seq, hash=previous, chained_at=now)
    return len(lines)


def hash_of(line: Trace, town: Place) -> str:
    """Of the line as it stands there, in its place of the chain."""
    return entry_hash(
        source=SOURCE,
        previous=line.previous_hash,
        town=town.code,
        key=KEY,
        seq=line.seq or 0,
        content=content_of(line),
        algorithm=line.algorithm,
    )


def content_of(line: Trace) -> dict[str, Any]:
    """All that a line says, as plain values."""
    return {
        "at": written(line.at),
        "kind": line.kind,
        "user": line.user_id,
        "seat": line.seat_id,
        "role": line.role,
        "is_token": line.is_token,
        "address": line.address,
        "method": line.method,
        "route": line.route,
        "path": line.path,
        "status": line.status,
    }


@transaction.atomic
def close_day(town: Place, day: date, *, at: datetime) -> TraceDay | None:
    """All lines up to now are chained, and where the chain ends is kept for the seals; None where nothing is new."""
    chain_all(town, at)
    head = TraceHead.objects.select_for_update().get(town=town)
    last = TraceDay.objects.filter(town=town).order_by("-seq").first()
    if head.seq == (last.upto if last else 0) or (last is not None and last.day >= day):
        return None
    closed = TraceDay(
        town=town, day=day, seq=last.seq + 1 if last else 1, upto=head.seq, digest=head.hash, closed_at=at
    )
    closed.algorithm, closed.previous_hash = suite().digest, last.hash if last else GENESIS
    closed.hash = chained.hash_of(DAYS_IN_SEALS, town, _entry(closed)) or ""
    closed.save(force_insert=True)
    return closed


def _entries(town: Place) -> Iterator[Entry]:
    return map(_entry, TraceDay.objects.filter(town=town).order_by("seq"))


def _entry(row: TraceDay) -> Entry:
    content = {"day": row.day.isoformat(), "upto": row.upto, "digest": row.digest, "closed_at": written(row.closed_at)}
    return Entry(row.pk, KEY, row.seq, content, row.previous_hash, row.hash, row.seal_id, row.algorithm)


def _waiting(town: Place) -> Iterator[tuple[int, str, int, str]]:
    rows = TraceDay.objects.filter(town=town, seal=None).order_by("seq")
    return ((pk, KEY, seq, digest) for pk, seq, digest in rows.values_list("pk", "seq", "hash"))


def _mark(keys: Sequence[int], seal: Seal) -> None:
    TraceDay.objects.filter(pk__in=keys).update(seal=seal)


DAYS_IN_SEALS = chained.register(Source(DAYS, _entries, _waiting, _mark))
