"""The worker's lines, each in a thread of its own: what keeps one waiting keeps no other.

Deeds are the town's own work and touch nobody outside. Notices, webhooks and syslog speak to servers of others.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections, connections

from xiangyue.desks.notices.actions import send_next
from xiangyue.doors.api.hooks import deliver_next
from xiangyue.house import moment
from xiangyue.house.checks.actions import check_next
from xiangyue.house.chores import do_chores
from xiangyue.house.models import Line
from xiangyue.house.timers import do_deeds
from xiangyue.house.traces.chain import chain_waiting
from xiangyue.house.traces.syslog import send_next as send_lines
from xiangyue.kernel.outbox import reason_of

Step = Callable[[datetime], int]  # one step of a line; how much was done, 0 means: sleep

LINES: Mapping[str, Step] = {
    "deeds": do_deeds,
    "notices": send_next,
    "webhooks": deliver_next,
    "chores": do_chores,
    "access log": chain_waiting,
    "syslog": send_lines,
    "checks": check_next,
}
BEAT = timedelta(seconds=15)
HANGS = 1800.0  # seconds without a sign of life after which the process ends, for its keeper to start it again

logger = logging.getLogger(__name__)


def work_until(stop: threading.Event, *, lines: Mapping[str, Step] = LINES, idle_seconds: float = 2.0) -> None:
    """All lines until `stop` is set. A database that is away is waited for; nothing that a row does ends a line."""
    seen = dict.fromkeys(lines, time.monotonic())
    threads = [
        threading.Thread(target=_run, args=(name, step, stop, seen, idle_seconds), name=name, daemon=True)
        for name, step in lines.items()
    ]
    for thread in threads:
        thread.start()
    while not stop.wait(1):
        hanging = [name for name, last in seen.items() if time.monotonic() - last > HANGS]
        if hanging:
            logger.critical("no sign of life from %s; the worker ends", ", ".join(hanging))
            os._exit(70)
    for thread in threads:
        thread.join(timeout=10)


def _run(name: str, step: Step, stop: threading.Event, seen: dict[str, float], idle_seconds: float) -> None:
    beaten: datetime | None = None
    while not stop.is_set():
        seen[name], done = time.monotonic(), 0
        try:
            now = moment.now()
            done = step(now)
            if beaten is None or now - beaten >= BEAT:
                Line.objects.update_or_create(name=name, defaults={"beaten_at": now})
                beaten = now
        except Exception as error:  # whatever it is, the line goes on
            logger.exception("the line %s stumbled; trying again", name)
            close_old_connections()
            _tell(name, error)
        if done == 0:
            stop.wait(idle_seconds)
    connections.close_all()


def _tell(name: str, error: Exception) -> None:
    try:
        told = {"error": reason_of(error), "failed_at": moment.now()}
        Line.objects.update_or_create(name=name, defaults=told, create_defaults={**told, "beaten_at": moment.now()})
    except DatabaseError:
        close_old_connections()
