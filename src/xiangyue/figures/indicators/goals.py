"""目标树: what the town has set itself, what hangs on each, and how far it is. Some are only names, and said to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from xiangyue.figures.indicators.models import Goal, Indicator, Sheet, Target, Value
from xiangyue.figures.indicators.periods import YEAR
from xiangyue.figures.indicators.queries import exact_value, printed, sheets, target_done
from xiangyue.kernel.models import Seat


@dataclass(frozen=True)
class Hanging:
    """An indicator's latest period; `done` of its target, 1 being all of it."""

    sheet: Any
    shown: Decimal | None
    target: Target | None
    done: Fraction | None


@dataclass(frozen=True)
class Branch:
    """A goal, how deep it stands, and what hangs on it."""

    goal: Goal
    depth: int
    hanging: Sequence[Hanging]


def tree(seat: Seat, day: date) -> list[Branch]:
    """Each goal before its own parts, as the town's folder has them. Months and quarters stand with the last that was
    over on the day, years with the one that holds it.
    """
    below: dict[int | None, list[Goal]] = defaultdict(list)
    for goal in Goal.objects.filter(town_id=seat.town_id).select_related("parent").order_by("pk"):
        below[goal.parent_id].append(goal)
    hanging = _hanging(seat, day)
    return list(_branches(below, hanging, None, 0))


def _branches(
    below: Mapping[int | None, list[Goal]], hanging: Mapping[int, list[Hanging]], parent: int | None, depth: int
) -> Iterator[Branch]:
    for goal in below.get(parent, ()):
        yield Branch(goal, depth, hanging.get(goal.pk, []))
        yield from _branches(below, hanging, goal.pk, depth + 1)


def _hanging(seat: Seat, day: date) -> dict[int, list[Hanging]]:
    """By goal, in the order of their codes."""
    told = Q(following__lte=day) | Q(indicator__period_kind=YEAR, first__lte=day)
    newest = Sheet.objects.filter(told, town=seat.town_id, indicator__code=OuterRef("code"))
    keys = Indicator.objects.filter(town=seat.town_id, goal__isnull=False).values("code").distinct()
    last = keys.annotate(sheet=Subquery(newest.order_by("-following").values("pk")[:1])).values("sheet")
    latest = list(sheets(seat).filter(pk__in=last).select_related("indicator").order_by("indicator__code"))
    values = {one.sheet_id: one for one in Value.objects.filter(sheet__in=latest, place=seat.town_id)}
    targets = {(one.code, one.period): one for one in Target.objects.filter(town_id=seat.town_id)}
    found: dict[int, list[Hanging]] = defaultdict(list)
    for sheet in latest:
        target = targets.get((sheet.indicator.code, sheet.period))
        value = exact_value(sheet, values.get(sheet.pk))
        done = target_done(target, value) if target else None
        found[sheet.indicator.goal_id].append(Hanging(sheet, printed(sheet.shown, sheet.indicator), target, done))
    return found
