from __future__ import annotations

from datetime import datetime

from xiangyue.kernel.actions.parts import order_of
from xiangyue.kernel.actions.record import Actor, Change, carry_out
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Matter

NAMES = dict(Matter.DISPOSITIONS)


def dispose(matter: Matter, *, code: str, told: str, actor: Actor, at: datetime) -> Event:
    """One of the six routes of 条例 art. 11; `told` is what the requester was told, and may not be empty."""
    if code not in NAMES:
        raise Refused("没有“{code}”这种分流处置，请在六种处置里选一种。", code=code)
    if not told.strip():
        raise Refused("分流处置必须写明怎样告知诉求人（条例第11条）。")
    if Matter.objects.filter(parent=matter, state="merged").exists():
        raise Refused("{number} 下面还有并案的事项在等它的答复，请先把它们拆分出来，再分流处置。", number=matter.number)
    return carry_out(matter, disposal(code=code, told=told.strip()), actor=actor, at=at)


def disposal(*, code: str, told: str) -> Change:
    particulars = {"code": code, "code_name": NAMES[code], "told": told}
    return Change("disposed", particulars, to="disposed", columns={"disposition": code})


def undo_disposal(matter: Matter, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Not of a part whose order has been answered without it."""
    order = order_of(matter)
    if order is not None and order.state != "in_parts":
        raise Refused(
            "{number} 所属的 {order} 已经答复或办结，不能再单独撤回；没有解决的，请让诉求人要求重办。",
            number=matter.number,
            order=order.number,
        )
    undoing = Change("disposal_undone", {"reason": reason}, to="sorted", columns={"disposition": ""}, frm=("disposed",))
    return carry_out(matter, undoing, actor=actor, at=at)
