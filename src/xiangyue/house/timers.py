"""What the worker does: rings clocks, reacts to events, counts, sends. Any number of workers may run; none does a row
twice.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from xiangyue.desks.notices.actions import send_next
from xiangyue.doors.api.hooks import deliver_next
from xiangyue.figures.indicators.actions import fill_next
from xiangyue.house.ledger_figures import tell_figures
from xiangyue.kernel.actions import WORKER, ring
from xiangyue.kernel.models import Clock
from xiangyue.kernel.outbox import backoff, react_to_batch, reason_of

BATCH = 200  # rows of a kind in one round, so that a flood of one kind never starves the other


def work_once(now: datetime) -> int:
    """One round of all that waits, one kind after the other; the number of rows dealt with."""
    done = do_deeds(now)
    for send in (send_next, deliver_next):
        for _ in range(BATCH):
            if not send(now):
                break
            done += 1
    return done


def do_deeds(now: datetime) -> int:
    """Reactions, bells and counting, the town's own work that nobody outside is asked for."""
    done = react_to_batch(now, BATCH)
    for deed in (ring_next, tell_figures, fill_next):
        for _ in range(BATCH):
            if not deed(now):
                break
            done += 1
    return done


def ring_next(now: datetime) -> bool:
    """Ring the one clock whose moment has come; a bad row is pushed forward with its error. False when none waits."""
    with transaction.atomic():
        clock = (
            Clock.objects.select_for_update(
                skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",)
            )
            .select_related("matter__town", "town", "unit")
            .filter(stopped_at=None, next_at__isnull=False, next_at__lte=now)
            .order_by("next_at", "id")
            .first()
        )
        if clock is None:
            return False
        try:
            with transaction.atomic():
                ring(clock, actor=WORKER, at=now)
        except Exception as error:  # one bad row must not stop the line
            tries = clock.tries + 1
            Clock.objects.filter(pk=clock.pk).update(tries=tries, next_at=now + backoff(tries), error=reason_of(error))
        return True
