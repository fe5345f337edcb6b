"""The worker: rings clocks, reacts to events, seals the day. Any number of workers may run; none does a row twice."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections, connection, transaction

from xiangyue.desks.notices.actions import send_next
from xiangyue.doors.api.hooks import deliver_next
from xiangyue.doors.mailbox.actions import purge_waiting
from xiangyue.doors.patrol.actions import purge_tracks
from xiangyue.house import moment
from xiangyue.kernel.actions import WORKER, recount_guessed, ring, seal_day
from xiangyue.kernel.models import Clock, Place
from xiangyue.kernel.outbox import backoff, react_to_batch
from xiangyue.kernel.timekeeping import local_day

logger = logging.getLogger(__name__)

BATCH = 200  # rows of a kind in one round, so that a flood of one kind never starves the other


def work_once(now: datetime) -> int:
    """One round of what waits; the number of rows dealt with. 0 means: sleep."""
    done = react_to_batch(now, BATCH)
    for _ in range(BATCH):
        if not ring_next(now):
            break
        done += 1
    for send in (send_next, deliver_next):
        for _ in range(BATCH):
            if not send(now):
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
            Clock.objects.filter(pk=clock.pk).update(
                tries=tries, next_at=now + backoff(tries), error=f"{type(error).__name__}: {error}"[:2000]
            )
        return True


def seal_yesterday(now: datetime) -> int:
    """Seal the day before for every town that has not; the number of seals made."""
    yesterday = local_day(now) - timedelta(days=1)
    towns = Place.objects.filter(level="town", seats__isnull=False).distinct()
    return sum(1 for town in towns if seal_day(town, yesterday, at=now) is not None)


def work_until(stop: threading.Event, *, idle_seconds: float = 2.0) -> None:
    """Work until `stop` is set. A database that is away is waited for; the worker does not die of it."""
    sealed_on = None
    while not stop.is_set():
        now = moment.now()
        try:
            done = work_once(now)
            if sealed_on != local_day(now):
                seal_yesterday(now)
                recount_guessed(now)
                purge_waiting(now)
                purge_tracks(now)
                sealed_on = local_day(now)
        except DatabaseError:
            logger.exception("the database did not answer; trying again")
            close_old_connections()
            done = 0
        if done == 0:
            stop.wait(idle_seconds)
