"""Objections upward and whose matters are by law, as a seat may see them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.shortcuts import get_object_or_404

from xiangyue.desks.upward.models import Objection, Statutory
from xiangyue.desks.upward.rules import CLAUSE
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.dated import rules_on
from xiangyue.kernel.models import Matter, Rule, Seat
from xiangyue.kernel.timekeeping import local_day

# handled by another unit than the one whose it is by law; what the upper level took back is handled by nobody here
OTHERS = (
    Q(matter__lead_unit__isnull=False)
    & ~Q(matter__lead_unit=F("unit"))
    & ~Q(matter__in=Objection.objects.filter(state="accepted").values("matter"))
)


def objections(seat: Seat) -> QuerySet[Objection]:
    return Objection.objects.filter(town_id=seat.town_id, matter__in=visible_to(seat))


def objection_for(seat: Seat, pk: int) -> Objection:
    return get_object_or_404(objections(seat).select_related("matter__town", "matter__lead_unit", "unit"), pk=pk)


def named(seat: Seat) -> QuerySet[Statutory]:
    return Statutory.objects.filter(town_id=seat.town_id, matter__in=visible_to(seat))


def clauses(seat: Seat, at: datetime) -> list[Rule]:
    """The articles that hold today, in the order of their keys."""
    return rules_on(seat.town, CLAUSE, local_day(at))


def counted(rows: QuerySet[Statutory]) -> list[dict[str, object]]:
    """Who handles what is another's by law: {actual, by_law, n}, the most first."""
    pairs = rows.filter(OTHERS)
    told = pairs.values(actual=F("matter__lead_unit__title"), by_law=F("unit__title"))
    return [dict(row) for row in told.annotate(n=Count("pk")).order_by("-n", "actual", "by_law")]


def of_matter(matter: Matter) -> tuple[Statutory | None, list[Objection]]:
    kept = Statutory.objects.filter(matter=matter).select_related("unit", "seat").first()
    return kept, list(matter.upward.select_related("unit", "holder", "seat").order_by("-pk"))
