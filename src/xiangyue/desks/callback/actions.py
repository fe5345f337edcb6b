"""Call-back: attempts, what the person says, closing or reopening. Closed is not fixed until they say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from xiangyue.counter import attempts
from xiangyue.desks.callback.models import Callback
from xiangyue.desks.callback.queries import HANDLED
from xiangyue.kernel import access, kinds, queries
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Change
from xiangyue.kernel.actions.clocks import clock_of, stop_clocks
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Clock, Event, Matter, Party, Rule, Seat
from xiangyue.kernel.timekeeping import ROUND_THE_CLOCK, Deadline, TownTime, local_day, office_key

SATISFIED = dict(Callback.SATISFIED)
CALL_FAILED = "callback_failed"
PARTS_CLOSED = "拆出的各件都已办结"
CONFIRMED, NOT_SOLVED = "诉求人确认已解决", "诉求人表示没有解决"
_FOUND = ("at", "reached", "contacted", "solved", "satisfied")


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
    clock = callback_clock(matter, rule, at=at)
    event = kernel.carry_out(matter, awaiting(clock), actor=actor, at=at)
    kernel.start(clock, TownTime(matter.town))
    return event


def callback_clock(matter: Matter, rule: Rule | None, *, at: datetime) -> Clock:
    """Not saved. Three days where the town has no rule of its own."""
    due = at + timedelta(days=rule.value["within_days"] if rule else 3)
    return clock_of(
        matter, town_id=matter.town_id, kind="callback", unit=None, office=ROUND_THE_CLOCK, at=at, due_at=due
    )


def awaiting(clock: Clock) -> Change:
    return Change("callback_awaited", {"due_at": clock.due_at.isoformat()}, to="awaiting_callback")


@transaction.atomic
def close_unasked(matter: Matter, *, actor: kernel.Actor, at: datetime) -> Event:
    """What our own people found and the unit has put right: nobody raised it, so nobody is called, and no rate counts
    it.
    """
    await_callback(matter, actor=actor, at=at)
    kernel.move(matter, to="called_back", event="heard", actor=actor, at=at, attempt=0)
    stop_clocks(matter, at=at)
    return kernel.carry_out(matter, closing("巡查发现，已办好，没有诉求人可回访"), actor=actor, at=at)


def closing(why: str) -> Change:
    return Change("closed", {"why": why}, to="closed")


@transaction.atomic
def call_back(matter: Matter, *, said: Said | None, words: str = "", seat: Seat, at: datetime) -> Callback:
    """One attempt. `said` None: not reached, the matter waits on. Otherwise it is closed, or reopened when not solved.

    Nobody who handled a matter calls it back. The first valid result stays; the last valid one counts.
    """
    access.require(seat, "callback.call", of=matter)
    if matter.events.filter(seat__user_id=seat.user_id, name__in=HANDLED).exists():
        raise NotAllowed("办过这件事的人不能回访它，请换一位回访员。")
    if said is not None and (said.contacted is None or said.solved is None):
        raise Refused("三个问题要分开问、都要选：联系过吗？解决了吗？满意吗？")
    if said is not None and said.satisfied not in SATISFIED:
        raise Refused("请选择满意、基本满意、一般或不满意。")
    if matter.state != "awaiting_callback":
        raise Refused("事项 {number} 现在不在待回访状态。", number=matter.number)
    callback = _attempt(matter, said, words, seat, at)
    actor = kernel.Actor.of(seat)
    if said is None:
        kernel.carry_out(matter, calling_in_vain(callback), actor=actor, at=at)
        return callback
    kernel.carry_out(matter, calling(callback), actor=actor, at=at)
    _settle(matter, bool(said.solved), said.words, actor, at)
    return callback


def calling_in_vain(attempt: Callback) -> Change:
    told: dict[str, Any] = {"attempt": attempt.attempt}
    if attempt.words:
        told["words"] = attempt.words
    return Change(CALL_FAILED, told)


def calling(attempt: Callback) -> Change:
    """They were reached and have answered the three questions."""
    told: dict[str, Any] = {
        "attempt": attempt.attempt,
        "contacted": attempt.contacted,
        "solved": attempt.solved,
        "satisfied": attempt.satisfied,
        "satisfied_name": SATISFIED[attempt.satisfied],
    }
    if attempt.words:
        told["words"] = attempt.words
    return Change("called_back", told, to="called_back")


def _attempt(matter: Matter, said: Said | None, words: str, seat: Seat | None, at: datetime) -> Callback:
    own = Callback.objects.filter(matter=matter, source="own")
    attempt = own.count() + 1
    if said is not None:
        own.filter(counts=True).update(counts=False)
    callback = new_callback(matter, source="own", attempt=attempt, said=said, words=words, seat=seat, at=at)
    callback.save(force_insert=True)
    return callback


def new_callback(
    matter: Matter, *, source: str, attempt: int, said: Said | None, words: str = "", seat: Seat | None, at: datetime
) -> Callback:
    """Not saved. It counts when they were reached; whoever keeps it takes that from the one before."""
    return Callback(
        town_id=matter.town_id,
        matter=matter,
        source=source,
        attempt=attempt,
        at=at,
        seat=seat,
        reached=said is not None,
        contacted=said.contacted if said else None,
        solved=said.solved if said else None,
        satisfied=said.satisfied if said else "",
        words=said.words if said else words,
        counts=said is not None and kinds.SCORE in kinds.get(matter.kind).counted_by,
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
        kernel.carry_out(matter, closing(CONFIRMED), actor=actor, at=at)
    else:
        reopen(matter, reason=words or NOT_SOLVED, by="callback", actor=actor, at=at)


@transaction.atomic
def give_up(matter: Matter, *, seat: Seat, at: datetime) -> Event:
    """Close a matter whose requester could not be reached often enough; it stays out of the rates (no valid
    call-back).
    """
    access.require(seat, "callback.call", of=matter)
    needed, tried = attempts.needed(matter.town, at), attempts.in_vain(matter, CALL_FAILED)
    if tried < needed:
        raise Refused("至少要回访 {needed} 次都没接通才能这样办结，现在试了 {tried} 次。", needed=needed, tried=tried)
    actor, (given_up, closed) = kernel.Actor.of(seat), giving_up(tried)
    kernel.carry_out(matter, given_up, actor=actor, at=at)
    stop_clocks(matter, at=at)
    return kernel.carry_out(matter, closed, actor=actor, at=at)


def giving_up(tried: int) -> tuple[Change, Change]:
    """Nobody is called any more, and the matter is closed."""
    return Change(CALL_FAILED, {"attempt": tried}, to="called_back"), closing(f"{tried} 次回访均未接通")


@transaction.atomic
def reopen(matter: Matter, *, reason: str, by: str, actor: kernel.Actor, at: datetime) -> Event:
    """重办: the same unit goes on, on a fresh answer clock by the town's deadline for the matter's class."""
    unit, time, clock = matter.lead_unit, TownTime(matter.town), None
    if unit is not None:
        deadline = time.deadline(matter.urgency, local_day(at))
        due = time.due(at, deadline, unit.office_hours)
        clock = fresh_clock(matter, unit, time=time, deadline=deadline, due=due, at=at)
    event = kernel.carry_out(matter, reopening(matter, clock, reason=reason, by=by), actor=actor, at=at)
    stop_clocks(matter, at=at)
    if clock is not None:
        kernel.start(clock, time)
    return event


def reopening(matter: Matter, clock: Clock | None, *, reason: str, by: str) -> Change:
    """The fresh clock binds from now on; None where no unit leads, and what bound stays."""
    columns: dict[str, Any] = {"reopened_count": matter.reopened_count + 1, "answered_at": None}
    if clock is not None:
        columns["due_at"] = clock.due_at
    return Change("reopened", {"reason": reason, "by": by}, to="reopened", columns=columns)


def fresh_clock(
    matter: Matter, unit: Party, *, time: TownTime, deadline: Deadline, due: datetime, at: datetime
) -> Clock:
    """For the unit's second try; not saved."""
    office = office_key(deadline, unit.office_hours)
    hours, town_id = time.office(office, local_day(at)), matter.town_id
    return clock_of(
        matter, town_id=town_id, kind="answer", unit=unit, office=office, at=at, due_at=due, counted_in=hours
    )


