"""Free text beside the chain: the event holds a salted commitment, the text and its salt lie in a row of their own."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from xiangyue.kernel.models import Event, EventText
from xiangyue.kernel.vocabulary import EventKind
from xiangyue.lib.algorithms import commitment

_CHUNK = 500


def set_apart(kind: EventKind, told: Mapping[str, Any], *, algorithm: str) -> tuple[dict[str, Any], list[EventText]]:
    """The particulars as the chain holds them, and the texts that stand for the commitments in them."""
    texts = [
        EventText(field=field, salt=secrets.token_hex(16), text=told[field])
        for field in sorted(kind.texts & told.keys())
        if told[field]
    ]
    bound = {one.field: {"commitment": commitment(one.salt, one.text, algorithm)} for one in texts}
    return {**told, **bound}, texts


def keep_texts(events: Iterable[Event]) -> None:
    """The texts of events that have just been saved."""
    EventText.objects.bulk_create(texts_to_keep(events), batch_size=_CHUNK)


def texts_to_keep(events: Iterable[Event]) -> list[EventText]:
    rows = []
    for event in events:
        for row in event.spoken or ():
            row.town_id, row.event = event.town_id, event
            rows.append(row)
    return rows
