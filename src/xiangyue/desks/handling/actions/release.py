"""审签: an answer of the categories that the town names goes out only when a second person has released it.

Until then it is no answer: nobody outside sees it, nothing is delivered, and the unit's own clock goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from xiangyue.desks.handling.actions.answer import DOOR_HOW, answer_at_once, checked, deliver, write_answer, written
from xiangyue.desks.handling.actions.work import HOW, require_lead, sign
from xiangyue.desks.handling.models import Answer, Release
from xiangyue.desks.handling.releases import may_release, release_rule, seats_of
from xiangyue.desks.handling.rules import Releaser, releasers
from xiangyue.kernel import access, roles
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Change
from xiangyue.kernel.actions.clocks import clock_of, stop_promise
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Clock, Event, Matter, Party, Rule, Seat
from xiangyue.kernel.moves import is_legal
from xiangyue.kernel.timekeeping import ROUND_THE_CLOCK, TownTime, local_day
from xiangyue.lib.worktime import add_working

OWNER = "handling.release"  # whose promise the clock of a release is


@transaction.atomic
def give_answer(
    matter: Matter,
    *,
    text: str,
    outcome: str,
    requester_how: str = "",
    door_how: str = "",
    overdue_reason: str = "",
    files: Sequence[kernel.Upload] = (),
    shown: bool = False,
    seat: Seat,
    at: datetime,
) -> Answer | Release:
    """Held for a second person where the town's rule asks for one; else answered at once with both ways of delivery,
    and written, with the one way delivered, where not both are given. `shown`: the requester sees the files, with the
    answer.
    """
    require_lead(matter, seat, "handling.work")
    actor, rule = kernel.Actor.of(seat), release_rule(matter, at)
    kept = [kernel.attach(matter, one, actor=actor, at=at, for_requester=shown and rule is None) for one in files]
    words = {"text": text, "outcome": outcome, "overdue_reason": overdue_reason}
    if rule is not None:
        how = {"requester_how": requester_how, "door_how": door_how}
        return ask_release(matter, rule, **words, **how, shown=[one.pk for one in kept if shown], seat=seat, at=at)
    if requester_how and door_how:
        return answer_at_once(matter, **words, requester_how=requester_how, door_how=door_how, seat=seat, at=at)
    answer = write_answer(matter, **words, seat=seat, at=at)
    for to, how_to in (("requester", requester_how), ("door", door_how)):
        if how_to:
            deliver(answer, to=to, how=how_to, seat=seat, at=at)
    return answer


@transaction.atomic
def ask_release(
    matter: Matter,
    rule: Rule,
    *,
    text: str,
    outcome: str,
    overdue_reason: str,
    requester_how: str,
    door_how: str,
    shown: Sequence[int],
    seat: Seat,
    at: datetime,
) -> Release:
    """Signing is part of it. The second person has a clock of their own, of the minutes that the rule gives."""
    require_lead(matter, seat, "handling.work")
    if requester_how not in ("", *HOW) or door_how not in ("", *DOOR_HOW):
        raise Refused("请从列表里选怎样告诉诉求人、怎样回告来件渠道。")
    text = checked(matter, text=text, outcome=outcome, overdue_reason=overdue_reason, at=at)
    by_role, by_unit = _by(rule, seat, at)
    if matter.state == "dispatched":
        sign(matter, seat=seat, at=at)
    if not is_legal(matter.state, "answer_ready"):
        raise Refused("{number} 现在还不能答复，请刷新后看看它到了哪一步。", number=matter.number)
    how = {"requester_how": requester_how, "door_how": door_how, "shown": list(shown)}
    held = new_release(matter, text=text, outcome=outcome, seat=seat, at=at, by_role=by_role, by_unit=by_unit, **how)
    held.due_at = release_due(held, rule, TownTime(matter.town))
    with only_once(StaleMove("这件事已经有一份答复在等审签；要改，请先撤回它。")):
        held.save(force_insert=True)
    kernel.start(release_clock(held), TownTime(matter.town))
    kernel.carry_out(matter, asking_release(held), actor=kernel.Actor.of(seat), at=at)
    return held


def new_release(
    matter: Matter,
    *,
    text: str,
    outcome: str,
    seat: Seat,
    at: datetime,
    by_role: str,
    by_unit: Party | None,
    **how: Any,
) -> Release:
    """Not saved; its end is still to be counted."""
    return Release(
        town_id=matter.town_id,
        matter=matter,
        state="waiting",
        unit_id=seat.unit_id,
        written_by=seat,
        text=text,
        outcome=outcome,
        asked_at=at,
        by_role=by_role,
        by_unit=by_unit,
        **how,
    )


def release_due(held: Release, rule: Rule, time: TownTime) -> datetime:
    """The rule's minutes in the office hours of whoever releases it."""
    office = time.office(_office(held), local_day(held.asked_at))
    return add_working(held.asked_at, timedelta(minutes=rule.value["minutes"]), office)


