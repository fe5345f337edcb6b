"""What may be a hard case: the town's open matters held against its criteria of the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from xiangyue.desks.taskforce.models import HardCase, OnTable, Proposal
from xiangyue.desks.taskforce.rules import CRITERION, Standing, reasons_for
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.dated import rules_on
from xiangyue.kernel.kinds import TODAY, counted
from xiangyue.kernel.models import Matter, Place, Seat
from xiangyue.kernel.timekeeping import local_day

_CHUNK = 500


def table_of(matter: Matter) -> HardCase | None:
    """The case on whose table the matter lies now."""
    row = OnTable.objects.filter(matter=matter, until=None).select_related("case__matter", "case__leader").first()
    return row.case if row is not None else None


def candidates(town: Place, at: datetime) -> Iterator[tuple[Matter, list[str]]]:
    """Open matters that meet a criterion, never were a case, lie on no table, and that nobody has to decide on or has
    declined for now.
    """
    today = local_day(at)
    criteria = {row.key: row.value for row in rules_on(town, CRITERION, today)}
    if not criteria:
        return
    rows = _undecided(town, at).select_related("town", "requester").order_by("pk")
    often = _how_often(town)
    for matter in rows.iterator(chunk_size=_CHUNK):
        phone = matter.requester.phone_hash if matter.requester is not None else ""
        standing = Standing(
            received_on=local_day(matter.received_at),
            same_person=often.get(phone, 1),
            reopened=matter.reopened_count,
            on_ledger=matter.state == "on_ledger",
            words=f"{matter.title}\n{matter.words}",
        )
        if reasons := reasons_for(standing, criteria, today):
            yield matter, reasons


def _undecided(town: Place, at: datetime) -> QuerySet[Matter]:
    decided = Proposal.objects.filter(town=town).filter(
        Q(state="waiting") | Q(state="declined", not_before=None) | Q(state="declined", not_before__gt=local_day(at))
    )
    rows = Matter.objects.filter(counted(TODAY), town=town, closed_at=None, parent=None, hard_case=None)
    return rows.exclude(pk__in=OnTable.objects.filter(town=town, until=None).values("matter")).exclude(
        pk__in=decided.values("matter")
    )


def _how_often(town: Place) -> dict[str, int]:
    """By the phone's keyed hash: how many matters came from it, of phones that came more than once."""
    rows = Matter.objects.filter(town=town).exclude(requester__phone_hash="").exclude(requester=None)
    counted_rows = rows.order_by().values("requester__phone_hash").annotate(n=Count("pk")).filter(n__gt=1)
    return dict(counted_rows.values_list("requester__phone_hash", "n"))


def proposals(seat: Seat) -> QuerySet[Proposal]:
    return Proposal.objects.filter(town_id=seat.town_id, matter__in=visible_to(seat))


def proposal_for(seat: Seat, pk: int) -> Proposal:
    return get_object_or_404(proposals(seat).select_related("matter__town"), pk=pk)


def proposal_of(seat: Seat, number: str) -> Proposal | None:
    """The newest of this matter; None for a number that it may not see, or that was never proposed."""
    rows = proposals(seat).filter(matter__number=number).select_related("matter__town", "by")
    return rows.order_by("-pk").first()
