"""Which village owes which notice: what must be up each month or quarter and is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from xiangyue.desks.council.actions.board import SUBJECTS, board_rule
from xiangyue.desks.council.queries import last_up
from xiangyue.desks.council.rules import next_due
from xiangyue.kernel.models import Place
from xiangyue.kernel.timekeeping import local_day


@dataclass(frozen=True)
class Owed:
    village: Place
    subject: str
    last: date | None
    due: date


def owed(town: Place, at: datetime) -> list[Owed]:
    """Late on this day; nothing where the town has no such rule on it."""
    rule = board_rule(town, at)
    if rule is None:
        return []
    last, today, found = last_up(town, at), local_day(at), []
    for village in Place.objects.filter(town=town, level="village").order_by("code"):
        for subject in rule.value["every"]:
            up = last.get((village.pk, subject))
            due = next_due(rule.value, subject, local_day(up) if up else rule.valid_from)
            if due is not None and due < today:
                found.append(Owed(village, SUBJECTS[subject], local_day(up) if up else None, due))
    return found
