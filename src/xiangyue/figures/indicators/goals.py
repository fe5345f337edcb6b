"""目标树: what the town has set itself, what hangs on each, and how far it is. Some are only names, and said to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xiangyue.figures.indicators.models import Goal, Target, Value
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


def tree(seat: Seat) -> list[Branch]:
    """Each goal before its own parts, as the town's folder has them."""
    below: dict[int | None, list[Goal]] = defaultdict(list)
    for goal in Goal.objects.filter(town_id=seat.town_id).select_related("parent").order_by("pk"):
        below[goal.parent_id].append(goal)
    hanging = _hanging(seat)
    return list(_branches(below, hanging, None, 0))


def _branches(
    below: Mapping[int | None, list[Goal]], hanging: Mapping[int, list[Hanging]], parent: int | None, depth: int
) -> Iterator[Branch]:
    for goal in below.get(parent, ()):
        yield Branch(goal, depth, hanging.get(goal.pk, []))
        yield from _branches(below, hanging, goal.pk, depth + 1)


def _hanging(seat: Seat) -> dict[int, list[Hanging]]:
    """By goal, in the order of their codes."""
    latest = list(
        sheets(seat)
        .filter(is_latest=True, indicator__goal__isnull=False)
        .select_related("indicator")
        .order_by("indicator__code")
    )
    values = {one.sheet_id: one for one in Value.objects.filter(sheet__in=latest, place=seat.town_id)}
    targets = {(one.code, one.period): one for one in Target.objects.filter(town_id=seat.town_id)}
    found: dict[int, list[Hanging]] = defaultdict(list)
    for sheet in latest:
        target = targets.get((sheet.indicator.code, sheet.period))
        value = exact_value(sheet, values.get(sheet.pk))
        done = target_done(target, value) if target else None
        found[sheet.indicator.goal_id].append(Hanging(sheet, printed(sheet.shown, sheet.indicator), target, done))
    return found
