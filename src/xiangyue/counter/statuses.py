"""How a refusal of the kernel is answered over HTTP, on pages and in the API alike."""

from __future__ import annotations

from xiangyue.counter.throttle import MoreWork, TooMany
from xiangyue.kernel.errors import IllegalMove, MissingRule, NotAllowed, OtherContent, Refused, StaleMove

_STATUS: dict[type[Refused], int] = {
    NotAllowed: 403,
    StaleMove: 409,
    IllegalMove: 409,
    MissingRule: 409,
    OtherContent: 409,
    TooMany: 429,
    MoreWork: 429,
}


def status_of(refusal: Refused, *, plain: int = 422) -> int:
    """`plain` is for a refusal that says no more than that it is one."""
    return _STATUS.get(type(refusal), plain)
