"""Public doors stay open to the honest under abuse: the more comes from one address, the more work each post costs.

Counters live in Django's cache, so they are kept per web process.
"""

from __future__ import annotations

from django.http import HttpRequest
from django_ratelimit.core import get_usage

from xiangyue.kernel.errors import Refused
from xiangyue.lib.effort import has_worked

BASE_BITS = 14  # some 16,000 tries: a moment on any phone
_BUSY_ADDRESS, _CLOSED_ADDRESS = "20/10m", "200/10m"
_BUSY_TOWN = "300/1m"
_BUSY_BITS = 4
GUESSES = "30/10m"


class TooMany(Refused):
    """This address has asked too often; nothing was written."""

    code = "too_many"


class MoreWork(Refused):
    """The post is welcome again with a proof of work of `bits`."""

    code = "more_work"

    def __init__(self, bits: int) -> None:
        super().__init__("现在提交的人很多，请稍等，系统正在自动验证……")
        self.bits = bits


def bits_for(request: HttpRequest, town: str, door: str) -> int:
    """Count one post and say how many bits of work it must show. TooMany beyond what any person sends."""
    if _over(request, f"{door}:closed", "ip", _CLOSED_ADDRESS):
        raise TooMany("这个网络刚才提交得太多了，请过十分钟再试；着急的事请直接拨打 12345。")
    bits = BASE_BITS
    if _over(request, f"{door}:busy", "ip", _BUSY_ADDRESS):
        bits += _BUSY_BITS
    if _over(request, f"{door}:{town}", lambda group, request: town, _BUSY_TOWN):
        bits += _BUSY_BITS
    return bits


def require_work(request: HttpRequest, *, town: str, door: str, request_id: str, nonce: str) -> None:
    """MoreWork unless the nonce proves what is asked at this moment."""
    bits = bits_for(request, town, door)
    if not request_id or not has_worked(town, request_id, nonce, bits):
        raise MoreWork(bits)


def count_guess(request: HttpRequest, what: str) -> None:
    """TooMany when this address has tried too many codes, right or wrong."""
    if _over(request, f"guess:{what}", "ip", GUESSES):
        raise TooMany("查询得太频繁了，请过十分钟再试。")


def _over(request: HttpRequest, group: str, key: object, rate: str) -> bool:
    usage = get_usage(request, group=group, key=key, rate=rate, increment=True)
    return bool(usage and usage["should_limit"])