def _office(held: Release) -> str:
    hurries = held.matter.urgency in ("urgent", "utility")
    return ROUND_THE_CLOCK if hurries else (held.by_unit.office_hours if held.by_unit else "") or "town"


def release_clock(held: Release) -> Clock:
    """Not saved."""
    return clock_of(
        held.matter,
        town_id=held.town_id,
        kind="release",
        unit=held.by_unit,
        office=_office(held),
        at=held.asked_at,
        due_at=held.due_at,
        owner=f"{OWNER}:{held.pk}",
    )


def asking_release(held: Release) -> Change:
    told = {
        "release": held.pk,
        "outcome": held.outcome,
        "outcome_name": held.get_outcome_display(),
        "text": held.text,
        "releaser": _called(held),
        "releaser_en": _called(held, "en"),
        "due_at": held.due_at.isoformat(),
    }
    return Change("release_asked", told)


def _by(rule: Rule, seat: Seat, at: datetime) -> tuple[str, Party | None]:
    """The first releaser of the rule whom anybody can be, other than the person who wrote it."""
    for one in releasers(rule.value):
        role, unit = _named(one, seat)
        if seats_of(seat.town_id, role, unit).on(at).exclude(user_id=seat.user_id).exists():
            return role, unit
    raise Refused(
        "镇里规定这类答复要由第二个人审签，但现在没有别的人能审；"
        "请系统管理员给本单位登记第二个人，或由镇里在规则 release 里指定审签岗位。"
    )


def _named(one: Releaser, seat: Seat) -> tuple[str, Party | None]:
    if not one.role:
        return "", seat.unit
    unit = Party.objects.filter(town_id=seat.town_id, kind="unit", code=one.unit).first() if one.unit else None
    return one.role, unit


def _called(held: Release, language: str = "zh") -> str:
    unit = held.by_unit.title if held.by_unit else ""
    return unit + (roles.label(held.by_role, language) if held.by_role else "")


@transaction.atomic
def decide_release(held: Release, *, granted: bool, words: str, seat: Seat, at: datetime) -> Release:
    """Released: it is the matter's answer and waits for its deliveries. Given back: with words, and the unit goes
    on.
    """
    access.require(seat, "handling.release", of=held)
    if seat.user_id == held.written_by.user_id:
        raise NotAllowed("答复是您自己拟的，要由另一个人审签；换一个岗位也不行。")
    if not may_release(seat, held):
        raise NotAllowed("这份答复由{called}审签。", called=_called(held))
    if not granted and not words.strip():
        raise Refused("退回请写明要改什么，拟答复的人会看到。")
    if granted and not is_legal(held.matter.state, "answer_ready"):
        raise StaleMove("这件事现在不能答复（可能中止、挂账或改派了），请刷新后再看。")
    _settle(held, "granted" if granted else "refused", at=at, decided_by=seat, words=words.strip())
    kernel.carry_out(held.matter, deciding_release(held), actor=kernel.Actor.of(seat), at=at)
    if granted:
        _let_out(held, at)
    return held


def deciding_release(held: Release) -> Change:
    """Of one that is decided."""
    told: dict[str, Any] = {"release": held.pk, "writer": held.written_by.holder}
    if held.words:
        told["words"] = held.words
    return Change(f"release_{held.state}", told)


def _let_out(held: Release, at: datetime) -> None:
    """The words as they were written, of the unit that wrote them."""
    held.answer = written(
        held.matter, unit_id=held.unit_id, text=held.text, outcome=held.outcome, actor=kernel.WORKER, at=at
    )
    held.save(update_fields=["answer"])
    kernel.show_files(held.matter, held.shown)


@transaction.atomic
def take_back_release(held: Release, *, reason: str, seat: Seat, at: datetime) -> Event:
    """By the unit that wrote it, to write it anew."""
    require_lead(held.matter, seat, "handling.work")
    if not reason.strip():
        raise Refused("撤回送审的答复请写明原因。")
    _settle(held, "taken_back", at=at)
    told = {"release": held.pk, "reason": reason.strip()}
    return kernel.record(held.matter, "release_taken_back", actor=kernel.Actor.of(seat), at=at, **told)


@transaction.atomic
def drop_release(matter: Matter, *, actor: kernel.Actor, at: datetime) -> Event | None:
    """The matter has ended or is no longer with the unit that wrote it. None where nothing waits, or still does."""
    held = Release.objects.filter(matter=matter, state="waiting").first()
    if held is None or (matter.lead_unit_id == held.unit_id and matter.state not in ("closed", "merged", "disposed")):
        return None
    _settle(held, "dropped", at=at)
    return kernel.record(matter, "release_dropped", actor=actor, at=at, release=held.pk)


def _settle(held: Release, state: str, *, at: datetime, **columns: Any) -> None:
    done = StaleMove("这份答复刚刚被审签或撤回过，请刷新后再看。")
    still(held, {"state": "waiting"}, done, state=state, decided_at=at, **columns)
    stop_promise(f"{OWNER}:{held.pk}", at=at)
