from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import models


class Tally:
    """Writes only what differs, and counts."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def put(self, model: type[models.Model], key: dict[str, Any], values: dict[str, Any]) -> Any:
        """The row of this key with these values: made, changed or left alone."""
        name = model.__name__.lower()
        row = model._default_manager.filter(**key).first()
        if row is None:
            self.counts[f"{name}_created"] += 1
            return model._default_manager.create(**key, **values)
        stale = [column for column, value in values.items() if getattr(row, column) != value]
        if stale:
            for column in stale:
                setattr(row, column, values[column])
            row.save(update_fields=stale)
            self.counts[f"{name}_changed"] += 1
        else:
            self.counts[f"{name}_unchanged"] += 1
        return row

    def end(self, model: type[models.Model], rows: Iterable[models.Model], **values: Any) -> None:
        for row in rows:
            model._default_manager.filter(pk=row.pk).update(**values)
            self.counts[f"{model.__name__.lower()}_ended"] += 1
