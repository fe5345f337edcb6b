"""The month's account of the mailbox (field B2: number, by type, by content, days, on time, overdue, scores), and the
year's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean

from django.db.models import Avg, Count, QuerySet, Sum

from xiangyue.doors.mailbox.models import Evaluation, Letter, Meeting
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.timekeeping import day_begins


@dataclass(frozen=True)
class UnitTally:
    unit: str
    letters: int
    on_time: int
    overdue: int
    days: float | None


@dataclass(frozen=True)
class MonthReport:
    """Letters received in the month. `days` is the mean from receipt to answer, None where nothing was answered."""

    received: int
    by_wechat: int
    answered: int
    closed: int
    days: float | None
    on_time: int
    overdue: int
    by_type: list[tuple[str, int]]
    by_content: list[tuple[str, int]]
    by_unit: list[UnitTally]
    scores: list[tuple[str, float, int]]
    visits: int
    people: int
    history_marked: int
    history_closed: int


def month_report(town: Place, first: date, following: date, *, now: datetime) -> MonthReport:
    """From `first` to the day before `following`, in the town's own time."""
    start, end = day_begins(first), day_begins(following)
    letters = list(
        Letter.objects.filter(town=town, matter__received_at__gte=start, matter__received_at__lt=end)
        .select_related("matter__category", "matter__lead_unit")
        .order_by("pk")
    )
    rows = [letter.matter for letter in letters]
    answered = [row for row in rows if row.answered_at is not None]
    types = dict(Matter.REQUEST_TYPES)
    meetings = meetings_held(town, first, following)
    told = meetings.aggregate(n=Count("pk"), people=Sum("people"))
    return MonthReport(
        received=len(rows),
        by_wechat=sum(1 for letter in letters if letter.writer),
        answered=len(answered),
        closed=sum(1 for row in rows if row.closed_at is not None),
        days=_days(answered),
        on_time=sum(1 for row in rows if _is_on_time(row)),
        overdue=sum(1 for row in rows if _is_overdue(row, now)),
        by_type=Counter(types[row.request_type] for row in rows).most_common(),
        by_content=Counter(row.category.level1 if row.category else "未归类" for row in rows).most_common(),
        by_unit=_by_unit(rows, now),
        scores=_scores(town, start, end),
        visits=told["n"],
        people=told["people"] or 0,
        history_marked=sum(1 for letter in letters if letter.left_by_history),
        history_closed=historic_resolved(town, start, end),
    )


def _by_unit(rows: list[Matter], now: datetime) -> list[UnitTally]:
    by_unit: dict[str, list[Matter]] = {}
    for row in rows:
        if row.lead_unit is not None:
            by_unit.setdefault(row.lead_unit.title, []).append(row)
    tallies = [
        UnitTally(
            unit,
            len(own),
            sum(1 for row in own if _is_on_time(row)),
            sum(1 for row in own if _is_overdue(row, now)),
            _days([row for row in own if row.answered_at is not None]),
        )
        for unit, own in by_unit.items()
    ]
    return sorted(tallies, key=lambda one: (-one.letters, one.unit))


def _days(answered: list[Matter]) -> float | None:
    """Calendar days: what the writer waited, not what the office worked."""
    spans = [(row.answered_at - row.received_at).total_seconds() / 86400 for row in answered if row.answered_at]
    return fmean(spans) if spans else None


def _is_on_time(row: Matter) -> bool:
    return row.answered_at is not None and row.due_at is not None and row.answered_at <= row.due_at


def _is_overdue(row: Matter, now: datetime) -> bool:
    """Answered late, or open and past its time; a letter that was withdrawn or disposed of owes nobody anything."""
    if row.due_at is None or (row.answered_at is None and row.closed_at is not None):
        return False
    return (row.answered_at or now) > row.due_at


def _scores(town: Place, start: datetime, end: datetime) -> list[tuple[str, float, int]]:
    told = Evaluation.objects.filter(town=town, at__gte=start, at__lt=end).values("evaluator", "evaluator_name")
    rows = told.annotate(mean=Avg("score"), n=Count("pk")).order_by("evaluator")
    return [(row["evaluator_name"], row["mean"], row["n"]) for row in rows]


def historic_resolved(town: Place, start: datetime, end: datetime) -> int:
    """Matters left by history that are closed now, on evidence entered within [start, end)."""
    closed = Letter.objects.filter(
        town=town, left_by_history=True, history_closed_at__gte=start, history_closed_at__lt=end, matter__state="closed"
    )
    return closed.count()


def people_received(town: Place, since: date, until: date) -> int:
    """Person-times at appointments and field visits from `since` to `until`, both days included."""
    held = meetings_held(town, since, until + timedelta(days=1))
    return held.aggregate(people=Sum("people"))["people"] or 0


def meetings_held(town: Place, first: date, following: date) -> QuerySet[Meeting]:
    """Appointments and field visits from `first` to the day before `following`."""
    return Meeting.objects.filter(town=town, held_on__gte=first, held_on__lt=following)


def meetings_of(town: Place, limit: int = 200) -> list[Meeting]:
    """Newest first."""
    rows = Meeting.objects.filter(town=town).select_related("seat", "letter__matter", "recorded_by")
    return list(rows.order_by("-held_on", "-id")[:limit])
