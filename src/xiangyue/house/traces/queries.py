"""The access log as the auditor searches it, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Min, Q, QuerySet

from xiangyue.house.models import Trace, TraceDay, TraceHead
from xiangyue.kernel.keyset import Page, page_of
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.timekeeping import day_begins

PAGE = 100


@dataclass(frozen=True)
class Sought:
    """`person`: a log-in name, or part of a name that a seat of the town shows. `address`: its beginning. Days: both
    ends included.
    """

    person: str = ""
    address: str = ""
    since: date | None = None
    until: date | None = None
    kind: str = ""


@dataclass(frozen=True)
class Standing:
    """How far the chain and the seals have come; `waiting_since` is None where every line is chained."""

    seq: int
    chained_at: datetime | None
    waiting_since: datetime | None
    closed: TraceDay | None
    sent: int


def lines(town: Place, sought: Sought) -> QuerySet[Trace]:
    found = Trace.objects.filter(town=town).select_related("user", "seat__unit")
    if sought.person:
        found = found.filter(user_id__in=_people(town, sought.person))
    if sought.address:
        found = found.filter(address__startswith=sought.address)
    if sought.since:
        found = found.filter(at__gte=day_begins(sought.since))
    if sought.until:
        found = found.filter(at__lt=day_begins(sought.until + timedelta(days=1)))
    return found.filter(kind=sought.kind) if sought.kind else found


def _people(town: Place, person: str) -> list[int]:
    ours = Seat.objects.filter(town=town).filter(Q(holder__icontains=person) | Q(user__username__iexact=person))
    unseated = User.objects.filter(username__iexact=person, seats=None)
    return list({*ours.values_list("user_id", flat=True), *unseated.values_list("pk", flat=True)})


def page(town: Place, sought: Sought, mark: str) -> Page[Trace]:
    return page_of(lines(town, sought), "at", mark, PAGE, newest_first=True)


def standing(town: Place) -> Standing:
    head = TraceHead.objects.filter(town=town).first()
    waiting = Trace.objects.filter(town=town, seq=None).aggregate(at=Min("at"))["at"]
    closed = TraceDay.objects.filter(town=town, seal__isnull=False).order_by("-seq").first()
    if head is None:
        return Standing(0, None, waiting, closed, 0)
    return Standing(head.seq, head.chained_at, waiting, closed, head.sent_seq)
