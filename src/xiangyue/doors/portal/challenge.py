"""Showing that a person is there: a proof of work by the page's script, or, without scripts, a sum in a picture.

Both are bound to the request id of the form, so that solving one once serves one request, and the server keeps nothing.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest

from xiangyue.counter import throttle
from xiangyue.counter.guard import moment_of
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Place
from xiangyue.lib.pictures import drawn, new_sum

LASTS = timedelta(hours=2)
_SALT = "xiangyue.picture"


def picture_for(request_id: str, at: datetime) -> str:
    """A signed token; the picture is drawn from it and the answer checked against it."""
    return signing.dumps({"id": request_id, "until": (at + LASTS).isoformat()}, salt=_SALT)


def draw(token: str) -> bytes:
    """The PNG of a token; Refused when the token is not ours."""
    rng = random.Random(_seed(_opened(token)["id"]))
    text, _ = new_sum(rng)
    return drawn(text, rng)


def require(request: HttpRequest, town: Place, request_id: str, door: str) -> None:
    """Either proof; throttle.MoreWork, TooMany or Refused otherwise."""
    token, answer = request.POST.get("picture", ""), request.POST.get("picture_answer", "").strip()
    if token and answer:
        throttle.bits_for(request, town.code, door)
        _check_picture(token, answer, request_id, moment_of(request))
        return
    throttle.require_work(
        request, town=town.code, door=door, request_id=request_id, nonce=request.POST.get("nonce", "")
    )


def _check_picture(token: str, answer: str, request_id: str, at: datetime) -> None:
    told = _opened(token)
    if told["id"] != request_id or datetime.fromisoformat(told["until"]) < at:
        raise Refused("验证图片已经过期，请按新的图片再算一次；您填写的内容还在。")
    _, result = new_sum(random.Random(_seed(request_id)))
    if answer != str(result):
        raise Refused("图片里的算式没有算对，请再算一次；您填写的内容还在。")


def _opened(token: str) -> dict[str, str]:
    try:
        told: dict[str, str] = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise Refused("验证图片无效，请刷新页面后再提交；您填写的内容还在。") from error
    return told


def _seed(request_id: str) -> str:
    return keyring().fingerprint(f"picture:{request_id}")
