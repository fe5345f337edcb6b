"""The steward's desk: the requests that this seat may read, each with its stage; what comes back today."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, IntegerField, Max, Prefetch, QuerySet, Value, When

from xiangyue.counter.desk import row_of
from xiangyue.doors.enterprise.kind import FIRM_REQUEST
from xiangyue.doors.enterprise.models import FirmVisit, Request, SideCase
from xiangyue.doors.enterprise.rules import month_after
from xiangyue.kernel import kinds
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.timekeeping import local_day


def requests(seat: Seat) -> QuerySet[Request]:
    """Each with its `stage`, its open side cases, and whether somebody else is its first contact (0: it is mine)."""
    rows = Request.objects.filter(matter__in=visible_to(seat).filter(kind=FIRM_REQUEST.name))
    others = Case(When(first_contact=seat, then=Value(0)), default=Value(1), output_field=IntegerField())
    sides = Prefetch("cases", SideCase.objects.filter(ended_at=None).order_by("pk"), to_attr="open_cases")
    return kinds.with_stage(rows, FIRM_REQUEST, "matter__").annotate(others=others).prefetch_related(sides)


def request_of(seat: Seat, number: str) -> Request:
    """NotAllowed where the seat may not see the matter, 404 where it is no firm's request."""
    return row_of(Request.objects.select_related("firm", "first_contact"), seat, number)


def plans_due(town: Place, day: date) -> list[SideCase]:
    """计划解决 whose day has come, whether or not its clock has rung yet; the oldest day first."""
    rows = SideCase.objects.filter(
        town=town, kind="plan", ended_at=None, due_on__lte=day, request__matter__closed_at=None
    )
    return list(rows.select_related("request__matter", "request__firm").order_by("due_on", "pk"))


def recheck_due(town: Place, day: date) -> list[Request]:
    """Withdrawn requests that have not been looked at for a month and are not settled."""
    withdrawn = Request.objects.filter(town=town, matter__state="closed", matter__events__name="withdrawn")
    rows = withdrawn.exclude(checks__is_settled=True).annotate(checked=Max("checks__checked_on"))
    found = rows.select_related("matter", "firm", "first_contact").order_by("matter__closed_at", "id").distinct()
    return [row for row in found if month_after(_last_look(row)) <= day]


def _last_look(row: Request) -> date:
    checked: date | None = row.checked  # type: ignore[attr-defined]
    assert row.matter.closed_at is not None
    return checked or local_day(row.matter.closed_at)


def planned_visits(town: Place) -> list[FirmVisit]:
    """Not done yet, the earliest day first: those before today are overdue."""
    rows = FirmVisit.objects.filter(town=town, done_on=None).select_related("firm", "seat")
    return list(rows.order_by("planned_on", "id")[:300])


def done_visits(town: Place, limit: int = 100) -> list[FirmVisit]:
    """Newest first."""
    rows = FirmVisit.objects.filter(town=town, done_on__isnull=False).select_related("firm", "seat", "request__matter")
    return list(rows.order_by("-done_on", "-id")[:limit])
