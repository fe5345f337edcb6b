"""The month's report (field B5: visits, requests by class and age, unsolved with reason, two satisfactions)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from xiangyue.doors.enterprise.models import FirmVisit, Rating, Request, SideCase
from xiangyue.doors.enterprise.rules import CLASSES, DEFAULT_VISITS_A_MONTH, SATISFIED
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.timekeeping import day_begins
from xiangyue.lib.marking import marked as _

# calendar days, of open requests
AGES = ((7, _("7 天内")), (30, _("8 至 30 天")), (90, _("31 至 90 天")), (10**6, _("90 天以上")))


@dataclass(frozen=True)
class StewardTally:
    """`visits` done in the month of the `owed` ones."""

    holder: str
    visits: int
    owed: int


@dataclass(frozen=True)
class MonthReport:
    """Requests taken in within the month; ages, plans and the unsolved as they stand now. Satisfactions: [(name,
    answer, solution)].
    """

    received: int
    closed: int
    sensitive: int
    supervised: int
    by_topic: list[tuple[str, int]]
    by_age: list[tuple[str, int]]
    unsolved: list[SideCase]
    planned: list[SideCase]
    first_contact_kept: int
    first_contact_changed: int
    satisfactions: list[tuple[str, int, int]]
    rated: int
    solved: int
    visits_planned: int
    visits_planned_done: int
    visits_done: int
    stewards: list[StewardTally]


def month_report(town: Place, first: date, following: date, *, now: datetime) -> MonthReport:
    """From `first` to the day before `following`, in the town's own time; the same number of queries for any month."""
    start, end = day_begins(first), day_begins(following)
    rows = list(Request.objects.filter(town=town, taken_in_at__gte=start, taken_in_at__lt=end).select_related("matter"))
    topics = Counter(row.topic for row in rows)
    ratings = list(Rating.objects.filter(town=town, at__gte=start, at__lt=end))
    answers, solutions = (
        Counter(one.answer_satisfied for one in ratings),
        Counter(one.solution_satisfied for one in ratings),
    )
    cases = SideCase.objects.filter(town=town, kind__in=("cannot", "plan")).select_related(
        "request__matter", "request__firm"
    )
    told = list(
        cases.filter(
            Q(kind="cannot", at__gte=start, at__lt=end) | Q(kind="plan", ended_at=None, request__matter__closed_at=None)
        ).order_by("pk")
    )
    visits = FirmVisit.objects.filter(town=town).aggregate(
        planned=Count("pk", filter=Q(planned_on__gte=first, planned_on__lt=following)),
        kept=Count("pk", filter=Q(planned_on__gte=first, planned_on__lt=following, done_on__isnull=False)),
        done=Count("pk", filter=Q(done_on__gte=first, done_on__lt=following)),
    )
    return MonthReport(
        received=len(rows),
        closed=sum(1 for row in rows if row.matter.closed_at),
        sensitive=sum(1 for row in rows if row.is_sensitive),
        supervised=sum(1 for row in rows if row.supervised_at),
        by_topic=[(name, topics[name]) for name in CLASSES if topics[name]],
        by_age=_ages(town, now),
        unsolved=[one for one in told if one.kind == "cannot"],
        planned=[one for one in told if one.kind == "plan"],
        first_contact_kept=sum(1 for row in rows if row.first_contact_id and not row.handed_over_at),
        first_contact_changed=sum(1 for row in rows if row.handed_over_at),
        satisfactions=[(name, answers[key], solutions[key]) for key, name in SATISFIED.items()],
        rated=len(ratings),
        solved=sum(1 for one in ratings if one.solved),
        visits_planned=visits["planned"],
        visits_planned_done=visits["kept"],
        visits_done=visits["done"],
        stewards=_stewards(town, first, following, end),
    )


def _ages(town: Place, now: datetime) -> list[tuple[str, int]]:
    taken = Request.objects.filter(town=town, matter__closed_at=None).values_list("taken_in_at", flat=True)
    days = [(now - at).days for at in taken]
    lower, told = -1, []
    for upper, name in AGES:
        told.append((name, sum(1 for day in days if lower < day <= upper)))
        lower = upper
    return told


def visits_a_month(town: Place, day: date) -> int:
    """How many visits a steward owes in a month."""
    rule = rule_on(town, "enterprise", "visits", day)
    return int(rule.value.get("per_month", DEFAULT_VISITS_A_MONTH)) if rule else DEFAULT_VISITS_A_MONTH


def _stewards(town: Place, first: date, following: date, end: datetime) -> list[StewardTally]:
    owed = visits_a_month(town, first)
    held = Seat.objects.on(end).filter(town=town, role="steward").order_by("pk")
    done = dict(
        FirmVisit.objects.filter(town=town, done_on__gte=first, done_on__lt=following)
        .values_list("seat")
        .annotate(n=Count("pk"))
    )
    return [StewardTally(seat.holder, done.get(seat.pk, 0), owed) for seat in held]
