"""One matter leads to another; both tell it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.kernel import kinds
from xiangyue.kernel.actions.record import Actor, record
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Link, Matter


@transaction.atomic
def link(source: Matter, target: Matter, *, relation: str, actor: Actor, at: datetime) -> Link:
    """Refused across towns, to itself, and twice while the first holds."""
    if source.pk == target.pk or source.town_id != target.town_id:
        raise Refused("只能关联本镇的另一件事。")
    with only_once(Refused("{number} 和 {other} 已经关联过了。", number=source.number, other=target.number)):
        made = Link.objects.create(
            town_id=source.town_id, source=source, target=target, relation=relation, since=at, by_id=actor.seat_id
        )
    for here, there in ((source, target), (target, source)):
        record(
            here,
            "linked",
            actor=actor,
            at=at,
            relation=relation,
            relation_name=made.told_by(here),
            way="to" if here is source else "from",
            number=there.number,
            kind_name=kinds.get(there.kind).zh,
        )
    return made


def unlink(made: Link, *, reason: str, actor: Actor, at: datetime) -> None:
    """It no longer holds; that it held stays in both stories."""
    still(made, {"until": None}, Refused("这个关联已经取消了，请刷新后再看。"), until=at)
    for here, there in ((made.source, made.target), (made.target, made.source)):
        record(here, "unlinked", actor=actor, at=at, number=there.number, reason=reason)
