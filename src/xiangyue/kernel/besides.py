"""What people wrote that rooms keep in tables of their own, beside the chain: answers, cases, instructions.

A room registers these columns in its `beside.py`, with the way from the row to its matter. Where the words of a matter
are purged, they are purged too; the rows stay, so that counts stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models

from xiangyue.kernel.fields import SealedTextField
from xiangyue.kernel.models import Matter
from xiangyue.kernel.models.event import PURGED


@dataclass(frozen=True)
class Beside:
    """Columns of one table. `matter` is the way to the matter as a query writes it; `emptied` are those in which a
    sentence would be taken for something else.
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    matter: str = "matter"
    emptied: tuple[str, ...] = ()

    def left_in(self, column: str) -> Any:
        """What stands in a column after a purge where something stood before."""
        field = self.model._meta.get_field(column)
        if isinstance(field, models.JSONField):
            return {}
        return "" if column in self.emptied or isinstance(field, SealedTextField) else PURGED


_BESIDE: dict[type[models.Model], Beside] = {}


def register(model: type[models.Model], *columns: str, matter: str = "matter", emptied: tuple[str, ...] = ()) -> None:
    if model in _BESIDE:
        raise ValueError(f"the texts of {model.__name__} are registered twice")
    _BESIDE[model] = Beside(model, (*columns, *emptied), matter, emptied)


def every() -> list[Beside]:
    return sorted(_BESIDE.values(), key=lambda one: one.model._meta.label)


def purge(matter: Matter) -> None:
    """What is empty stays empty: how often somebody wrote something can still be counted."""
    for one in every():
        rows = list(one.model._default_manager.filter(**{one.matter: matter.pk}))
        for row in rows:
            for column in one.columns:
                if getattr(row, column):
                    setattr(row, column, one.left_in(column))
        one.model._default_manager.bulk_update(rows, one.columns)
