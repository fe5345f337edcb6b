"""退单 to the level that the order came from, and whose a matter is by law. The unit goes on until it is answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from xiangyue.desks.upward.models import Objection, Statutory
from xiangyue.desks.upward.rules import ANSWERS, RULE, TOWN, answer_in, clause_name
from xiangyue.kernel import access, moves
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Change
from xiangyue.kernel.actions.clocks import clock_of, stop_clocks, stop_promise
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Clock, Event, Matter, Party, Rule, Seat
from xiangyue.kernel.timekeeping import TownTime, local_day
from xiangyue.lib.worktime import add_working

OWNER = "upward.objection"
FROM_ABOVE = "hotline"  # the door through which orders of the upper level come
HOWS = dict(Objection.HOWS)


@transaction.atomic
def name_statutory(
    matter: Matter, *, unit: Party | None, clause: Rule | None, words: str, seat: Seat, at: datetime
) -> Statutory:
    """Whose it is by law; the newest word stands, the earlier ones stay in the events."""
    access.require(seat, "upward.ask", of=matter)
    if unit is None:
        raise Refused("请选择依法该由哪个单位承办。")
    if clause is None and not words.strip():
        raise Refused("请选一条依据，或写明为什么该由它承办。")
    return _name(matter, unit, clause, words.strip(), seat, at)


def _name(matter: Matter, unit: Party, clause: Rule | None, words: str, seat: Seat, at: datetime) -> Statutory:
    columns = statutory_columns(matter, unit, clause, words, seat, at)
    kept, _ = Statutory.objects.update_or_create(matter=matter, defaults=columns)
    kernel.carry_out(matter, naming(kept), actor=kernel.Actor.of(seat), at=at)
    return kept


def statutory_columns(
    matter: Matter, unit: Party, clause: Rule | None, words: str, seat: Seat, at: datetime
) -> dict[str, Any]:
    key, named = (clause.key, clause_name(clause.value)) if clause else ("", "")
    by = {"town_id": matter.town_id, "unit": unit, "seat": seat, "at": at}
    return {**by, "clause": key, "clause_name": named, "words": words}


def naming(kept: Statutory) -> Change:
    told: dict[str, Any] = {"unit": kept.unit.code, "unit_name": kept.unit.title}
    told |= {"clause_name": kept.clause_name} if kept.clause_name else {}
    told |= {"words": kept.words} if kept.words else {}
    return Change("statutory_named", told)


@transaction.atomic
def object_upward(
    matter: Matter, *, unit: Party | None, clause: Rule | None, reason: str, late: str, seat: Seat, at: datetime
) -> Objection:
    """Article, unit and reason are all asked for; after the town's time for it also why so late. The matter stays
    where it is: whoever has it goes on (条例 art. 14).
    """
    access.require(seat, "upward.ask", of=matter)
    if matter.door != FROM_ABOVE:
        raise Refused("{number} 不是上级派来的工单，不能向上级退单；可以记下法定承办单位。", number=matter.number)
    if matter.closed_at is not None:
        raise Refused("{number} 已经结束，不能再向上级退单。", number=matter.number)
    if unit is None or clause is None or not reason.strip():
        raise Refused("向上级退单要写清三样：依据哪一条、应由哪个单位办理、理由。")
    _nothing_hangs_on(matter)
    time, rule = TownTime(matter.town), rule_on(matter.town, RULE, TOWN, local_day(at))
    if rule is not None and at > ends(matter.received_at, rule.value["object_minutes"], time) and not late.strip():
        raise Refused("已经过了退单的期限（{source}），请写明为什么现在才退。", source=rule.source)
    due = ends(at, rule.value["answer_minutes"], time) if rule else None
    words = {"reason": reason.strip(), "late": late.strip()}
    asked = new_objection(matter, unit=unit, clause=clause, **words, seat=seat, at=at, due_at=due)
    with only_once(StaleMove("{number} 已经向上级退单，在等答复，不用重复退。", number=matter.number)):
        asked.save(force_insert=True)
    _name(matter, unit, clause, "", seat, at)
    _wind(asked, time)
    kernel.carry_out(matter, asking(asked), actor=kernel.Actor.of(seat), at=at)
    return asked


def new_objection(
    matter: Matter,
    *,
    unit: Party,
    clause: Rule,
    reason: str,
    late: str = "",
    seat: Seat,
    at: datetime,
    due_at: datetime | None,
) -> Objection:
    """Not saved."""
    return Objection(
        town_id=matter.town_id,
        matter=matter,
        state="open",
        unit=unit,
        holder=matter.lead_unit,
        clause=clause.key,
        clause_name=clause_name(clause.value),
        reason=reason,
        late=late,
        seat=seat,
        asked_at=at,
        due_at=due_at,
    )


def _nothing_hangs_on(matter: Matter) -> None:
    if matter.state == "in_parts":
        raise Refused("{number} 已经拆开派给几个单位，请先撤回拆分，或者对其中一件退单。", number=matter.number)
    if Matter.objects.filter(parent=matter, state="merged").exists():
        raise Refused("{number} 下面还有并案的事项在等它的答复，请先把它们拆分出来。", number=matter.number)


def ends(start: datetime, minutes: int, time: TownTime) -> datetime:
    """So many minutes of the town's own office hours later."""
    return add_working(start, timedelta(minutes=minutes), time.office("town", local_day(start)))


