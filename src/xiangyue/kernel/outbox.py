"""Which events somebody reacts to, and the taking of one waiting event at a time.

The house installs its table of reactions here once; a name nobody listens to is written as already reacted to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from xiangyue.kernel.models import Event

Reaction = Callable[[Event, datetime], None]

_REACTIONS: dict[str, tuple[Reaction, ...]] = {}


def install(table: Mapping[str, Sequence[Reaction]]) -> None:
    """Replace the table; called by the house when it starts."""
    _REACTIONS.clear()
    _REACTIONS.update({name: tuple(reactions) for name, reactions in table.items()})


def is_listened_to(name: str) -> bool:
    return name in _REACTIONS


def react_to_batch(now: datetime, limit: int = 50) -> int:
    """Run the reactions of up to `limit` waiting events and mark them, in one transaction; how many were taken.

    Killed before the commit, nothing was done and the events still wait; after it, everything was. A reaction that
    fails leaves no trace of itself, pushes its event forward with the error, and does not stop the line.
    """
    with transaction.atomic():
        waiting = list(
            Event.objects.select_for_update(
                skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",)
            )
            .select_related("matter__town")
            .filter(reacted_at=None, next_try_at__lte=now)
            .order_by("next_try_at", "id")[:limit]
        )
        reacted = [event.pk for event in waiting if _react(event, now)]
        Event.objects.filter(pk__in=reacted).update(reacted_at=now, error="")
    return len(waiting)


def _react(event: Event, now: datetime) -> bool:
    try:
        with transaction.atomic():
            for reaction in _REACTIONS.get(event.name, ()):
                reaction(event, now)
    except Exception as error:  # the line must go on whatever a reaction throws
        tries = event.tries + 1
        Event.objects.filter(pk=event.pk).update(tries=tries, next_try_at=now + backoff(tries), error=reason_of(error))
        return False
    return True


def reason_of(error: Exception) -> str:
    """What is written to the row that failed. No database keeps a NUL or half a pair, and such may stand in the very
    text that something stumbled over.
    """
    told = f"{type(error).__name__}: {error}".replace("\x00", "�")
    return told.encode(errors="replace").decode()[:2000]


def backoff(tries: int) -> timedelta:
    """1, 2, 4 … minutes, at most a day."""
    return min(timedelta(minutes=2 ** min(tries - 1, 11)), timedelta(days=1))
