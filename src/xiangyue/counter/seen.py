"""What a seat has read of a matter, and who has it open now."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from xiangyue.counter.models import Seen
from xiangyue.kernel.models import Matter, Seat

OPEN_FOR = timedelta(seconds=90)  # a page that is open says so every half minute
_AGAIN = timedelta(seconds=20)


def see(seat: Seat, matter: Matter, at: datetime) -> None:
    """The seat has this matter before it, with all that happened to it so far."""
    if Seen.objects.filter(seat=seat, matter=matter).update(seq=matter.event_count, at=at):
        return
    try:
        with transaction.atomic():
            Seen.objects.create(seat=seat, matter=matter, seq=matter.event_count, at=at)
    except IntegrityError:  # the same page in two tabs
        Seen.objects.filter(seat=seat, matter=matter).update(seq=matter.event_count, at=at)


def keep_open(seat: Seat, matter: Matter, at: datetime) -> None:
    """It is still open there; what happened since is not read by that."""
    Seen.objects.filter(seat=seat, matter=matter, at__lt=at - _AGAIN).update(at=at)


def others_at(seat: Seat, matter: Matter, at: datetime) -> list[str]:
    """Who else has it open now, by name, longest first."""
    rows = Seen.objects.filter(matter=matter, at__gt=at - OPEN_FOR).exclude(seat__user_id=seat.user_id)
    return list(rows.order_by("at").values_list("seat__holder", flat=True)[:5])


def with_seen(matters: QuerySet[Matter], seat: Seat) -> QuerySet[Matter]:
    """With `seen_seq`: how many events of it the seat has read; 0 where it never had it open."""
    mine = Seen.objects.filter(seat=seat, matter=OuterRef("pk"))
    return matters.annotate(seen_seq=Coalesce(Subquery(mine.values("seq")[:1]), Value(0)))