def _wind(asked: Objection, time: TownTime) -> None:
    """The upper level's promise; when it rings the centre asks."""
    clock = upper_clock(asked)
    if clock is not None:
        kernel.start(clock, time)


def upper_clock(asked: Objection) -> Clock | None:
    """Not saved; None where the town has no time for it."""
    if asked.due_at is None:
        return None
    owner, at = f"{OWNER}:{asked.pk}", asked.asked_at
    return clock_of(
        asked.matter,
        town_id=asked.town_id,
        kind="promise",
        unit=None,
        office="town",
        at=at,
        due_at=asked.due_at,
        owner=owner,
    )


def asking(asked: Objection) -> Change:
    told: dict[str, Any] = {
        "objection": asked.pk,
        "unit_name": asked.unit.title,
        "clause_name": asked.clause_name,
        "reason": asked.reason,
    }
    told |= {"late": asked.late} if asked.late else {}
    told |= {"due_at": asked.due_at.isoformat()} if asked.due_at else {}
    return Change("upward_asked", told)


@transaction.atomic
def answer_objection(asked: Objection, *, accepted: bool, words: str, seat: Seat, at: datetime) -> Objection:
    """What the upper level answered, typed in by the centre."""
    access.require(seat, "upward.answer", of=asked)
    if not words.strip():
        raise Refused("请写明上级是怎样答复的（文号、来电人或平台上的原话）。")
    return _answered(asked, accepted, "typed", words.strip(), kernel.Actor.of(seat), at)


def hear_upper(matter: Matter, *, status: str, words: str, at: datetime) -> Objection | None:
    """The upper platform's own state, brought by an import, where it answers an open objection. None otherwise."""
    asked = Objection.objects.select_related("matter__town", "unit").filter(matter=matter, state="open").first()
    rule = rule_on(matter.town, RULE, ANSWERS, local_day(at)) if asked else None
    accepted = answer_in(status, rule.value) if rule else None
    if asked is None or accepted is None:
        return None
    return _answered(asked, accepted, "imported", words or status, kernel.UPPER, at)


@transaction.atomic
def _answered(asked: Objection, accepted: bool, how: str, words: str, actor: kernel.Actor, at: datetime) -> Objection:
    """Taken back: the matter ends here unless it has been answered; nobody is called back by the town."""
    matter = asked.matter
    if accepted:
        _nothing_hangs_on(matter)
    _settle(asked, "accepted" if accepted else "refused", at=at, how=how, words=words)
    kernel.carry_out(matter, answering(asked), actor=actor, at=at)
    if matter.state == "closed":
        stop_clocks(matter, at=at)
    return asked


def answering(asked: Objection) -> Change:
    """Of one that is answered."""
    told: dict[str, Any] = {"objection": asked.pk, "how": asked.how, "how_name": HOWS[asked.how], "words": asked.words}
    if asked.state == "refused":
        return Change("upward_refused", told)
    ends = moves.is_legal(asked.matter.state, "closed") and asked.matter.state != "called_back"
    return Change("upward_accepted", told | {"unit_name": asked.unit.title}, to="closed" if ends else "")


@transaction.atomic
def withdraw_objection(asked: Objection, *, reason: str, seat: Seat, at: datetime) -> Event:
    access.require(seat, "upward.ask", of=asked)
    if not reason.strip():
        raise Refused("撤回退单请写明原因。")
    _settle(asked, "withdrawn", at=at)
    told = {"objection": asked.pk, "reason": reason.strip()}
    return kernel.record(asked.matter, "upward_withdrawn", actor=kernel.Actor.of(seat), at=at, **told)


def _settle(asked: Objection, state: str, *, at: datetime, **columns: Any) -> None:
    done = StaleMove("这个退单已经有答复或已撤回，请刷新后再看。")
    still(asked, {"state": "open"}, done, state=state, answered_at=at, **columns)
    stop_promise(f"{OWNER}:{asked.pk}", at=at)
