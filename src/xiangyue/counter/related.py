"""What rooms keep beside a matter, each told in a line on its page with the way to the room's own page about it.

A room registers its teller in its `bridge.py`: `related.register("upward.see", tell)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xiangyue.kernel import access
from xiangyue.kernel.models import Matter, Seat


@dataclass(frozen=True)
class Related:
    """`says` is what the room knows of the matter, empty where it knows nothing yet; `url` where it goes on."""

    label: str
    says: str
    url: str


Teller = Callable[[Matter, Seat], Related | None]

_TELLERS: list[tuple[str, Teller]] = []


def register(deed: str, tell: Teller) -> None:
    """Nobody is told by a room whose deed they do not hold."""
    _TELLERS.append((deed, tell))


def told(matter: Matter, seat: Seat) -> list[Related]:
    lines = (tell(matter, seat) for deed, tell in _TELLERS if access.may(seat, deed))
    return [line for line in lines if line is not None]
