"""The API as a whole: the rooms' routers under one roof, one kind of token, every refusal in words."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, RawPostDataException
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.security import HttpBearer

from xiangyue.counter.guard import came_from
from xiangyue.counter.statuses import status_of
from xiangyue.counter.throttle import MoreWork
from xiangyue.doors.api.tokens import held_by
from xiangyue.house import moment
from xiangyue.house.people.addresses import require_here
from xiangyue.house.rooms import ROOMS
from xiangyue.kernel.errors import Refused

_REFUSAL = {
    "description": "Not done; `says` tells in Chinese what is wrong and how to mend it.",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["error", "says"],
                "properties": {"error": {"type": "string"}, "says": {"type": "string"}},
            }
        }
    },
}
_TOLD = ("400", "401", "403", "404", "405", "409", "413", "422", "429", "503")


class SeatToken(HttpBearer):
    """`Authorization: Bearer …`; the request acts from the token's seat, from where its role may come."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        held = held_by(token, moment.now())
        if held is None:
            return None
        request.seat, request.token_deeds = held.seat, held.deeds  # type: ignore[attr-defined]
        request.user = held.seat.user
        require_here(held.seat, came_from(request))
        return held.seat


class Api(NinjaAPI):
    """Tells its refusals in the schema too: whoever reads it knows every answer that may come."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**given)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status in _TOLD:
                    operation["responses"].setdefault(status, _REFUSAL)
        return schema


def _holds_nul(told: Any) -> bool:
    if isinstance(told, dict):
        return any(_holds_nul(part) for pair in told.items() for part in pair)
    if isinstance(told, list):
        return any(_holds_nul(part) for part in told)
    return isinstance(told, str) and "\x00" in told


class WholeText(Parser):
    """JSON without the one character that no database keeps."""

    def parse_body(self, request: HttpRequest) -> Any:
        told = super().parse_body(request)
        if b"\\u0000" in request.body and _holds_nul(told):
            raise HttpError(422, "内容里有空字符（\\u0000），数据库存不下，请去掉。")
        return told


api = Api(
    title="Xiangyue 乡约", version="1", auth=SeatToken(), urls_namespace="json", docs_url=None, parser=WholeText()
)


def _say(request: HttpRequest, status: int, error: str, says: str) -> HttpResponse:
    return api.create_response(request, {"error": error, "says": says}, status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    if isinstance(error, MoreWork):
        return api.create_response(request, {"error": error.code, "says": str(error), "bits": error.bits}, status=429)
    return _say(request, status_of(error), error.code, str(error))


@api.exception_handler(AuthenticationError)
def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _say(request, 401, "no_token", "没有带上有效的令牌，或令牌已经到期。")


@api.exception_handler(ValidationError)
def off_the_schema(request: HttpRequest, error: ValidationError) -> HttpResponse:
    told = "；".join(f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors[:10])
    return _say(request, 422, "invalid", f"内容不合接口的规定：{told}")


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _say(request, error.status_code, "unreadable", f"请求读不懂：{error}")


@api.exception_handler(RawPostDataException)
def form_for_json(request: HttpRequest, error: RawPostDataException) -> HttpResponse:
    """A form's parts, which the house has read already."""
    return _say(request, 400, "unreadable", "内容要是 JSON，不是表单，什么都没有写入。")


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return _say(request, 404, "not_found", "没有这一项，或者您看不到它。")


@api.exception_handler(DatabaseError)
def away(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    return _say(
        request, 503, "away", "数据库暂时连不上或写不进去，什么都没有写入，请稍后用同一个 request_id 再发一次。"
    )


for room in ROOMS:
    if find_spec(f"{room}.api"):
        api.add_router("", import_module(f"{room}.api").router)
