"""How the house is, for monitors: answered within a second also while the database is away."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import Max, Min
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.house.models import Chore, Line, Trace
from xiangyue.house.traces import failures
from xiangyue.house.traces.syslog import waiting_since
from xiangyue.kernel.models import Event, Seal

PATIENCE = 0.8  # seconds
WORKER_SILENT = timedelta(seconds=90)
EVENT_WAITS = timedelta(minutes=10)
SEAL_IS_OLD = timedelta(days=2)
DISK_IS_SMALL = 1_000_000_000  # bytes


@require_GET
@open_to_all("the monitor's question; ages and sizes, nothing of anybody's")
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503; `warnings` names what needs a look though the pages work."""
    now = moment_of(request)
    told: dict[str, Any] = {"database": "ok", "disk_free_bytes": shutil.disk_usage(settings.DATA).free}
    answered = _asked_apart(lambda: _in_the_database(now))
    told |= {"database": "away"} if answered is None else answered
    warnings = told.pop("warnings", []) + (["disk"] if told["disk_free_bytes"] < DISK_IS_SMALL else [])
    warnings += ["access_log"] if failures.is_fresh(now) else []
    told |= {"ok": answered is not None and not warnings, "warnings": warnings}
    response = JsonResponse(told, status=200 if answered is not None else 503)
    response["Cache-Control"] = "no-store"
    return response


def _in_the_database(now: datetime) -> dict[str, Any]:
    # a line's beat waits for its step: a large town's seal may take its time, and has a warning of its own
    worker = Line.objects.exclude(name="chores").aggregate(at=Min("beaten_at"))["at"]
    waiting = Event.objects.filter(reacted_at=None).aggregate(at=Min("at"))["at"]
    seal = Seal.objects.aggregate(at=Max("sealed_at"))["at"]
    unchained = Trace.objects.filter(seq=None).aggregate(at=Min("at"))["at"]
    unsent = waiting_since()
    failed = sorted(Chore.objects.exclude(error="").values_list("name", flat=True))
    warnings = {
        "worker": worker is None or now - worker > WORKER_SILENT,
        "events": waiting is not None and now - waiting > EVENT_WAITS,
        "seal": seal is not None and now - seal > SEAL_IS_OLD,
        "chores": bool(failed),
        "syslog": unsent is not None and now - unsent > EVENT_WAITS,
        "access_log_chain": unchained is not None and now - unchained > EVENT_WAITS,
    }
    return {
        "worker_seconds": _seconds(now, worker),
        "oldest_waiting_event_seconds": _seconds(now, waiting),
        "last_seal_at": seal and seal.isoformat(),
        "chores_failed": failed,
        "warnings": [name for name, is_so in warnings.items() if is_so],
    }


def _seconds(now: datetime, then: datetime | None) -> float | None:
    return None if then is None else round((now - then).total_seconds(), 1)


_ASKING: list[Future[Any]] = []
_ONE_AT_A_TIME = threading.Lock()
_THREAD = ThreadPoolExecutor(1, thread_name_prefix="health")


def _asked_apart(ask: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
    """None where the database says nothing in time. While one question hangs no second is put behind it."""
    with _ONE_AT_A_TIME:
        if _ASKING and not _ASKING[0].done():
            return None
        _ASKING[:] = [_THREAD.submit(_with_own_connection, ask)]
        asking = _ASKING[0]
    try:
        told: dict[str, Any] = asking.result(timeout=PATIENCE)
    except Exception:  # too late, or whatever a driver says of a database that is not there
        return None
    return told


def _with_own_connection(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Given back after each question, but for SQLite's: see `environment.database`."""
    try:
        return ask()
    finally:
        for connection in connections.all(initialized_only=True):
            if connection.vendor != "sqlite" or connection.errors_occurred:
                connection.close()
