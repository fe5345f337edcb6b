"""The answer of an order in parts: the words of its parts, when the last of them is there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.desks.handling.actions.answer import new_answer, words_and_ways
from xiangyue.desks.handling.models import Answer
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import gates
from xiangyue.kernel.models import Event, Matter

_WEAKEST_FIRST = ("planned", "explained", "partly", "solved")


@transaction.atomic
def answer_by_parts(order: Matter, *, actor: kernel.Actor, at: datetime) -> Event | None:
    """None while a part is without its answer, and when the order has been answered already.

    The outcome is that of the part that came least far: one part explained away does not make an order solved.
    """
    parts = kernel.parts_of(order)
    if order.state != "in_parts" or not all(part.answered_at or part.closed_at for part in parts):
        return None
    found = Answer.objects.filter(matter__in=parts, withdrawn_at=None).select_related("matter", "unit").order_by("pk")
    last = {one.matter_id: one for one in found}
    if not last or not gates.is_open(order, "answered"):
        return None
    answers = [last[part.pk] for part in parts if part.pk in last]
    whole = new_answer(
        order,
        unit_id=answers[0].unit_id,
        text="\n".join(f"{n}. {one.matter.title}（{one.unit.title}）：{one.text}" for n, one in enumerate(answers, 1)),
        outcome=min((one.outcome for one in answers), key=_WEAKEST_FIRST.index),
        at=at,
        requester_how=answers[-1].to_requester_how,
        door_how=answers[-1].to_door_how,
    )
    whole.save(force_insert=True)
    told = words_and_ways(whole)
    return kernel.move(
        order, to="answered", event="answered_by_parts", actor=actor, at=at, changes={"answered_at": at}, **told
    )
