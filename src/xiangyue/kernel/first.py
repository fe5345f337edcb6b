"""Who comes first: of two who do the same deed at once one does it, and the other is told so in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from xiangyue.kernel.errors import Refused


@contextmanager
def only_once(refusal: Refused) -> Iterator[None]:
    """Around what a constraint of the database lets stand only once. What was done before in the same transaction stays
    fit to go on or to be refused with it.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise refusal from error


def still(row: Model, standing: Mapping[str, Any], refusal: Refused, **columns: Any) -> None:
    """Writes these columns where the row still stands so, and the row in hand follows; else somebody was first."""
    if type(row)._default_manager.filter(pk=row.pk, **standing).update(**columns) != 1:
        raise refusal
    for column, value in columns.items():
        setattr(row, column, value)
