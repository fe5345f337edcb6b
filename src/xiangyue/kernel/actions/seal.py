"""The daily seal: whatever no earlier seal holds, in the order of matter and seq, under one hash chained to the
last.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiangyue.kernel import chained
from xiangyue.kernel.models import Event, Place, Seal
from xiangyue.lib.chain import GENESIS, seal_hash, seal_root


@transaction.atomic
def seal_day(town: Place, day: date, *, at: datetime) -> Seal | None:
    """The seal of this day; None when the day (or a later one) is sealed already. An empty day is sealed too.

    Events are chosen by "in no seal yet", not by their moment, so that a late commit is in the next seal and never
    lost.
    """
    last = Seal.objects.select_for_update().filter(town=town).order_by("-day").first()
    if last is not None and last.day >= day:
        return None
    waiting = Event.objects.filter(town=town, seal=None)
    ids, entries = [], []
    for pk, number, seq, digest in (
        waiting.order_by("matter__number", "seq")
        .values_list("pk", "matter__number", "seq", "hash")
        .iterator(chunk_size=5000)
    ):
        ids.append(pk)
        entries.append((number, seq, digest))
    others = {source: list(source.waiting(town)) for source in chained.sources()}
    for source, rows in others.items():
        entries += [(source.typed(key), seq, digest) for _, key, seq, digest in rows]
    previous, root = last.hash if last else GENESIS, seal_root(entries)
    seal = Seal.objects.create(
        town=town,
        day=day,
        count=len(entries),
        root=root,
        previous_hash=previous,
        sealed_at=at,
        hash=seal_hash(previous=previous, town=town.code, day=day, count=len(entries), root=root),
    )
    for start in range(0, len(ids), 500):
        Event.objects.filter(pk__in=ids[start : start + 500]).update(seal=seal)
    for source, rows in others.items():
        source.mark([pk for pk, *_ in rows], seal)
    return seal
