"""The unit's part: signed or objected to, contacted, worked on with whatever comes between, answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from xiangyue.desks.handling.actions.answer import (
    answering,
    answering_with,
    delivered,
    delivering,
    new_answer,
    passed_on,
    with_reason,
    writing,
)
from xiangyue.desks.handling.actions.ask import asking, new_case
from xiangyue.desks.handling.actions.decide import ON_ITS_DAY, coming_back, deciding, return_clock, ruling, why_held
from xiangyue.desks.handling.actions.release import (
    asking_release,
    deciding_release,
    new_release,
    release_clock,
    release_due,
)
from xiangyue.desks.handling.actions.whistle import assist_clock, report, reporting, whistling
from xiangyue.desks.handling.actions.work import beginning, contact, signing
from xiangyue.desks.handling.models import Answer, Case, Release
from xiangyue.desks.handling.on_scene import OnScene
from xiangyue.desks.handling.rules import KIND, keys_of, releasers
from xiangyue.kernel.actions import WORKER, Actor
from xiangyue.kernel.actions.clocks import UNIT_CLOCKS, extension, pausing, resumption
from xiangyue.kernel.models import Party, Rule, Seat
from xiangyue.kernel.storytelling import NotYet, Part, Telling
from xiangyue.kernel.timekeeping import local_day

_OFFICE_MINUTES = 450  # a working day of the town
Row = TypeVar("Row", Answer, Case, Release)
_SUMMARIES = ("核实了地点和情况，约定现场查看", "了解诉求，说明办理时限", "已约好上门时间", "当面看了现场，诉求人在场")
_WHY_LATE = "施工队进场晚于计划，已向诉求人致歉"
_HOLDS = {"ledger": ((40, 90), "涉及历史遗留问题，短期内无法解决"), "suspension": ((8, 25), "等待专业机构出具鉴定意见")}

# --- taken up


def object_or_sign(telling: Telling) -> None:
    unit = _lead(telling)
    objected = telling.last("case_asked") is not None  # one objection on a matter
    if not objected and not telling.is_urgent and (telling.chance(0.02) or telling.twist == "objection"):
        _object(telling, unit)
        return
    at = _promptly(telling, unit, 5, 200)
    telling.step(signing(unit), at, Actor.of(telling.handler_of(unit, at)))
    telling.stop("sign")


def contact_them(telling: Telling) -> None:
    unit, matter, rng = _lead(telling), telling.matter, telling.rng
    who = Actor.of(telling.handler_of(unit, telling.at))
    if telling.chance(0.07):
        missed = contact(matter, how="phone", reached=False, summary="电话无人接听，稍后再拨")
        telling.step(missed, _promptly(telling, unit, 5, 60), who)
    how = rng.choices(("phone", "visit", "message"), (8, 2, 1))[0]
    reached = contact(matter, how=how, reached=True, summary=rng.choice(_SUMMARIES))
    telling.step(reached, _promptly(telling, unit, 8, 220), who)
    telling.stop("contact")


def work(telling: Telling) -> None:
    """Begun; others are called in, more time is asked for, or it is put off."""
    unit, twist = _lead(telling), telling.twist
    note = "已安排人员到现场" if telling.chance(0.4) else ""
    at = _promptly(telling, unit, 3, 90)
    telling.step(beginning(note), at, Actor.of(telling.handler_of(unit, at)))
    if twist == "whistle" or telling.chance(0.06):
        _whistle(telling, unit)
    if not telling.is_urgent and (twist == "extension" or telling.chance(0.03)):
        _extend(telling, unit)
    elif not telling.is_urgent and (twist in ("suspension", "ledger") or telling.chance(0.012)):
        on_ledger = twist == "ledger" or (not twist and telling.chance(0.4))
        _hold(telling, unit, "ledger" if on_ledger else "suspension")


def work_again(telling: Telling) -> None:
    """重办 by the same unit."""
    unit = _lead(telling)
    at = _promptly(telling, unit, 20, 200)
    telling.step(beginning("重办，再次到现场"), at, Actor.of(telling.handler_of(unit, at)))


def answer(telling: Telling) -> None:
    """The words and two deliveries, all at once or one after the other."""
    unit, rng, outcome = _lead(telling), telling.rng, _outcome(telling)
    at = max(_answer_moment(telling, unit), telling.at)
    telling.must(at)
    who = Actor.of(telling.handler_of(unit, at))
    text = _answer_text(telling, unit, outcome, at)
    rule = _release_rule(telling, at)
    if rule is not None:
        at, who = _release(telling, rule, unit, text, outcome, at), WORKER
    how, door = rng.choice(("phone", "phone", "visit", "message")), rng.choice(("system", "export"))
    in_steps = rule is not None or telling.chance(0.35)
    ways = {} if in_steps else {"requester_how": how, "door_how": door}
    given = _keep(telling, new_answer(telling.matter, unit_id=unit.pk, text=text, outcome=outcome, at=at, **ways))
    if in_steps:
        telling.step(writing(given), at, who)
        who = Actor.of(telling.handler_of(unit, at))
        _deliver(telling, given, "requester", how, who)
        _deliver(telling, given, "door", door, who)
    done = max(at, telling.at)
    telling.step(answering(given, at=done), done, who)
    telling.stop(*UNIT_CLOCKS)


def answer_with_parent(telling: Telling) -> None:
    """The parent's first answer, told to this caller too; nothing while there is none."""
    parent = telling.parent
    first = next((step for step in parent.steps if step.name == "answered"), None) if parent else None
    if parent is None or first is None:
        raise NotYet
    source = next(one for one in parent.kept(Answer) if one.pk == first.particulars["answer"])
    at = max(first.at + timedelta(seconds=1), telling.at)
    telling.must(at)
    own = _keep(telling, passed_on(source, telling.matter, at=at))
    telling.step(answering_with(parent.matter, own, at=at), at, WORKER)


