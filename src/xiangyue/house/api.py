"""The API as a whole: the rooms' routers under one roof, one kind of token, every refusal in words."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.security import HttpBearer

from xiangyue.doors.api.tokens import seat_of_token
from xiangyue.house import moment
from xiangyue.house.rooms import ROOMS
from xiangyue.kernel.errors import IllegalMove, MissingRule, NotAllowed, Refused, StaleMove
from xiangyue.kernel.throttle import MoreWork, TooMany

_STATUS: dict[type[Refused], int] = {
    NotAllowed: 403, StaleMove: 409, IllegalMove: 409, MissingRule: 409, TooMany: 429, MoreWork: 429,
}  # fmt: skip


class SeatToken(HttpBearer):
    """`Authorization: Bearer …`; the request acts from the token's seat."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        request.seat = seat_of_token(token, moment.now())  # type: ignore[attr-defined]
        if request.seat is not None:  # type: ignore[attr-defined]
            request.user = request.seat.user  # type: ignore[attr-defined]
        return request.seat  # type: ignore[attr-defined]


api = NinjaAPI(title="Xiangyue 乡约", version="1", auth=SeatToken(), urls_namespace="json", docs_url=None)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    status = _STATUS.get(type(error), 422)
    return api.create_response(request, {"error": error.code, "says": str(error)}, status=status)


for room in ROOMS:
    if find_spec(f"{room}.api"):
        api.add_router("", import_module(f"{room}.api").router)
