"""After a new sealing key was put in front: every sealed column under the newest key, so that an old one can be
dropped.
"""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps
from django.db import models, transaction

from xiangyue.kernel.fields import SealedTextField, keyring
from xiangyue.kernel.models import Place

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
    for row in rows:
        for column in columns:
            if token := getattr(row, column):
                setattr(row, column, ring.rotate(token))
    model._default_manager.bulk_update(rows, columns)
    return rows[-1].pk, len(rows)
