"""What a seat holds and leaves behind, room by room: each room registers it in its `holding.py`.

holdings.register(Holding("handling.assigned", _("经办的事项"), items, pass_on))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from xiangyue.kernel.models import Matter, Seat


@dataclass(frozen=True)
class Held:
    """One thing. `key` finds it again in its room; `says` is a line for the sheet, without anybody's name or phone.
    `matter`: whoever may not see it is not told of the thing either.
    """

    key: int
    says: str
    matter: Matter | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Holding:
    """`items(seat, at)` are what this seat holds there now. `pass_on(key, *, to, at)` gives one of them to the next
    seat, refusing as its deed refuses; None where it is told alone, as what somebody asked for and waits for.
    """

    name: str
    label: str
    items: Callable[[Seat, datetime], list[Held]]
    pass_on: Callable[..., object] | None = None


_HOLDINGS: dict[str, Holding] = {}


def register(holding: Holding) -> Holding:
    """Registering a name twice is a programming error."""
    if _HOLDINGS.get(holding.name, holding) is not holding:
        raise ValueError(f"holding {holding.name!r} is registered twice")
    _HOLDINGS[holding.name] = holding
    return holding


def named(name: str) -> Holding | None:
    """None where the room is not installed any more."""
    return _HOLDINGS.get(name)


def all_holdings() -> list[Holding]:
    """In the order of their names, so that a room's stand together."""
    return [_HOLDINGS[name] for name in sorted(_HOLDINGS)]