@transaction.atomic
def conclude(order: Matter, *, actor: kernel.Actor, at: datetime) -> Callback | None:
    """An order in parts is closed when its parts are: solved when each is, and as satisfied as the least of them.

    None while one of them is open. Where nobody could be reached about any of them, it is closed as `give_up` closes.
    """
    parts = kernel.parts_of(order)
    if order.state != "answered" or not parts or any(part.closed_at is None for part in parts):
        return None
    await_callback(order, actor=actor, at=at)
    result = _attempt(order, _of_all(parts), "", None, at)
    was_called = result.contacted is not None and result.satisfied
    heard = calling(result) if was_called else Change("heard", {"attempt": result.attempt}, to="called_back")
    kernel.carry_out(order, heard, actor=actor, at=at)
    stop_clocks(order, at=at)
    kernel.carry_out(order, closing(PARTS_CLOSED), actor=actor, at=at)
    return result


def _of_all(parts: list[Matter]) -> Said | None:
    rows = Callback.objects.filter(matter__in=parts, source="own", reached=True).order_by("attempt")
    last = list({row.matter_id: row for row in rows}.values())
    if not last:
        return None
    contacted = [row.contacted for row in last if row.contacted is not None]
    satisfied = [row.satisfied for row in last if row.satisfied]
    least = max(satisfied, key=list(SATISFIED).index) if satisfied else ""
    return Said(all(contacted) if contacted else None, all(row.solved for row in last), least)


