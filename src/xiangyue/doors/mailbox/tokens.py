"""The visitor token of the public API: who wrote a letter, without a name."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest
from ninja.security import HttpBearer

from xiangyue.counter.guard import moment_of
from xiangyue.counter.visitors import channel_name_in, visitor_of
from xiangyue.kernel.models import Place
from xiangyue.kernel.queries import open_towns

PHOTO_LASTS = timedelta(hours=1)  # an <image> cannot send a token, so the address carries its own leave
_SALT = "xiangyue.mailbox.photo"


class WriterToken(HttpBearer):
    """`Authorization: Bearer …`. Sets `request.mailbox` (town) and `request.writer`; 401 for forged, over, another
    town's.
    """

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        code = request.resolver_match.kwargs["town"] if request.resolver_match else ""
        town = open_towns().filter(code=code).first()
        if town is None:
            return None
        writer = visitor_of(town, token, moment_of(request))
        request.mailbox, request.writer = town, writer  # type: ignore[attr-defined]
        request.openid = channel_name_in(token) if writer else ""  # type: ignore[attr-defined]
        return writer


def writer_of(request: HttpRequest) -> tuple[Place, str]:
    """(town, visitor's hash) of a request that passed WriterToken."""
    return request.mailbox, request.writer  # type: ignore[attr-defined]


def told_openid(request: HttpRequest) -> str:
    """What WeChat knows the writer by, for telling them of the answer."""
    openid: str = request.openid  # type: ignore[attr-defined]
    return openid


def photo_leave(pk: int, at: datetime) -> str:
    return signing.dumps({"photo": pk, "until": (at + PHOTO_LASTS).isoformat()}, salt=_SALT)


def has_photo_leave(pk: int, leave: str, at: datetime) -> bool:
    try:
        told = signing.loads(leave, salt=_SALT)
    except signing.BadSignature:
        return False
    return bool(told["photo"] == pk and at < datetime.fromisoformat(told["until"]))
