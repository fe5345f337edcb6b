"""After a new sealing key was put in front: every sealed column under the newest key, so that an old one can be dropped."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Party, Place

SEALED = ("name_sealed", "phone_sealed", "address_sealed")
_CHUNK = 500


def reseal(town: Place, *, progress: Callable[[int], None] | None = None) -> int:
    """How many parties were sealed anew. Chunks of their own transaction: killed in the middle, running again goes on.

    CannotOpen when a column was sealed with a key that is no longer given; that chunk stays as it was.
    """
    ring, done, last = keyring(), 0, 0
    while True:
        with transaction.atomic():
            parties = list(Party.objects.select_for_update().filter(town=town, pk__gt=last).order_by("pk")[:_CHUNK])
            if not parties:
                return done
            for party in parties:
                for column in SEALED:
                    if token := getattr(party, column):
                        setattr(party, column, ring.rotate(token))
            Party.objects.bulk_update(parties, SEALED)
        last, done = parties[-1].pk, done + len(parties)
        if progress is not None:
            progress(done)
