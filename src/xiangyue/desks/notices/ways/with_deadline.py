from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from xiangyue.desks.notices.ways.refusal import ChannelHangs
from xiangyue.lib.apart import Apart, TookTooLong

T = TypeVar("T")
SECONDS = 20.0  # for one message altogether, whatever the other side does
_APART = Apart()


def within_deadline(function: Callable[..., T], *given: Any) -> T:
    try:
        return _APART.call(function, *given, seconds=SECONDS)
    except TookTooLong:
        raise ChannelHangs(f"对方 {SECONDS:.0f} 秒没有答完，稍后自动再发。") from None
