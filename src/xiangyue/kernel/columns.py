"""The columns of a matter that its events account for, as the plain values that events hold and `verify` compares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model

from xiangyue.kernel.models import Matter
from xiangyue.lib.chain import written

# What was said lies in the digest of the words, the exact point is nobody else's, the rest is the chain itself.
_LEFT_OUT = {"id", "town_id", "number", "title", "words", "lon", "lat", "request_id", "request_digest"}
_OF_THE_CHAIN = {"head_hash", "event_count"}
ACCOUNTED = tuple(
    column.attname for column in Matter._meta.concrete_fields if column.attname not in _LEFT_OUT | _OF_THE_CHAIN
)


def plain_columns(changes: Mapping[str, Any]) -> dict[str, Any]:
    """{"lead_unit": unit} → {"lead_unit_id": 7}; moments as they stand in the chain; columns left out are dropped."""
    named = {Matter._meta.get_field(name).attname: value for name, value in changes.items()}  # type: ignore[union-attr]
    return {name: plain(value) for name, value in named.items() if name in ACCOUNTED}


def first_columns(matter: Matter) -> dict[str, Any]:
    """All of them, as a matter stands with its first event."""
    return {name: plain(getattr(matter, name)) for name in ACCOUNTED}


def plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    return written(value) if isinstance(value, datetime) else value
