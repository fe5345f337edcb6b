"""Many reports, one event: children stand under a parent, and every caller is still answered and called back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.kernel.actions.clocks import stop_clocks
from xiangyue.kernel.actions.parts import belong
from xiangyue.kernel.actions.record import Actor, Change, carry_out
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Matter


@transaction.atomic
def merge(child: Matter, *, parent: Matter, reason: str, actor: Actor, at: datetime) -> Event:
    """A parent is never itself a child, and never of another town: the tree is one step deep."""
    if parent.pk == child.pk:
        raise Refused("不能把事项并到它自己。")
    if parent.town_id != child.town_id:
        raise Refused("不能跨镇街并案。")
    # as it stands now: somebody else may have merged it since it was read
    parent = Matter.objects.select_for_update(of=("self",)).select_related("town").get(pk=parent.pk)
    if belong(child, parent):
        raise Refused(
            "{number} 和 {parent} 是一张单和它拆出的件，不能并案。", number=child.number, parent=parent.number
        )
    if parent.parent_id is not None:
        raise Refused("{number} 自己已经并入别的主件，请并到它的主件上。", number=parent.number)
    if parent.closed_at is not None:
        raise Refused("主件 {number} 已经结束，不能再并入。", number=parent.number)
    if Matter.objects.filter(parent=child).exists():
        raise Refused("{number} 下面已有并案的事项，请先选它作主件，或先拆分。", number=child.number)
    event = carry_out(child, merging(parent, reason=reason), actor=actor, at=at)
    stop_clocks(child, at=at)
    return event


def merging(parent: Matter, *, reason: str) -> Change:
    return Change("merged", {"parent": parent.number, "reason": reason}, to="merged", columns={"parent": parent})


@transaction.atomic
def unmerge(child: Matter, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Back to the dispatcher, to be sent on its own way."""
    parent = child.parent
    if parent is None:
        raise Refused("{number} 没有并案，不需要拆分。", number=child.number)
    told = {"parent": parent.number, "reason": reason}
    columns = {"parent": None, "lead_unit": None, "due_at": child.imported_due_at, "computed_due_at": None}
    return carry_out(child, Change("unmerged", told, to="sorted", columns=columns, frm=("merged",)), actor=actor, at=at)
