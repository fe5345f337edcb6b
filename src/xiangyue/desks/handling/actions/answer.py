"""The answer: written, delivered to the person *and* to the door it came from (条例 art. 15), and passed on to every
twin.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from xiangyue.desks.handling.actions.work import HOW, require_lead
from xiangyue.desks.handling.models import Answer
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import gates
from xiangyue.kernel.actions.clocks import UNIT_CLOCKS, stop_clocks
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.models import Event, Matter, Seat

DOOR_HOW = {"export": "随导出文件回传", "system": "系统回写", "phone": "电话回告", "paper": "书面回告"}


@transaction.atomic
def write_answer(
    matter: Matter, *, text: str, outcome: str, seat: Seat, at: datetime, overdue_reason: str = ""
) -> Answer:
    """The words of the answer; a late one must say why (条例 art. 35). Not yet an answer until both deliveries are
    made.
    """
    answer = _written(matter, text, outcome, seat, at, overdue_reason)
    kernel.move(
        matter,
        to="answer_ready",
        event="answer_written",
        actor=kernel.Actor.of(seat),
        at=at,
        answer=answer.pk,
        outcome=outcome,
        outcome_name=answer.get_outcome_display(),
        text=answer.text,
    )
    return answer


@transaction.atomic
def deliver(answer: Answer, *, to: str, how: str, seat: Seat, at: datetime) -> Answer:
    """One of the two deliveries; the second one makes the matter answered."""
    matter = answer.matter
    require_lead(matter, seat, "handling.work")
    gates.pass_through(matter, "answered")
    names = {"requester": HOW, "door": DOOR_HOW}.get(to)
    if names is None or how not in names:
        raise Refused("请选择送达给诉求人还是来件渠道，以及送达的方式。")
    won = Answer.objects.filter(pk=answer.pk, withdrawn_at=None, **{f"to_{to}_at": None}).update(
        **{f"to_{to}_at": at, f"to_{to}_how": how}
    )
    if won != 1:
        raise StaleMove("这一处已经送达过，或者答复已经撤回，请刷新后再看。")
    answer.refresh_from_db()
    told = "诉求人" if to == "requester" else "来件渠道"
    kernel.record(matter, "delivered", actor=kernel.Actor.of(seat), at=at, answer=answer.pk, to=told, how=names[how])
    if answer.to_requester_at and answer.to_door_at:
        _finish(matter, answer, kernel.Actor.of(seat), at)
    return answer


@transaction.atomic
def answer_at_once(
    matter: Matter,
    *,
    text: str,
    outcome: str,
    requester_how: str,
    door_how: str,
    seat: Seat,
    at: datetime,
    overdue_reason: str = "",
) -> Answer:
    """当场办结: words and both deliveries in one deed, from wherever the matter stands with the unit."""
    if requester_how not in HOW or door_how not in DOOR_HOW:
        raise Refused("答复要送达两处：请选择怎样告诉诉求人、怎样回告来件渠道（条例第15条）。")
    answer = _written(matter, text, outcome, seat, at, overdue_reason, requester_how=requester_how, door_how=door_how)
    _finish(matter, answer, kernel.Actor.of(seat), at)
    return answer


@transaction.atomic
def withdraw_answer(answer: Answer, *, reason: str, seat: Seat, at: datetime) -> Event:
    """Back to work before both deliveries are made."""
    require_lead(answer.matter, seat, "handling.work")
    if not reason.strip():
        raise Refused("撤回答复请写明原因。")
    event = kernel.move(
        answer.matter,
        to="handling",
        event="answer_withdrawn",
        actor=kernel.Actor.of(seat),
        at=at,
        reason=reason.strip(),
    )
    Answer.objects.filter(pk=answer.pk).update(withdrawn_at=at)
    return event


@transaction.atomic
def take_back_answer(matter: Matter, *, reason: str, actor: kernel.Actor, at: datetime) -> Event | None:
    """Sent back by whoever had to review it: the unit goes on. None where no answer waits any more."""
    if matter.state != "answer_ready":
        return None
    event = kernel.move(matter, to="handling", event="answer_withdrawn", actor=actor, at=at, reason=reason)
    matter.answers.filter(withdrawn_at=None).update(withdrawn_at=at)
    return event


def answer_children(parent: Matter, *, actor: kernel.Actor, at: datetime) -> int:
    """Each merged caller gets the parent's answer as their own; doing it twice finds nobody left. Returns how many.

    A letter whose answer the secretary has not reviewed waits; the others do not wait for it.
    """
    answer = parent.answers.filter(withdrawn_at=None).order_by("-pk").first()
    children = list(parent.children.filter(state="merged").select_related("town"))
    if answer is None:
        return 0
    for child in children:
        if not gates.is_open(child, "answered"):
            continue
        own = Answer.objects.create(
            town_id=child.town_id,
            matter=child,
            unit_id=answer.unit_id,
            text=answer.text,
            outcome=answer.outcome,
            written_at=at,
            to_requester_at=at,
            to_requester_how=answer.to_requester_how,
            to_door_at=at,
            to_door_how=answer.to_door_how,
        )
        changes: dict[str, Any] = {"answered_at": at, "lead_unit_id": parent.lead_unit_id}
        _move_answered(child, own, "answered_with_parent", actor, at, changes)
    return len(children)


def _written(
    matter: Matter,
    text: str,
    outcome: str,
    seat: Seat,
    at: datetime,
    overdue_reason: str,
    *,
    requester_how: str = "",
    door_how: str = "",
) -> Answer:
    require_lead(matter, seat, "handling.work")
    if outcome not in dict(Answer.OUTCOMES):
        raise Refused("请选择办理结果：已解决、部分解决、解释说明或列入计划。")
    if len(text.strip()) < 5:
        raise Refused("答复太短了，请写清做了什么、结果怎样。")
    if matter.due_at is not None and at > matter.due_at:
        if not overdue_reason.strip():
            raise Refused("已经超过时限，请写明逾期原因（条例第35条）。")
        text = f"{text.strip()}\n（逾期说明：{overdue_reason.strip()}）"
    return Answer.objects.create(
        town_id=matter.town_id,
        matter=matter,
        unit_id=seat.unit_id,
        text=text.strip(),
        outcome=outcome,
        written_at=at,
        to_requester_at=at if requester_how else None,
        to_requester_how=requester_how,
        to_door_at=at if door_how else None,
        to_door_how=door_how,
    )


def _finish(matter: Matter, answer: Answer, actor: kernel.Actor, at: datetime) -> None:
    _move_answered(matter, answer, "answered", actor, at, {"answered_at": at})
    stop_clocks(matter, at=at, kinds=UNIT_CLOCKS)


def _move_answered(
    matter: Matter, answer: Answer, event: str, actor: kernel.Actor, at: datetime, changes: dict[str, Any]
) -> None:
    kernel.move(
        matter,
        to="answered",
        event=event,
        actor=actor,
        at=at,
        changes=changes,
        answer=answer.pk,
        text=answer.text,
        outcome_name=answer.get_outcome_display(),
        requester_how=HOW[answer.to_requester_how],
        door_how=DOOR_HOW[answer.to_door_how],
    )
