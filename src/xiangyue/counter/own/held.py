"""What this device has shown a receipt for: a signed cookie, so that taking in writes no session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from xiangyue.kernel.models import Matter, Place

_NAME = "own_matters"
_AT_MOST = 60
_DAYS = 60


def remember(request: HttpRequest, response: HttpResponse, matter: Matter) -> HttpResponse:
    return remember_key(request, response, matter.town, matter.number)


def remember_key(request: HttpRequest, response: HttpResponse, town: Place, key: str) -> HttpResponse:
    """The newest first; beyond the most that a cookie holds the oldest are forgotten."""
    new = f"{town.code}/{key}"
    held = [new, *(one for one in _held(request) if one != new)][:_AT_MOST]
    response.set_signed_cookie(
        _NAME,
        ",".join(held),
        salt=_NAME,
        max_age=_DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def keys_of(request: HttpRequest, town: Place) -> list[str]:
    return [key.partition("/")[2] for key in _held(request) if key.startswith(f"{town.code}/")]


def _held(request: HttpRequest) -> list[str]:
    told = request.get_signed_cookie(_NAME, default="", salt=_NAME, max_age=_DAYS * 86400)
    return [key for key in (told or "").split(",") if key]
