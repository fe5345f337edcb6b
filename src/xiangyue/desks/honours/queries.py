from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from xiangyue.desks.honours.models import Recommendation, Reorganisation
from xiangyue.desks.honours.rules import UNDERTAKING, longest_run
from xiangyue.kernel import measures
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.measures import Measure, Span
from xiangyue.kernel.models import Party, Place, Rule, Seat


def recommendations(seat: Seat) -> QuerySet[Recommendation]:
    return Recommendation.objects.filter(town_id=seat.town_id).prefetch_related("evidence__matter")


def recommendation_for(seat: Seat, pk: int) -> Recommendation:
    return get_object_or_404(Recommendation.objects.filter(town_id=seat.town_id), pk=pk)


def unit_for(seat: Seat, code: str) -> Party:
    return get_object_or_404(Party.objects.filter(town_id=seat.town_id, kind="unit"), code=code)


def reorganisations(town: Place) -> QuerySet[Reorganisation]:
    rows = Reorganisation.objects.filter(town=town).select_related("unit", "seat")
    return rows.order_by("-on", "-pk")


def run_of(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """One row for each month of the longest run without a gap."""
    by_month: dict[date, int] = {}
    for key, month in rows.filter(state="standing").order_by("-pk").values_list("pk", "month"):
        by_month[month] = key
    return Recommendation.objects.filter(pk__in=[by_month[month] for month in longest_run(by_month)])


@dataclass(frozen=True)
class Undertaking:
    """One of the town's measures with its row. `count`: what shows it in the span, in `measure`'s unit; None where
    `why` says that it cannot be counted.
    """

    row: Rule
    owner: str
    measure: Measure | None
    count: Fraction | None
    why: str = ""


def holding_in(town: Place, span: Span) -> QuerySet[Rule]:
    """The measures that held on a day of the span, in the order of their numbers."""
    rows = Rule.objects.filter(town=town, kind=UNDERTAKING, valid_from__lt=span.following)
    return rows.filter(Q(valid_to=None) | Q(valid_to__gt=span.first)).order_by("key", "valid_from")


def undertakings(town: Place, span: Span) -> list[Undertaking]:
    units = dict(Party.objects.filter(town=town, kind="unit").values_list("code", "title"))
    return [_shown(town, row, span, units) for row in holding_in(town, span)]


def _shown(town: Place, row: Rule, span: Span, units: dict[str, str]) -> Undertaking:
    owner = units.get(row.value["owner"], row.value["owner"])
    try:
        measure = measures.get(row.value["shown_by"])
    except KeyError:
        return Undertaking(row, owner, None, None, "没有这个计数，请检查规则表")
    try:
        count = measure.count(town, span, **row.value.get("arguments", {}))
    except (Refused, ValueError) as wrong:
        return Undertaking(row, owner, measure, None, str(wrong))
    return Undertaking(row, owner, measure, count)