# --- what comes between


def _object(telling: Telling, unit: Party) -> None:
    """退单: refused, or upheld and sent to the suggested unit."""
    other = _other_unit(telling, unit)
    at = telling.after(10, 120, unit)
    reason = f"经核实，该事项属于{other.title}职责，不属于本单位"
    case = _ask(telling, "objection", unit, at, reason, basis="镇级履职事项清单", unit=other)
    if telling.chance(0.55):
        _decide(telling, case, True, "退单理由成立，按职责改派")
        telling.stop()
        telling.next_unit = other
    else:
        _decide(telling, case, False, "首接单位应当牵头办理，相关单位配合")
        telling.stop("sign")


def _other_unit(telling: Telling, unit: Party) -> Party:
    units = telling.roster.units
    others = [one for code in telling.category.assist_codes if telling.roster.works(one := units[code], telling.at)]
    return others[0] if others else units["office-build" if unit.code != "office-build" else "law-team"]


def _whistle(telling: Telling, unit: Party) -> None:
    other = _assistant(telling, unit)
    at = _promptly(telling, unit, 5, 60)
    due = telling.roster.after(at, 2 * _OFFICE_MINUTES, other)
    case = _case(telling, "whistle", unit, at, f"请{other.title}到场配合处理", unit=other, until=due)
    telling.step(whistling(case), at, Actor.of(case.asked_by))
    telling.clocks.append(assist_clock(case))
    if telling.twist == "whistle":
        return
    for to, response in (("responded", "已派人到场"), ("done", "配合事项已办完")):
        at = _promptly(telling, other, 10, 200)
        who = Actor.of(telling.handler_of(other, at))
        telling.must(at)
        _write(case, report(to=to, response=response, at=at))
        telling.step(reporting(case, other), at, who)
    telling.stop("assist", unit=other)


def _assistant(telling: Telling, unit: Party) -> Party:
    """A unit that the category names, else the village, else whoever keeps order or builds."""
    roster = telling.roster
    village = roster.village_units.get(telling.place.pk)
    named = [roster.units[code] for code in telling.category.assist_codes] + ([village] if village else [])
    others = [one for one in named if roster.works(one, telling.at) and one != unit]
    return others[0] if others else roster.units["law-team" if unit.code != "law-team" else "office-build"]


