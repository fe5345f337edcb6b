"""A hand-over: started by the leaver or the administrator, accepted by the next holder as a whole."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from xiangyue.counter.holdings import all_holdings, named
from xiangyue.desks.handover.models import HandedItem, Handover
from xiangyue.kernel import access
from xiangyue.kernel.actions import Actor, tell_house
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Seat


@transaction.atomic
def start(leaver: Seat, *, successor: Seat | None, words: str, seat: Seat, at: datetime) -> Handover:
    """The list is made now, of everything that the rooms say this seat holds. The seat's own end is another deed."""
    access.require(seat, "handover.see", of=leaver)
    if leaver.user_id != seat.user_id:
        access.require(seat, "handover.start", of=leaver)
    if successor is None:
        raise Refused("请选择由谁接手。")
    held = successor.unit_id == leaver.unit_id and Seat.objects.on(at).filter(pk=successor.pk).exists()
    if not held or successor.user_id == leaver.user_id:
        raise Refused("接手的要是本单位在任的另一个人；还没有登记岗位的，请先由系统管理员登记。")
    handover = Handover(
        town_id=leaver.town_id,
        leaver=leaver,
        successor=successor,
        state="open",
        started_by=seat,
        started_at=at,
        words=words.strip(),
    )
    with only_once(StaleMove("这个岗位已经有一份没接手的交接，请先完成或撤回它。")):
        handover.save(force_insert=True)
    items = [
        HandedItem(
            handover=handover,
            holding=holding.name,
            label=holding.label,
            key=item.key,
            matter=item.matter,
            says=item.says,
            due_at=item.due_at,
        )
        for holding in all_holdings()
        for item in holding.items(leaver, at)
    ]
    HandedItem.objects.bulk_create(items)
    _tell(handover, "started", seat, at, leaver=leaver.pk, successor=successor.pk, count=len(items))
    return handover


@transaction.atomic
def accept(handover: Handover, *, remarks: str, seat: Seat, at: datetime) -> Handover:
    """As a whole: what is still held passes on by its room's own deed; what is gone by now is told so."""
    access.require(seat, "handover.see", of=handover)
    if seat.pk != handover.successor_id:
        raise NotAllowed("这份交接由{successor}接手。", successor=handover.successor.holder)
    _settle(handover, "accepted", remarks, at)
    items = list(handover.items.select_related("matter").order_by("pk"))
    seen = access.seen_among(seat, (item.matter for item in items))
    still: dict[str, set[int]] = {}
    for item in items:
        item.result = _pass(item, handover, seat, at, seen, still)
    HandedItem.objects.bulk_update(items, ["result"])
    passed = sum(item.result == "passed" for item in items)
    told = {"remarks": handover.remarks} if handover.remarks else {}
    _tell(handover, "accepted", seat, at, count=len(items), passed=passed, **told)
    return handover


def _pass(
    item: HandedItem, handover: Handover, to: Seat, at: datetime, seen: set[int], still: dict[str, set[int]]
) -> str:
    """What became of one. A matter that the next holder has to step back from stays where it is."""
    holding = named(item.holding)
    if holding is None or (item.matter_id is not None and item.matter_id not in seen):
        return "told"
    if item.holding not in still:
        still[item.holding] = {one.key for one in holding.items(handover.leaver, at)}
    if item.key not in still[item.holding]:
        return "gone"
    if holding.pass_on is None:
        return "told"
    holding.pass_on(item.key, to=to, at=at)
    return "passed"


@transaction.atomic
def withdraw(handover: Handover, *, reason: str, seat: Seat, at: datetime) -> Handover:
    access.require(seat, "handover.see", of=handover)
    if seat.user_id not in (handover.leaver.user_id, handover.started_by.user_id):
        raise NotAllowed("交接由发起的人或离岗的人撤回。")
    if not reason.strip():
        raise Refused("撤回交接请写明原因。")
    _settle(handover, "withdrawn", reason, at)
    _tell(handover, "withdrawn", seat, at, reason=reason.strip())
    return handover


def _settle(handover: Handover, state: str, remarks: str, at: datetime) -> None:
    done = StaleMove("这份交接已经接手或撤回，请刷新后再看。")
    still(handover, {"state": "open"}, done, state=state, remarks=remarks.strip(), ended_at=at)


def _tell(handover: Handover, what: str, seat: Seat, at: datetime, **told: Any) -> None:
    unit = handover.leaver.unit.title
    tell_house(seat.town, f"handover_{what}", actor=Actor.of(seat), at=at, handover=handover.pk, unit_name=unit, **told)
