"""The chain verified on the auditor's word: asked for on a page, done by the worker, what it found kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import Q

from xiangyue.house import moment
from xiangyue.house.models import Check
from xiangyue.kernel import access, queries
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Place, Seat
from xiangyue.kernel.outbox import reason_of
from xiangyue.lib.chain import Fault

KEPT = 200  # faults that are kept in their words; all are counted
_LEASE = timedelta(minutes=30)  # a worker that died over one gives it back after this
_STEP = 5_000  # events between two signs of life


def ask(town: Place, *, seat: Seat, at: datetime) -> Check:
    """Refused while one is under way."""
    access.require(seat, "chain.verify", of=town)
    if Check.objects.filter(town=town, done_at=None).exists():
        raise Refused("已经有一次核验在进行，请等它做完。")
    return Check.objects.create(town=town, asked_by=seat, asked_at=at)


def check_next(now: datetime) -> int:
    """The one that waits longest; 0 where none does."""
    with transaction.atomic():
        free = Q(begun_at=None) | Q(begun_at__lt=now - _LEASE)
        waiting = Check.objects.select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",)
        )
        check = waiting.select_related("town").filter(free, done_at=None).order_by("asked_at", "pk").first()
        if check is None:
            return 0
        check.begun_at, check.total = now, Event.objects.filter(town=check.town).count()
        check.save(update_fields=["begun_at", "total"])
    try:
        found = _found(check)
        check.faults = [fault.says for fault in islice(found, KEPT)]
        check.n_faults = len(check.faults) + sum(1 for _ in found)
    except Exception as error:  # an answer too: it is not told as whole
        check.error = reason_of(error)
    check.read, check.done_at = check.total, moment.now()
    check.save(update_fields=["faults", "n_faults", "error", "read", "done_at"])
    return 1


def _found(check: Check) -> Iterator[Fault]:
    yield from queries.verify(check.town, progress=lambda read: _tell(check, read))
    yield from queries.unsealed(check.town)


def _tell(check: Check, read: int) -> None:
    if read - check.read >= _STEP:
        check.read = read
        check.save(update_fields=["read"])