def _extend(telling: Telling, unit: Party) -> None:
    clock = telling.running("answer")
    at = telling.after(_OFFICE_MINUTES // 3, _OFFICE_MINUTES, unit)
    until = telling.roster.after(clock.due_at, 3 * _OFFICE_MINUTES, unit)
    if at >= clock.due_at:
        return
    case = _ask(telling, "extension", unit, at, "需要外协单位进场施工，已向诉求人说明原因", until=until)
    granted = telling.chance(0.85)
    seat = _decide(telling, case, granted, "情况属实，同意" if granted else "抓紧办理，不同意延期")
    if granted:
        telling.step(extension(clock, due_at=until, reason=case.reason), telling.at, Actor.of(seat))


def _hold(telling: Telling, unit: Party, kind: str) -> None:
    clock, ((low, high), reason) = telling.running("answer"), _HOLDS[kind]
    at = telling.after(_OFFICE_MINUTES // 3, _OFFICE_MINUTES, unit)
    if at >= clock.due_at:
        return
    until = at + timedelta(days=telling.rng.randrange(low, high))
    case = _ask(telling, kind, unit, at, reason, basis="镇级中止和挂账办法（演示）", until=until)
    seat = _decide(telling, case, True, "同意，到期自动恢复")
    clock.paused_at = telling.at
    telling.step(pausing(clock, reason=why_held(case)), telling.at, Actor.of(seat))
    telling.clocks.append(return_clock(case, at=telling.at))
    telling.step(coming_back(ON_ITS_DAY), until + timedelta(seconds=2), WORKER)
    telling.stop("return")
    case.state = "ended"
    hours = telling.roster.time.office(clock.office, local_day(clock.started_at))
    telling.step(resumption(clock, reason=ON_ITS_DAY, at=telling.at, hours=hours), telling.at, WORKER)


def _ask(telling: Telling, kind: str, asker: Party, at: datetime, reason: str, **more: Any) -> Case:
    case = _case(telling, kind, asker, at, reason, **more)
    telling.step(asking(case), at, Actor.of(case.asked_by))
    return case


def _case(telling: Telling, kind: str, asker: Party, at: datetime, reason: str, **more: Any) -> Case:
    """Kept with its number; the caller tells the event."""
    seat = telling.roster.seat(at=at, unit=asker)
    if seat is None:
        raise NotYet
    telling.must(at)
    return _keep(telling, new_case(telling.matter, kind, reason=reason, seat=seat, at=at, **more))


def _decide(telling: Telling, case: Case, granted: bool, decision: str) -> Seat:
    """Left undecided for ten days where this is what befalls the matter."""
    delay = 60 * 24 * 10 if telling.twist == case.kind else telling.rng.randrange(30, 240)
    at = telling.roster.after(telling.at, delay, telling.roster.units["centre"])
    seat = telling.seat_of("reviewer", at)
    telling.must(at)
    _write(case, ruling(case, granted=granted, decision=decision, seat=seat, at=at))
    telling.step(deciding(case, granted=granted), at, Actor.of(seat))
    return seat


# --- the answer


def _release_rule(telling: Telling, at: datetime) -> Rule | None:
    category = telling.category
    rules = (telling.roster.rule(KIND, key, at) for key in keys_of(category.code, category.level1))
    found = next((rule for rule in rules if rule is not None), None)
    return found if found is not None and releasers(found.value) else None


def _release(telling: Telling, rule: Rule, unit: Party, text: str, outcome: str, at: datetime) -> datetime:
    """审签: written by one, released by another; when that was done. What is of this morning still waits."""
    writer = telling.handler_of(unit, at)
    second, role, by_unit = _second(telling, rule, unit, writer, at)
    held = new_release(telling.matter, text=text, outcome=outcome, seat=writer, at=at, by_role=role, by_unit=by_unit)
    held.due_at = release_due(held, rule, telling.roster.time)
    _keep(telling, held)
    clock = release_clock(held)
    telling.step(asking_release(held), at, Actor.of(writer))
    telling.clocks.append(clock)
    done = telling.roster.after(at, 30 + telling.serial % 170, unit)
    telling.must(done)
    _write(held, {"state": "granted", "decided_by": second, "decided_at": done})
    telling.step(deciding_release(held), done, Actor.of(second))
    clock.stopped_at = telling.at
    return telling.at


def _outcome(telling: Telling) -> str:
    """What was reopened is solved at last."""
    if telling.matter.reopened_count:
        return "solved"
    if telling.matter.request_type in ("consult", "praise"):
        return "explained"
    return telling.rng.choices(("solved", "partly", "explained", "planned"), (78, 6, 10, 6))[0]


def _answer_moment(telling: Telling, unit: Party) -> datetime:
    """Never before its twins stand under it."""
    due, share = telling.running("answer").due_at, telling.rng.random() ** 1.3
    if telling.chance(telling.quality.late):
        return telling.roster.after(due, telling.rng.randrange(30, 900), unit)
    at = telling.at + (due - telling.at) * (0.06 + 0.8 * share)
    merged = [step.at for twin in telling.twins if (step := twin.last("merged"))]
    if merged:
        at = max(at, max(merged) + timedelta(minutes=30))
    return at if telling.is_urgent else min(telling.roster.after(at, 1, unit), max(due, telling.at))


def _answer_text(telling: Telling, unit: Party, outcome: str, at: datetime) -> str:
    text, due = _what_was_done(telling, unit, outcome), telling.matter.due_at
    return with_reason(text, _WHY_LATE) if due is not None and at > due else text


def _what_was_done(telling: Telling, unit: Party, outcome: str) -> str:
    rng, place = telling.rng, telling.place.name
    did = rng.choice(telling.texts["categories"][telling.category.code]["did"]).replace("{n}", rng.choice("二三四五六"))
    if outcome == "planned":
        return f"您好，您反映的{place}问题属实，{unit.title}已列入近期计划，有进展会主动告知您。"
    if outcome == "explained":
        return f"您好，{unit.title}已就您反映的事项与您联系说明，{did}。如有疑问可再联系我们。"
    tail = "剩余部分将继续推进。" if outcome == "partly" else "感谢您的监督。"
    return f"您好，您反映的{place}的问题，{unit.title}已现场处理：{did}。{tail}"


def _second(telling: Telling, rule: Rule, unit: Party, writer: Seat, at: datetime) -> tuple[Seat, str, Party | None]:
    """Who releases it, and as what the rule names them."""
    roster = telling.roster
    for one in releasers(rule.value):
        asked = roster.units[one.unit] if one.unit else None if one.role else unit
        held = [roster.seat(at=at, unit=None if one.role else unit, role=one.role, turn=turn) for turn in range(2)]
        for seat in held:
            if seat is not None and seat.user_id != writer.user_id:
                return seat, one.role, asked
    raise NotYet


def _deliver(telling: Telling, given: Answer, to: str, how: str, who: Actor) -> None:
    at = telling.at + timedelta(minutes=telling.rng.randrange(2, 30))
    telling.step(delivering(given, to=to, how=how), at, who)
    _write(given, delivered(to=to, how=how, at=telling.at))


# --- what the chapters share


def _lead(telling: Telling) -> Party:
    unit = telling.matter.lead_unit
    if unit is None:
        raise NotYet
    return unit


def _promptly(telling: Telling, unit: Party, low: int, high: int) -> datetime:
    """In so many working minutes; what is urgent in minutes."""
    if telling.is_urgent:
        return telling.at + timedelta(minutes=telling.rng.randrange(2, max(3, high // 6)))
    return telling.after(low, high, unit)


def _keep(telling: Telling, row: Row) -> Row:
    """With the number that stands in its events."""
    row.pk = next(telling.years.keys)
    return telling.keep(row)


def _write(row: Answer | Case | Release, columns: dict[str, Any]) -> None:
    for column, value in columns.items():
        setattr(row, column, value)


PART = Part(
    takes_up={
        "dispatched": object_or_sign,
        "signed": contact_them,
        "contacted": work,
        "handling": answer,
        "reopened": work_again,
        "merged": answer_with_parent,
    },
    numbered=(Answer, Case, Release),
    works=OnScene(),
)
