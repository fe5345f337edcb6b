"""Appeals as a seat may see them, what one would change, and how many succeed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from xiangyue.desks.callback.models import Callback
from xiangyue.figures.appeals.models import Appeal
from xiangyue.figures.appeals.rules import Result, without
from xiangyue.figures.score.queries import scoring_rule, town_tally
from xiangyue.figures.score.rules import Score, score
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import day_begins, local_day
from xiangyue.lib.periods import assessment_period

_JOINED = ("matter__town", "matter__lead_unit", "matter__place", "result", "town", "sent_by", "answered_by")


def appeals(seat: Seat) -> QuerySet[Appeal]:
    return Appeal.objects.filter(town_id=seat.town_id, matter__in=visible_to(seat))


def appeal_for(seat: Seat, pk: int) -> Appeal:
    found: Appeal = get_object_or_404(appeals(seat).select_related(*_JOINED), pk=pk)
    return found


@dataclass(frozen=True)
class Change:
    """The town's score of the result's period as it is, and had the result stayed out."""

    now: Score
    then: Score


def change_of(result: Callback) -> Change:
    """MissingRule where the town had no rule of scoring on the last day of that period."""
    period = assessment_period(local_day(result.at))
    rule, tally = scoring_rule(result.town, period.end), town_tally(result.town, period, result.source)
    less = without(tally, Result(result.contacted, result.solved, result.satisfied))
    return Change(score(tally, rule), score(less, rule))


@dataclass(frozen=True)
class OfGround:
    """How many were answered on one ground, and how many of them upheld."""

    title: str
    answered: int
    upheld: int


def success(seat: Seat, since: date | None = None) -> list[OfGround]:
    """By ground, those with the most answers first."""
    answered = appeals(seat).filter(state__in=("upheld", "rejected"))
    rows: Any = answered.filter(answered_at__gte=day_begins(since)) if since else answered
    counted = rows.values("ground_name").annotate(n=Count("pk"), won=Count("pk", filter=Q(state="upheld")))
    return [OfGround(row["ground_name"], row["n"], row["won"]) for row in counted.order_by("-n", "ground_name")]
