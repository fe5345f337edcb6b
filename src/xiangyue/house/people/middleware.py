from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from xiangyue.counter.guard import POLLS, came_from, moment_of
from xiangyue.house.people.addresses import ELSEWHERE, may_come
from xiangyue.house.people.queries import must_choose_password
from xiangyue.house.people.second import factor_of, is_asked_of
from xiangyue.house.people.second_views import SHOWN
from xiangyue.house.refusals import refused
from xiangyue.kernel.errors import NotAllowed
from xiangyue.kernel.models import Seat

_ALLOWED = ("house:password", "house:logout", "set_language", "login")
_BEFORE_THE_CODE = ("house:logout", "set_language", "login", "house:second", "house:second_code")
_FROM_ELSEWHERE = ("house:logout", "house:seat", "set_language", "login")
_TOUCHED, _MINUTE = "touched", 60
_CHOSEN = "own_password"  # in the session: asked once, for a reset ends every session of the user


class AddressMiddleware:
    """Whose role comes in from other networks alone is refused, whatever was asked for; leaving and another seat are
    not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seat: Seat | None = getattr(request, "seat", None)
        if (
            seat is not None
            and not may_come(seat, came_from(request))
            and request.path not in {reverse(name) for name in _FROM_ELSEWHERE}
        ):
            return refused(request, NotAllowed(ELSEWHERE))
        return self.get_response(request)


class IdleMiddleware:
    """Whoever has not touched a page for so long is nobody any more.

    A page that asks by itself (`POLLS`) touches none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _touched(request, moment_of(request).timestamp(), settings.XIANGYUE_IDLE_MINUTES * 60)
        return self.get_response(request)


def _touched(request: HttpRequest, now: float, limit: int) -> None:
    """Written down once a minute at most."""
    last = request.session.get(_TOUCHED)
    if limit and last is not None and now - last > limit:
        logout(request)
        request.seat = None  # type: ignore[attr-defined]
    elif POLLS not in request.headers and (last is None or abs(now - last) >= _MINUTE):
        request.session[_TOUCHED] = now


class SecondFactorMiddleware:
    """Who paired a phone shows its code after the password; of whom the profile asks it, pairs one first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            and request.user.is_authenticated
            and not request.session.get(SHOWN)
            and request.path not in {reverse(name) for name in _BEFORE_THE_CODE}
        ):
            if factor_of(request.user) is not None:
                back = request.get_full_path() if request.method == "GET" else "/"
                return HttpResponseRedirect(f"{reverse('house:second_code')}?next={quote(back)}")
            if is_asked_of(request.user, moment_of(request)):
                return HttpResponseRedirect(reverse("house:second"))
            request.session[SHOWN] = True
        return self.get_response(request)


class OwnPasswordMiddleware:
    """Whoever came in with a one-time password, or one that is too old, goes nowhere but to their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            and not request.session.get(_CHOSEN)
            and request.user.is_authenticated
        ):
            if not must_choose_password(request.user, moment_of(request)):
                request.session[_CHOSEN] = True
            elif request.path not in {reverse(name) for name in _ALLOWED}:
                return HttpResponseRedirect(reverse("house:password"))
        return self.get_response(request)
