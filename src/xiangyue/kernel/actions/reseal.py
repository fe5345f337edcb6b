"""After a new sealing key was put in front: every sealed column under the newest key, so that an old one can be
dropped. Whoever was taken in before people had keys of their own gets one.
"""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from xiangyue.kernel.fields import OWN, SealedTextField, keyring
from xiangyue.kernel.models import Party, Place
from xiangyue.kernel.sealing import cut_key, seal_for

_CHUNK = 500


def sealed_columns() -> list[tuple[type[models.Model], list[str]]]:
    """Every table of any room that seals something, with the names of its sealed columns."""
    found = []
    for model in apps.get_models():
        columns = [field.name for field in model._meta.get_fields() if isinstance(field, SealedTextField)]
        if columns:
            found.append((model, columns))
    return found


def reseal(town: Place, *, progress: Callable[[int], None] | None = None) -> int:
    """How many rows were sealed anew. Chunks of their own transaction: killed in the middle, running again goes on.

    CannotOpen when a column was sealed with a key that is no longer given; that chunk stays as it was.
    """
    done = 0
    while given := _give_keys(town):
        done += given
    for model, columns in sealed_columns():
        last: int | None = 0
        while last is not None:
            last, count = _chunk(model, columns, town, last)
            done += count
            if progress is not None and count:
                progress(done)
    return done


@transaction.atomic
def _chunk(model: type[models.Model], columns: list[str], town: Place, after: int) -> tuple[int | None, int]:
    """(key of the last row, rows) of the next chunk; the key is None behind the last one."""
    ring = keyring()
    rows = list(model._default_manager.select_for_update().filter(town=town, pk__gt=after).order_by("pk")[:_CHUNK])
    if not rows:
        return None, 0
    anew = []
    for row in rows:
        sealed = {column: token for column in columns if (token := getattr(row, column)) and not token.startswith(OWN)}
        for column, token in sealed.items():
            setattr(row, column, ring.rotate(token))
        anew += [row] if sealed else []
    model._default_manager.bulk_update(anew, columns)
    return rows[-1].pk, len(anew)


_OF_A_PERSON = [field.name for field in Party._meta.concrete_fields if isinstance(field, SealedTextField)]


@transaction.atomic
def _give_keys(town: Place) -> int:
    """How many more people have a key of their own now; 0 when all of them do."""
    unsealed = Q()
    for column in _OF_A_PERSON:
        unsealed |= ~Q(**{column: ""}) & ~Q(**{f"{column}__startswith": OWN})
    people = list(Party.objects.select_for_update().filter(unsealed, town=town, key=None)[:_CHUNK])
    ring = keyring()
    for party in people:
        party.key = cut_key(town)
        party.key.save(force_insert=True)
        for column in _OF_A_PERSON:
            if token := getattr(party, column):
                setattr(party, column, seal_for(party.key, ring.open(token)))
    Party.objects.bulk_update(people, ["key", *_OF_A_PERSON])
    return len(people)
