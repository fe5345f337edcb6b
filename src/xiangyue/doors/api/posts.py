"""What is done with a token."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import TEXT
from xiangyue.doors.api import tokens
from xiangyue.doors.api.models import Token
from xiangyue.kernel.models import Seat


def token_of(seat: Seat, pk: int) -> Token:
    return get_object_or_404(tokens.of_town(seat.town), pk=pk)


def _back(asked: Any, **address: int) -> str:
    return reverse("api:tokens")


POSTS = on(
    "tokens/<int:pk>",
    fetch=token_of,
    back=_back,
    rows=(Post("end_token", "api.tokens", tokens.end, {"reason": TEXT}, _("接口令牌已停用。"), address="end"),),
)
