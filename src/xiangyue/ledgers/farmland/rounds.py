"""Rounds of the fields as the patrol told them, and which are missing. A gap is never filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xiangyue.kernel.access import own_village
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.models import Event, Place, Rule, Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.ledgers.farmland import duty
from xiangyue.ledgers.farmland.models import Round

_SHOWN = {duty.WEEK: 8, duty.MONTH: 6}


def note(event: Event) -> Round | None:
    """Of a patrol that was walked for the fields; once. None where it was for something else."""
    told = event.particulars
    day = date.fromisoformat(told["day"])
    asked = Rule.objects.filter(town=event.town, kind=duty.ROUND, value__task=told["task"])
    village = Place.objects.filter(town=event.town, level="village", code=told["village"]).first()
    if village is None or event.seat is None or not asked.exists():
        return None
    more = {"town_id": event.town_id, "village": village, "seat": event.seat, "day": day, "metres": told["metres"]}
    return Round.objects.get_or_create(event=event, defaults=more)[0]


@dataclass(frozen=True)
class Kept:
    """How many rounds of each period; the last is not over. `asked`: how many there should be."""

    village: Place
    done: Sequence[int]
    asked: int

    @property
    def missing(self) -> int:
        """Periods that are over with fewer than asked."""
        return sum(n < self.asked for n in self.done[:-1])


def kept(seat: Seat, at: datetime) -> tuple[list[date], list[Kept]]:
    """The periods' first days and each village's rounds in them, the one with the most missing first; empty where the
    town asks for none. A village sees its own.
    """
    today = local_day(at)
    rule = rule_on(seat.town, duty.ROUND, duty.VILLAGE, today)
    if rule is None:
        return [], []
    every, asked = rule.value["every"], rule.value["rounds"]
    first_days = duty.lately(every, today, _SHOWN[every])
    rounds = Round.objects.filter(town_id=seat.town_id, day__gte=first_days[0])
    done = Counter((village, duty.begins(every, day)) for village, day in rounds.values_list("village", "day"))
    villages = Place.objects.filter(town_id=seat.town_id, level="village").order_by("code")
    if (own := own_village(seat)) is not None:
        villages = villages.filter(pk=own)
    rows = [Kept(one, [done[one.pk, day] for day in first_days], asked) for one in villages]
    return first_days, sorted(rows, key=lambda row: -row.missing)
