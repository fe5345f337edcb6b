"""The secretary reads in the evening what was sorted in the day, and early in the morning what was in the night."""

from __future__ import annotations

from datetime import datetime, timedelta

from xiangyue.desks.leader.actions import instructing, new_instruction
from xiangyue.desks.leader.models import Reading
from xiangyue.kernel.actions import Actor
from xiangyue.kernel.actions.history import Step
from xiangyue.kernel.storytelling import Part, Telling

_EIGHT_HOURS = timedelta(hours=8)  # of the town before UTC


def instruct(telling: Telling, sorted_: Step) -> None:
    """Once, whatever is sorted anew later. Nothing is told when nobody sits there, or the evening has not come."""
    if telling.kept(Reading) or not telling.chance(telling.quality.instructed):
        return
    at = _reading_hour(telling, sorted_.at)
    seat = telling.roster.seat(at=at, role="secretary")
    if seat is None or at > telling.now:
        return
    unit = telling.category.lead_unit or telling.roster.units["centre"]
    text = telling.rng.choice(telling.texts["instruction"]).format(u=unit.title)
    written = telling.keep(new_instruction(telling.matter, text=text, follower=unit, seat=seat, at=at))
    telling.keep(Reading(town_id=telling.matter.town_id, matter=telling.matter, seat=seat, at=at))
    telling.aside(instructing(written), at, Actor.of(seat))


def _reading_hour(telling: Telling, sorted_at: datetime) -> datetime:
    local = sorted_at + _EIGHT_HOURS
    hour = local.replace(hour=19, minute=telling.rng.randrange(60), second=telling.rng.randrange(60))
    if local.hour >= 19:
        hour = (local + timedelta(days=1)).replace(hour=8, minute=telling.rng.randrange(50), second=0)
    return hour - _EIGHT_HOURS


PART = Part(hears={"sorted": instruct})
