"""Where one request stands."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from xiangyue.doors.enterprise.models import Request
from xiangyue.doors.enterprise.rules import SIGNS, Marks, marks_of, stage_of
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.models import Event, Place

_ALL_SIGNS = [name for names in SIGNS.values() for name in names]


def with_marks(rows: QuerySet[Request]) -> QuerySet[Request]:
    """Each request with its marks, in the same query; `stage_of_row` reads them."""
    told = {
        f"mark_{mark}": Subquery(
            Event.objects.filter(matter=OuterRef("matter"), name__in=names).order_by("-seq").values("seq")[:1]
        )
        for mark, names in SIGNS.items()
    }
    return rows.annotate(**told)


def stage_of_row(row: Request) -> str:
    return stage_of(row.matter.state, Marks(**{mark: getattr(row, f"mark_{mark}") or 0 for mark in SIGNS}))


def stage_now(request: Request) -> str:
    told = request.matter.events.filter(name__in=_ALL_SIGNS).values_list("seq", "name")
    return stage_of(request.matter.state, marks_of(told))


def visits_a_month(town: Place, day: date, default: int) -> int:
    """How many visits a steward owes in a month."""
    rule = rule_on(town, "enterprise", "visits", day)
    return int(rule.value.get("per_month", default)) if rule else default
