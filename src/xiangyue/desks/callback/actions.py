"""Call-back: attempts, what the person says, closing or reopening. Closed is not fixed until they say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from xiangyue.counter import attempts
from xiangyue.desks.callback.models import Callback
from xiangyue.kernel import access, queries
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions.clocks import stop_clocks
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Event, Matter, Seat
from xiangyue.kernel.timekeeping import ROUND_THE_CLOCK, TownTime, local_day

SATISFIED = dict(Callback.SATISFIED)
CALL_FAILED = "callback_failed"


@dataclass(frozen=True)
class Said:
    """What the person said, asked apart. None and "" where the question was not asked: that is not a no."""

    contacted: bool | None
    solved: bool | None
    satisfied: str
    words: str = ""


@transaction.atomic
def await_callback(matter: Matter, *, actor: kernel.Actor, at: datetime) -> Event:
    """Put an answered matter on the call-back list, with the town's days for it."""
    rule = queries.rule_on(matter.town, "callback", "town", local_day(at))
    due = at + timedelta(days=rule.value["within_days"] if rule else 3)
    event = kernel.move(
        matter, to="awaiting_callback", event="callback_awaited", actor=actor, at=at, due_at=due.isoformat()
    )
    kernel.start_clock(
        matter, kind="callback", unit=None, due_at=due, office=ROUND_THE_CLOCK, at=at, time=TownTime(matter.town)
    )
    return event


@transaction.atomic
def close_unasked(matter: Matter, *, actor: kernel.Actor, at: datetime) -> Event:
    """What our own people found and the unit has put right: nobody raised it, so nobody is called, and no rate counts
    it.
    """
    await_callback(matter, actor=actor, at=at)
    kernel.move(matter, to="called_back", event="heard", actor=actor, at=at, attempt=0)
    stop_clocks(matter, at=at)
    return kernel.move(
        matter, to="closed", event="closed", actor=actor, at=at, why="巡查发现，已办好，没有诉求人可回访"
    )


@transaction.atomic
def call_back(matter: Matter, *, said: Said | None, words: str = "", seat: Seat, at: datetime) -> Callback:
    """One attempt. `said` None: not reached, the matter waits on. Otherwise it is closed, or reopened when not solved.

    Nobody who handled a matter calls it back. The first valid result stays; the last valid one counts.
    """
    access.require(seat, "callback.call")
    if matter.events.filter(
        seat__user_id=seat.user_id, name__in=("signed", "contacted", "answer_written", "answered")
    ).exists():
        raise NotAllowed("办过这件事的人不能回访它，请换一位回访员。")
    if said is not None and (said.contacted is None or said.solved is None):
        raise Refused("三个问题要分开问、都要选：联系过吗？解决了吗？满意吗？")
    if said is not None and said.satisfied not in SATISFIED:
        raise Refused("请选择满意、基本满意、一般或不满意。")
    if matter.state != "awaiting_callback":
        raise Refused(f"事项 {matter.number} 现在不在待回访状态。")
    callback = _attempt(matter, said, words, seat, at)
    actor = kernel.Actor.of(seat)
    if said is None:
        failed = {"words": words} if words else {}
        kernel.record(matter, CALL_FAILED, actor=actor, at=at, attempt=callback.attempt, **failed)
        return callback
    told: dict[str, Any] = {"words": said.words} if said.words else {}
    kernel.move(
        matter,
        to="called_back",
        event="called_back",
        actor=actor,
        at=at,
        attempt=callback.attempt,
        contacted=said.contacted,
        solved=said.solved,
        satisfied=said.satisfied,
        satisfied_name=SATISFIED[said.satisfied],
        **told,
    )
    _settle(matter, bool(said.solved), said.words, actor, at)
    return callback


def _attempt(matter: Matter, said: Said | None, words: str, seat: Seat | None, at: datetime) -> Callback:
    own = Callback.objects.filter(matter=matter, source="own")
    attempt = own.count() + 1
    if said is not None:
        own.filter(counts=True).update(counts=False)
    return Callback.objects.create(
        town_id=matter.town_id,
        matter=matter,
        source="own",
        attempt=attempt,
        at=at,
        seat=seat,
        reached=said is not None,
        contacted=said.contacted if said else None,
        solved=said.solved if said else None,
        satisfied=said.satisfied if said else "",
        words=said.words if said else words,
        counts=said is not None,
        unit_id=matter.lead_unit_id,
        place_id=matter.place_id,
        category_id=matter.category_id,
    )


