"""Cases as a seat may see them: those whose matter it sees."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet
from django.shortcuts import get_object_or_404

from xiangyue.counter.desk import row_of
from xiangyue.desks.taskforce.access import LEADERS
from xiangyue.desks.taskforce.models import HardCase, Plan, Step, Term
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Place, Seat

_OWED = Q(plans__state="approved", plans__steps__done_at=None, plans__steps__dropped_at=None)
_JOINED = ("case__matter__town", "case__matter__lead_unit", "case__leader")


def cases(seat: Seat) -> QuerySet[HardCase]:
    """Each with `next_on`, the day of the next step that is owed, and how many of the plan's steps are done."""
    rows = HardCase.objects.filter(town_id=seat.town_id, matter__in=visible_to(seat))
    of_plan = Q(plans__state="approved", plans__steps__dropped_at=None)
    return rows.annotate(
        next_on=Min("plans__steps__due_on", filter=_OWED),
        steps_all=Count("plans__steps", filter=of_plan),
        steps_done=Count("plans__steps", filter=of_plan & Q(plans__steps__done_at__isnull=False)),
    )


def case_for(seat: Seat, number: str) -> HardCase:
    """NotAllowed where the seat may not see the matter, 404 where it has no case."""
    return row_of(HardCase.objects.select_related("leader__unit", "taken_by"), seat, number)


def plan_for(seat: Seat, pk: int) -> Plan:
    rows = Plan.objects.filter(case__in=_seen(seat)).select_related(*_JOINED, "test_unit", "written_by")
    return get_object_or_404(rows, pk=pk)


def step_for(seat: Seat, pk: int) -> Step:
    rows = Step.objects.filter(plan__case__in=_seen(seat)).select_related("unit", *(f"plan__{way}" for way in _JOINED))
    return get_object_or_404(rows, pk=pk)


def term_for(seat: Seat, pk: int) -> Term:
    return get_object_or_404(Term.objects.filter(case__in=_seen(seat)).select_related(*_JOINED), pk=pk)


def _seen(seat: Seat) -> QuerySet[HardCase]:
    return HardCase.objects.filter(town_id=seat.town_id, matter__in=visible_to(seat))


def has_withdrawn(case: HardCase) -> bool:
    """Whether whoever raised it took it back since the case was taken in or reopened, also where it goes on for
    others.
    """
    since = case.reopened_at or case.taken_at
    return bool(case.matter.events.filter(name__in=("withdrawn", "withdrawal_noted"), at__gte=since).exists())


def leaders(town: Place, at: datetime) -> list[Seat]:
    """Whoever may take a case on today."""
    held = Seat.objects.on(at).filter(town=town, role__in=LEADERS).select_related("unit")
    return list(held.order_by("role", "pk"))


def steps_of(case: HardCase) -> list[Step]:
    """What is still to be done and what was done, also by plans that were replaced since."""
    rows = Step.objects.filter(plan__case=case).filter(Q(done_at__isnull=False) | Q(plan__state="approved"))
    rows = rows.exclude(dropped_at__isnull=False).select_related("unit", "done_by", "plan")
    return list(rows.order_by("plan__version", "number"))
