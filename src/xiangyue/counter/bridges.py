"""Where a matter may be carried to, each way registered by the room it leads to (its `bridge.py`), and where it went.

bridges.register(Bridge("letter", _("并入他的来信"), "letters.sort", blocked, carry))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from xiangyue.kernel import access, kinds
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Link, Matter, Seat


@dataclass(frozen=True)
class Bridge:
    """`blocked(matter, seat)` says why it may not go now, empty where it may; `carry(matter, *, reason, seat, at)` does
    it. Nobody is offered a bridge whose deed they do not hold.
    """

    name: str
    label: str
    deed: str
    blocked: Callable[[Matter, Seat], str]
    carry: Callable[..., Any]


_BRIDGES: dict[str, Bridge] = {}


def register(bridge: Bridge) -> None:
    if _BRIDGES.get(bridge.name, bridge) is not bridge:
        raise ValueError(f"bridge {bridge.name!r} is registered twice")
    _BRIDGES[bridge.name] = bridge


def offered(matter: Matter, seat: Seat) -> list[tuple[Bridge, str, str]]:
    """What this seat may carry a matter to: the bridge, its words, and why not now ("" where it may).

    An ended matter goes nowhere.
    """
    if matter.closed_at is not None:
        return []
    held = [bridge for bridge in _BRIDGES.values() if access.may(seat, bridge.deed)]
    return [(bridge, gettext(bridge.label), bridge.blocked(matter, seat)) for bridge in held]


def carry(matter: Matter, *, to: str, reason: str, seat: Seat, at: datetime) -> Any:
    if to not in _BRIDGES:
        raise Refused("请选择要转到哪里。")
    bridge = _BRIDGES[to]
    access.require(seat, bridge.deed)
    if why := bridge.blocked(matter, seat):
        raise Refused(why)
    return bridge.carry(matter, reason=reason, seat=seat, at=at)


@dataclass(frozen=True)
class Went:
    """A matter that this one is linked with; `says` how, in the words of this one.

    `may_see` is False where the seat reads of the link alone, as whoever leads one part reads of the order.
    """

    says: str
    kind: str
    other: Matter
    may_see: bool


def went(matter: Matter, seat: Seat) -> list[Went]:
    """Where it went and where it came from, in two queries."""
    held = Link.objects.filter(Q(source=matter) | Q(target=matter), until=None)
    rows = list(held.select_related("source__lead_unit", "target__lead_unit").order_by("pk"))
    if not rows:
        return []
    others = [row.target if row.source_id == matter.pk else row.source for row in rows]
    seen = access.seen_among(seat, others)
    return [
        Went(row.told_by(matter), kinds.get(other.kind).zh, other, other.pk in seen)
        for row, other in zip(rows, others, strict=True)
    ]
