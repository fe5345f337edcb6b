"""The daily seal: whatever no earlier seal holds, in the order of matter and seq, under one hash chained to the last
and signed by a key that the database does not know.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from xiangyue.kernel import chained
from xiangyue.kernel.fields import suite
from xiangyue.kernel.models import Event, Place, Seal
from xiangyue.kernel.seals import origin_of
from xiangyue.kernel.signers import signer
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.chain import GENESIS, seal_hash, seal_root
from xiangyue.lib.signing import Tree, checkpoint_body


class SealSeries:
    """A town's seals so far, to which the next is added."""

    def __init__(self, town: Place) -> None:
        self.town, self.tree, self.previous = town, Tree(), GENESIS
        for digest in Seal.objects.filter(town=town).order_by("day").values_list("hash", flat=True):
            self._add(digest)

    def following(self, day: date, entries: Iterable[tuple[str, int, str]], *, at: datetime) -> Seal:
        """The signed seal of this day over (matter, seq, hash); not saved."""
        held, algorithm, key = list(entries), suite().digest, signer()
        root = seal_root(held, algorithm)
        digest = seal_hash(
            previous=self.previous, town=self.town.code, day=day, count=len(held), root=root, algorithm=algorithm
        )
        seal = Seal(
            town=self.town,
            day=day,
            count=len(held),
            root=root,
            previous_hash=self.previous,
            hash=digest,
            algorithm=algorithm,
            sealed_at=at,
            signed_by=key.mark,
        )
        self._add(digest)
        seal.signature = b64encode(key.sign(self.body().encode())).decode("ascii")
        return seal

    def body(self) -> str:
        """What the newest seal's signature covers: all seals up to it."""
        return checkpoint_body(origin_of(self.town), self.tree.size, self.tree.root())

    def _add(self, digest: str) -> None:
        self.tree.append(bytes.fromhex(digest))
        self.previous = digest


@transaction.atomic
def seal_day(town: Place, day: date, *, at: datetime) -> Seal | None:
    """The seal of this day, or of the newest event's own where that lies before it; None when that is sealed already
    and nothing waits.

    Events are chosen by "in no seal yet", not by their moment, so that a late commit is in the next seal and never
    lost.
    """
    last = Seal.objects.select_for_update().filter(town=town).order_by("-day").first()
    waiting = Event.objects.filter(town=town, seal=None)
    dated = _dated(town, day, last, is_waited_for=waiting.exists())
    if dated is None:
        return None
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
    seal = SealSeries(town).following(dated, entries, at=at)
    seal.save(force_insert=True)
    for start in range(0, len(ids), 500):
        Event.objects.filter(pk__in=ids[start : start + 500]).update(seal=seal)
    for source, rows in others.items():
        source.mark([pk for pk, *_ in rows], seal)
    return seal


def _dated(town: Place, day: date, last: Seal | None, *, is_waited_for: bool) -> date | None:
    """Never ahead of the newest event: a clock that ran ahead for a moment would leave the days behind it without a
    seal. What came late is sealed on the day after the last seal.
    """
    newest = Event.objects.filter(town=town).aggregate(at=Max("at"))["at"]
    if newest is None:
        return None
    dated = min(day, local_day(newest))
    if last is not None and dated <= last.day:
        dated = last.day + timedelta(days=1)
        return dated if is_waited_for and dated <= day else None
    return dated
