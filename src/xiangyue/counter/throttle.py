"""Public doors stay open to the honest under abuse: the more comes from one address, the more work each post costs.

Counters live in the database (`tally`): two web processes count as one.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest

from xiangyue.counter.guard import came_from, moment_of
from xiangyue.counter.tally import count
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.fields import keyring
from xiangyue.lib.effort import has_worked

BASE_BITS = 14  # some 16,000 tries: a moment on any phone
_OF_ADDRESS, _BUSY_ADDRESS, _CLOSED_ADDRESS = timedelta(minutes=10), 20, 200
_OF_TOWN, _BUSY_TOWN = timedelta(minutes=1), 300
_BUSY_BITS = 4
GUESSES = 30  # in as long a time as an address is watched


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
    at = moment_of(request)
    with transaction.atomic():
        of_address = count(f"{door}:{asker(request)}", _OF_ADDRESS, at)
        of_town = count(f"{door}:{town}", _OF_TOWN, at)
    if of_address > _CLOSED_ADDRESS:
        raise TooMany("这个网络刚才提交得太多了，请过十分钟再试；着急的事请直接拨打 12345。")
    return BASE_BITS + _BUSY_BITS * ((of_address > _BUSY_ADDRESS) + (of_town > _BUSY_TOWN))


def require_work(request: HttpRequest, *, town: str, door: str, request_id: str, nonce: str) -> None:
    """MoreWork unless the nonce proves what is asked at this moment."""
    bits = bits_for(request, town, door)
    if not request_id or not has_worked(town, request_id, nonce, bits):
        raise MoreWork(bits)


def count_guess(request: HttpRequest, what: str) -> None:
    """TooMany when this address has tried too many codes, right or wrong."""
    if count(f"guess:{what}:{asker(request)}", _OF_ADDRESS, moment_of(request)) > GUESSES:
        raise TooMany("查询得太频繁了，请过十分钟再试。")


def asker(request: HttpRequest) -> str:
    """A keyed hash of the network address, which the house found out: the address itself is not kept."""
    return keyring().fingerprint(f"address:{came_from(request)}")[:32]