@transaction.atomic
def bring_home(matter: Matter, *, said: Said | None, closed_at: datetime) -> bool:
    """The upper system's own call-back, kept beside ours, which is never touched. False when it says nothing new.
    `said` None: they were not reached.

    The event that told of it was written by the door it came through.
    """
    imported = Callback.objects.filter(matter=matter, source="imported")
    last = imported.order_by("-attempt").first()
    attempt = last.attempt + 1 if last else 1
    result = new_callback(matter, source="imported", attempt=attempt, said=said, seat=None, at=closed_at)
    if last is not None and all(getattr(last, column) == getattr(result, column) for column in (*_FOUND, "counts")):
        return False
    imported.filter(counts=True).update(counts=False)
    result.save(force_insert=True)
    return True


def unbring(matter: Matter) -> int:
    """The import that brought the upper system's call-back was taken back: it counts no more; how many."""
    return Callback.objects.filter(matter=matter, source="imported", counts=True).update(counts=False)


@transaction.atomic
def leave_out(result: Callback, *, why: str, actor: kernel.Actor, at: datetime) -> Callback:
    """不计分: an appeal against it was upheld. The row and what was said stay as they were."""
    gone = StaleMove("这个结果刚刚已经不计分或不再算数，请刷新后再看。")
    still(result, {"counts": True, "excluded": ""}, gone, excluded=why)
    kernel.record(result.matter, "result_left_out", actor=actor, at=at, callback=result.pk, why=why)
    return result


def result_in(told: Mapping[str, Any]) -> tuple[Said | None, datetime]:
    """What the event of an imported result says, and when the order was closed. A question that its file does not tell
    of was not asked.
    """
    said = Said(told.get("contacted"), told.get("solved"), told.get("satisfied", "")) if told["reached"] else None
    return said, datetime.fromisoformat(told["closed_at"])