@transaction.atomic
def hear(matter: Matter, *, solved: bool, satisfied: str, words: str, at: datetime) -> Callback | None:
    """The person's own word, given through the door they came by, counts as the call-back. None when one was made
    before.
    """
    if matter.state != "awaiting_callback":
        return None
    said = Said(
        None, solved, satisfied, words
    )  # whether they were called is not asked on a page: no answer, and no yes
    callback = _attempt(matter, said, words, None, at)
    kernel.move(matter, to="called_back", event="heard", actor=kernel.WORKER, at=at, attempt=callback.attempt)
    _settle(matter, solved, words, kernel.WORKER, at)
    return callback


def _settle(matter: Matter, solved: bool, words: str, actor: kernel.Actor, at: datetime) -> None:
    stop_clocks(matter, at=at)
    if solved:
        kernel.move(matter, to="closed", event="closed", actor=actor, at=at, why="诉求人确认已解决")
    else:
        reopen(matter, reason=words or "诉求人表示没有解决", by="callback", actor=actor, at=at)


@transaction.atomic
def give_up(matter: Matter, *, seat: Seat, at: datetime) -> Event:
    """Close a matter whose requester could not be reached often enough; it stays out of the rates (no valid
    call-back).
    """
    access.require(seat, "callback.call")
    needed, tried = attempts.needed(matter.town, at), attempts.in_vain(matter, CALL_FAILED)
    if tried < needed:
        raise Refused(f"至少要回访 {needed} 次都没接通才能这样办结，现在试了 {tried} 次。")
    actor = kernel.Actor.of(seat)
    kernel.move(matter, to="called_back", event=CALL_FAILED, actor=actor, at=at, attempt=tried)
    stop_clocks(matter, at=at)
    return kernel.move(matter, to="closed", event="closed", actor=actor, at=at, why=f"{tried} 次回访均未接通")


@transaction.atomic
def reopen(matter: Matter, *, reason: str, by: str, actor: kernel.Actor, at: datetime) -> Event:
    """重办: the same unit goes on, on a fresh answer clock by the town's deadline for the matter's class."""
    changes = {"reopened_count": matter.reopened_count + 1, "answered_at": None}
    event = kernel.move(
        matter, to="reopened", event="reopened", actor=actor, at=at, changes=changes, reason=reason, by=by
    )
    stop_clocks(matter, at=at)
    if matter.lead_unit is not None:
        time = TownTime(matter.town)
        deadline = time.deadline(matter.urgency, local_day(at))
        due = time.due(at, deadline, matter.lead_unit.office_hours)
        office = ROUND_THE_CLOCK if deadline.unit == "natural_hours" else matter.lead_unit.office_hours or "town"
        kernel.start_clock(matter, kind="answer", unit=matter.lead_unit, due_at=due, office=office, at=at, time=time)
        Matter.objects.filter(pk=matter.pk).update(due_at=due)
        matter.due_at = due
    return event


@transaction.atomic
def bring_home(matter: Matter, *, reached: bool, said: Said | None, closed_at: datetime) -> bool:
    """The upper system's own call-back, kept beside ours, which is never touched. False when it says nothing new.

    The event that told of it was written by the door it came through.
    """
    imported = Callback.objects.filter(matter=matter, source="imported")
    last = imported.order_by("-attempt").first()
    values = {
        "at": closed_at,
        "reached": reached,
        "contacted": said.contacted if said else None,
        "solved": said.solved if said else None,
        "satisfied": said.satisfied if said else "",
    }
    if last is not None and all(getattr(last, column) == value for column, value in values.items()):
        return False
    imported.filter(counts=True).update(counts=False)
    Callback.objects.create(
        town_id=matter.town_id,
        matter=matter,
        source="imported",
        attempt=last.attempt + 1 if last else 1,
        counts=reached,
        unit_id=matter.lead_unit_id,
        place_id=matter.place_id,
        category_id=matter.category_id,
        **values,
    )
    return True
