"""Rounds against the events of the patrol that told of them."""

from __future__ import annotations

from collections.abc import Iterator

from xiangyue.kernel import proofs
from xiangyue.kernel.models import Place
from xiangyue.ledgers.farmland.models import Round
from xiangyue.lib.chain import Fault


def rounds(town: Place) -> Iterator[Fault]:
    for row in Round.objects.filter(town=town).select_related("event", "village").iterator(chunk_size=2000):
        told = row.event.particulars
        stands = (row.village.code, row.day.isoformat(), row.metres, row.seat_id)
        if row.event.name != "patrol_done" or stands != (
            *map(told.get, ("village", "day", "metres")),
            row.event.seat_id,
        ):
            yield Fault("巡田", row.pk, "changed", f"{row.village.name} {row.day} 的巡田与巡查的留痕不符，被改过。")


proofs.register("field rounds", rounds)
