"""What is to be done once a day. Each chore has a row of its own: what went wrong with one stands there, is tried
again, and keeps no other waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.db.models import F, Q

from xiangyue.counter.tally import forget_old
from xiangyue.desks.notices.replies import purge_replies
from xiangyue.desks.taskforce.actions import propose_fitting
from xiangyue.doors.mailbox.actions import purge_waiting
from xiangyue.doors.patrol.actions import purge_tracks
from xiangyue.figures.indicators.actions import keep_up
from xiangyue.house.models import Chore
from xiangyue.house.outgoing import send_seals
from xiangyue.house.people.dormant import lock_dormant
from xiangyue.house.traces.chain import close_day
from xiangyue.house.traces.purge import purge_traces
from xiangyue.kernel.actions import purge_due, recount_guessed, seal_day
from xiangyue.kernel.models import Place
from xiangyue.kernel.outbox import backoff, reason_of
from xiangyue.kernel.timekeeping import local_day
from xiangyue.ledgers.book.actions.remind import remind

Deed = Callable[[datetime], object]
_LEASE = timedelta(minutes=30)  # a worker that died over a chore gives it back after this


def do_chores(now: datetime) -> int:
    """Every chore of the day that nobody has done yet; how many were tried."""
    day = local_day(now)
    return sum(_try(name, deed, day, now) for name, deed in chores_of(day))


def chores_of(day: date) -> Iterator[tuple[str, Deed]]:
    """The seals first: they take the day before as it was, and where the access log ended."""
    yesterday = day - timedelta(days=1)
    for town in Place.objects.filter(level="town", seats__isnull=False).distinct().order_by("pk"):
        yield f"close access log {town.code}", _closing(town, yesterday)
        yield f"seal {town.code}", _sealing(town, yesterday)
        yield f"send seals {town.code}", _sending(town)
        yield f"purge {town.code}", _purging(town)
        yield f"purge access log {town.code}", _purging_traces(town)
        yield f"dormant accounts {town.code}", _locking_dormant(town)
        yield f"hard cases {town.code}", _proposing(town)
        yield f"figures {town.code}", _counting(town)
        yield f"owed {town.code}", _reminding(town)
    yield "recount", recount_guessed
    yield "photos", _purge_all_waiting
    yield "tracks", purge_tracks
    yield "text messages", purge_replies
    yield "counts", forget_old
    yield "sessions", _clear_sessions


def _closing(town: Place, day: date) -> Deed:
    return lambda now: close_day(town, day, at=now)


def _sealing(town: Place, day: date) -> Deed:
    return lambda now: seal_day(town, day, at=now)


def _sending(town: Place) -> Deed:
    return lambda now: send_seals(town)


def _purging(town: Place) -> Deed:
    return lambda now: purge_due(town, at=now)


def _purging_traces(town: Place) -> Deed:
    return lambda now: purge_traces(town, at=now)


def _locking_dormant(town: Place) -> Deed:
    return lambda now: lock_dormant(town, at=now)


def _proposing(town: Place) -> Deed:
    return lambda now: propose_fitting(town, at=now)


def _counting(town: Place) -> Deed:
    return lambda now: keep_up(town, at=now)


def _reminding(town: Place) -> Deed:
    return lambda now: remind(town, at=now)


def _purge_all_waiting(now: datetime) -> None:
    while purge_waiting(now):
        pass


def _clear_sessions(now: datetime) -> None:
    """What stands in sessions that are over is cleared away, not only out of use."""
    Session.objects.filter(expire_date__lt=now).delete()


def _try(name: str, deed: Deed, day: date, now: datetime) -> bool:
    row, _ = Chore.objects.get_or_create(name=name, defaults={"next_try_at": now})
    to_do = Chore.objects.filter(Q(done_on=None) | Q(done_on__lt=day), pk=row.pk, next_try_at__lte=now)
    if to_do.update(next_try_at=now + _LEASE, tries=F("tries") + 1) != 1:
        return False
    try:
        deed(now)
    except Exception as error:
        try:
            Chore.objects.filter(pk=row.pk).update(error=reason_of(error), next_try_at=now + backoff(row.tries + 1))
        except DatabaseError:
            raise error from None
    else:
        Chore.objects.filter(pk=row.pk).update(done_on=day, tries=0, error="", next_try_at=now, done_at=now)
    return True
