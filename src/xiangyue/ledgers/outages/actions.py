"""An outage entered, prolonged, ended; matters joined to it are told each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import WORKER, Actor, tell_house
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Matter, Party, Place, Seat
from xiangyue.kernel.roles import SCOPES
from xiangyue.ledgers.outages.models import Joined, Outage, Revision

KINDS = dict(Outage.KINDS)


@transaction.atomic
def announce(
    town: Place,
    *,
    kind: str,
    unit: Party,
    places: Sequence[Place],
    from_at: datetime,
    until_at: datetime,
    source: str,
    words: str,
    seat: Seat,
    at: datetime,
) -> Outage:
    """By the unit that does it, or by the centre for it. No places: the whole town."""
    access.require(seat, "outages.keep", of=town)
    _may_keep(seat, unit)
    if kind not in KINDS:
        raise Refused("请选择停水、停电、停气、停暖或道路施工。")
    if not words.strip() or not source.strip():
        raise Refused("请写清两样：公告的内容，和来源（谁发的、文号或电话）。")
    if until_at <= from_at or until_at <= at:
        raise Refused("预计恢复的时间要晚于开始，也要晚于现在。")
    outage = Outage.objects.create(
        town=town,
        kind=kind,
        unit=unit,
        from_at=from_at,
        until_at=until_at,
        source=source.strip()[:200],
        words=words.strip(),
        seat=seat,
        entered_at=at,
    )
    outage.places.set(places)
    told = {"unit_name": unit.title, "due_at": until_at.isoformat(), "words": outage.words}
    tell_house(town, "outage_announced", actor=Actor.of(seat), at=at, **_what(outage), **told)
    return outage


def _may_keep(seat: Seat, unit: Party) -> None:
    if SCOPES[seat.role] != "town" and seat.unit_id != unit.pk:
        raise NotAllowed("只能登记和改动本单位的公告。")


def _what(outage: Outage) -> dict[str, int | str]:
    return {"outage": outage.pk, "kind": outage.kind, "kind_name": KINDS[outage.kind]}


@transaction.atomic
def revise(outage: Outage, *, until_at: datetime, words: str, seat: Seat, at: datetime) -> Revision:
    """Later or sooner than it was expected; what was expected before stays."""
    _open(outage, seat)
    if not words.strip():
        raise Refused("改期请写明原因，关注的人会看到。")
    if until_at <= at or until_at == outage.until_at:
        raise Refused("新的预计恢复时间要晚于现在，并且和原来的不同。")
    old = outage.until_at
    changed = StaleMove("这条公告刚刚被改过，请刷新后再看。")
    still(outage, {"ended_at": None, "until_at": old}, changed, until_at=until_at)
    revision = Revision.objects.create(
        outage=outage, old_until_at=old, until_at=until_at, words=words.strip(), seat=seat, at=at
    )
    told = {"due_at": until_at.isoformat(), "words": revision.words}
    tell_house(
        outage.town, "outage_revised", actor=Actor.of(seat), at=at, **_what(outage), old_due_at=old.isoformat(), **told
    )
    _tell_joined(outage, "outage_prolonged", at, **told)
    return revision


@transaction.atomic
def end(outage: Outage, *, words: str, seat: Seat, at: datetime) -> Outage:
    _open(outage, seat)
    said = words.strip() or "已恢复"
    still(outage, {"ended_at": None}, _over(), ended_at=at)
    tell_house(outage.town, "outage_over", actor=Actor.of(seat), at=at, **_what(outage), words=said)
    _tell_joined(outage, "outage_ended", at, words=said)
    return outage


def _open(outage: Outage, seat: Seat) -> None:
    access.require(seat, "outages.keep", of=outage)
    _may_keep(seat, outage.unit)
    if outage.ended_at is not None:
        raise _over()


def _over() -> StaleMove:
    return StaleMove("这条公告已经结束，请刷新后再看。")


def _tell_joined(outage: Outage, event: str, at: datetime, **told: str) -> None:
    for row in outage.joined.select_related("matter__town").order_by("pk"):
        kernel.record(row.matter, event, actor=WORKER, at=at, **_what(outage), **told)


@transaction.atomic
def join(matter: Matter, outage: Outage, *, actor: Actor, at: datetime) -> Joined:
    """Whoever raised the matter is told of the outage from now on. The matter goes its own way."""
    if outage.town_id != matter.town_id or outage.ended_at is not None:
        raise Refused("这条公告已经结束，或者不是本镇的。")
    with only_once(Refused("{number} 已经跟着一条公告了。", number=matter.number)):
        row = Joined.objects.create(outage=outage, matter=matter, at=at)
    kernel.record(matter, "outage_joined", actor=actor, at=at, **_what(outage), due_at=outage.until_at.isoformat())
    return row


def join_by_seat(matter: Matter, *, outage: Outage | None, seat: Seat, at: datetime) -> Joined:
    access.require(seat, "outages.see", of=matter)
    if outage is None:
        raise Refused("请选择是哪一条公告。")
    return join(matter, outage, actor=Actor.of(seat), at=at)
