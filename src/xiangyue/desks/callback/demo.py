"""The call-back desk's part: who was answered is called until they say whether it is solved, or cannot be reached."""

from __future__ import annotations

from datetime import timedelta

from xiangyue.desks.callback.actions import (
    CONFIRMED,
    Said,
    awaiting,
    callback_clock,
    calling,
    calling_in_vain,
    closing,
    fresh_clock,
    giving_up,
    new_callback,
    reopening,
    result_in,
)
from xiangyue.desks.callback.models import Callback
from xiangyue.kernel.actions import WORKER, Actor
from xiangyue.kernel.actions.history import Step
from xiangyue.kernel.storytelling import NotYet, Part, Telling, opinion_of

_TRIES = 3


def wait(telling: Telling) -> None:
    at = telling.at + timedelta(seconds=2)
    clock = callback_clock(telling.matter, telling.roster.rule("callback", "town", at), at=at)
    telling.step(awaiting(clock), at, WORKER)
    telling.clocks.append(clock)


def call(telling: Telling) -> None:
    """Closed or reopened as they say; what was reopened is solved the second time."""
    centre, again = telling.roster.units["centre"], bool(telling.matter.reopened_count)
    tried = len(_made(telling, "own"))
    for attempt in range(tried + 1, tried + 1 + _TRIES):
        at = telling.after(60, 600 if attempt == tried + 1 else 400, centre)
        seat = telling.seat_of("callback", at)
        said = _asked(telling, again) if telling.chance(0.84) else None
        telling.must(at)
        made = new_callback(
            telling.matter, source="own", attempt=attempt, said=said, words="电话无人接听", seat=seat, at=at
        )
        _keep(telling, made)
        if said is None:
            telling.step(calling_in_vain(made), at, Actor.of(seat))
            continue
        telling.step(calling(made), at, Actor.of(seat))
        telling.stop()
        _settle(telling, said, Actor.of(seat))
        return
    _give_up(telling)


def _asked(telling: Telling, again: bool) -> Said:
    opinion = opinion_of(telling, solved=1.0 if again else telling.quality.solved)
    return Said(opinion.contacted, opinion.solved, opinion.satisfied, opinion.words)


def _settle(telling: Telling, said: Said, who: Actor) -> None:
    if said.solved:
        telling.step(closing(CONFIRMED), telling.at, who)
        return
    matter, unit = telling.matter, telling.matter.lead_unit
    if unit is None:
        raise NotYet
    due, deadline = telling.roster.due(telling.at, matter.urgency, unit)
    clock = fresh_clock(matter, unit, time=telling.roster.time, deadline=deadline, due=due, at=telling.at)
    telling.step(reopening(matter, clock, reason=said.words, by="callback"), telling.at, who)
    telling.clocks.append(clock)


def _give_up(telling: Telling) -> None:
    who = Actor.of(telling.seat_of("callback", telling.at))
    given_up, closed = giving_up(_TRIES)  # of this round: what was tried before it came back does not count
    telling.step(given_up, telling.at, who)
    telling.stop()
    telling.step(closed, telling.at, who)


def keep_imported(telling: Telling, told: Step) -> None:
    """The upper system's own result beside ours."""
    said, closed_at = result_in(told.particulars)
    _keep(telling, new_callback(telling.matter, source="imported", attempt=1, said=said, seat=None, at=closed_at))


def _made(telling: Telling, source: str) -> list[Callback]:
    return [one for one in telling.kept(Callback) if one.source == source]


def _keep(telling: Telling, made: Callback) -> None:
    """The last valid one of a source counts."""
    if made.counts:
        for earlier in _made(telling, made.source):
            earlier.counts = False
    telling.keep(made)


PART = Part(takes_up={"answered": wait, "awaiting_callback": call}, hears={"result_imported": keep_imported})
