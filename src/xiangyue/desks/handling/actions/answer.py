"""The answer: written, delivered to the person *and* to the door it came from (条例 art. 15), and passed on to every
twin.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from xiangyue.desks.handling.actions.work import HOW, require_lead
from xiangyue.desks.handling.models import Answer
from xiangyue.desks.handling.releases import release_rule
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import gates
from xiangyue.kernel.actions import Change
from xiangyue.kernel.actions.clocks import UNIT_CLOCKS, stop_clocks
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.models import Event, Matter, Seat

DOOR_HOW = {"export": _("随导出文件回传"), "system": _("系统回写"), "phone": _("电话回告"), "paper": _("书面回告")}
# the two deliveries: how each is called, and the ways to make it
DELIVERED = {"requester": ("诉求人", HOW), "door": ("来件渠道", DOOR_HOW)}


@transaction.atomic
def write_answer(
    matter: Matter, *, text: str, outcome: str, seat: Seat, at: datetime, overdue_reason: str = ""
) -> Answer:
    """The words of the answer; a late one must say why (条例 art. 35). Not yet an answer until both deliveries are
    made.
    """
    require_lead(matter, seat, "handling.work")
    _need_no_release(matter, at)
    text = checked(matter, text=text, outcome=outcome, overdue_reason=overdue_reason, at=at)
    return written(matter, unit_id=seat.unit_id, text=text, outcome=outcome, actor=kernel.Actor.of(seat), at=at)


def written(matter: Matter, *, unit_id: int, text: str, outcome: str, actor: kernel.Actor, at: datetime) -> Answer:
    answer = new_answer(matter, unit_id=unit_id, text=text, outcome=outcome, at=at)
    answer.save(force_insert=True)
    kernel.carry_out(matter, writing(answer), actor=actor, at=at)
    return answer


def writing(answer: Answer) -> Change:
    told = {
        "answer": answer.pk,
        "outcome": answer.outcome,
        "outcome_name": answer.get_outcome_display(),
        "text": answer.text,
    }
    return Change("answer_written", told, to="answer_ready")


@transaction.atomic
def deliver(answer: Answer, *, to: str, how: str, seat: Seat, at: datetime) -> Answer:
    """One of the two deliveries; the second one makes the matter answered."""
    matter = answer.matter
    require_lead(matter, seat, "handling.work")
    gates.pass_through(matter, "answered")
    if to not in DELIVERED or how not in DELIVERED[to][1]:
        raise Refused("请选择送达给诉求人还是来件渠道，以及送达的方式。")
    won = Answer.objects.filter(pk=answer.pk, withdrawn_at=None, **{f"to_{to}_at": None}).update(
        **delivered(to=to, how=how, at=at)
    )
    if won != 1:
        raise StaleMove("这一处已经送达过，或者答复已经撤回，请刷新后再看。")
    answer.refresh_from_db()
    kernel.carry_out(matter, delivering(answer, to=to, how=how), actor=kernel.Actor.of(seat), at=at)
    if answer.to_requester_at and answer.to_door_at:
        _finish(matter, answer, kernel.Actor.of(seat), at)
    return answer


def delivered(*, to: str, how: str, at: datetime) -> dict[str, Any]:
    """The answer's columns of one delivery."""
    return {f"to_{to}_at": at, f"to_{to}_how": how}


def delivering(answer: Answer, *, to: str, how: str) -> Change:
    name, ways = DELIVERED[to]
    return Change("delivered", {"answer": answer.pk, "to": name, "how": ways[how]})


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
    require_lead(matter, seat, "handling.work")
    _need_no_release(matter, at)
    text = checked(matter, text=text, outcome=outcome, overdue_reason=overdue_reason, at=at)
    ways = {"requester_how": requester_how, "door_how": door_how}
    answer = new_answer(matter, unit_id=seat.unit_id, text=text, outcome=outcome, at=at, **ways)
    answer.save(force_insert=True)
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
        frm=("answer_ready",),
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

    A letter whose answer the secretary has not reviewed waits; the others do not wait for it. The release of the
    parent's answer is theirs too.
    """
    answer = parent.answers.filter(withdrawn_at=None).order_by("-pk").first()
    children = list(parent.children.filter(state="merged").select_related("town"))
    if answer is None:
        return 0
    for child in children:
        if not gates.is_open(child, "answered"):
            continue
        own = passed_on(answer, child, at=at)
        own.save(force_insert=True)
        kernel.carry_out(child, answering_with(parent, own, at=at), actor=actor, at=at)
    return len(children)


def passed_on(answer: Answer, child: Matter, *, at: datetime) -> Answer:
    """The same words as the child's own answer, delivered in the same ways; not saved."""
    return new_answer(
        child,
        unit_id=answer.unit_id,
        text=answer.text,
        outcome=answer.outcome,
        at=at,
        requester_how=answer.to_requester_how,
        door_how=answer.to_door_how,
    )


def answering_with(parent: Matter, own: Answer, *, at: datetime) -> Change:
    columns = {"answered_at": at, "lead_unit_id": parent.lead_unit_id}
    return Change("answered_with_parent", words_and_ways(own), to="answered", columns=columns)


def _need_no_release(matter: Matter, at: datetime) -> None:
    """These answers go out by the unit's own word."""
    if release_rule(matter, at) is not None:
        raise Refused("镇里规定这类答复要由第二个人审签，请先送审，同意后再送达。")


def checked(matter: Matter, *, text: str, outcome: str, overdue_reason: str, at: datetime) -> str:
    """The words fit to be an answer, with the reason of one that is late."""
    if outcome not in dict(Answer.OUTCOMES):
        raise Refused("请选择办理结果：已解决、部分解决、解释说明或列入计划。")
    if len(text.strip()) < 5:
        raise Refused("答复太短了，请写清做了什么、结果怎样。")
    if matter.due_at is None or at <= matter.due_at:
        return text.strip()
    if not overdue_reason.strip():
        raise Refused("已经超过时限，请写明逾期原因（条例第35条）。")
    return with_reason(text.strip(), overdue_reason.strip())


def with_reason(text: str, overdue_reason: str) -> str:
    return f"{text}\n（逾期说明：{overdue_reason}）"


def new_answer(
    matter: Matter, *, unit_id: int, text: str, outcome: str, at: datetime, requester_how: str = "", door_how: str = ""
) -> Answer:
    """Not saved; delivered at once in the ways that are given."""
    return Answer(
        town_id=matter.town_id,
        matter=matter,
        unit_id=unit_id,
        text=text,
        outcome=outcome,
        written_at=at,
        to_requester_at=at if requester_how else None,
        to_requester_how=requester_how,
        to_door_at=at if door_how else None,
        to_door_how=door_how,
    )


def _finish(matter: Matter, answer: Answer, actor: kernel.Actor, at: datetime) -> None:
    kernel.carry_out(matter, answering(answer, at=at), actor=actor, at=at)
    stop_clocks(matter, at=at, kinds=UNIT_CLOCKS)


def answering(answer: Answer, *, at: datetime) -> Change:
    """Both deliveries are made."""
    return Change("answered", words_and_ways(answer), to="answered", columns={"answered_at": at})


def words_and_ways(answer: Answer) -> dict[str, Any]:
    """What the event of an answer tells."""
    return {
        "answer": answer.pk,
        "text": answer.text,
        "outcome_name": answer.get_outcome_display(),
        "requester_how": HOW[answer.to_requester_how],
        "door_how": DOOR_HOW[answer.to_door_how],
    }
