from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from xiangyue.house.people.queries import must_choose_password

_ALLOWED = ("house:password", "house:logout", "set_language", "login")
_CHOSEN = "own_password"  # in the session: asked once, for a reset ends every session of the user


class OwnPasswordMiddleware:
    """Whoever came in with a one-time password goes nowhere but to choosing one of their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            and not request.session.get(_CHOSEN)
            and request.user.is_authenticated
        ):
            if not must_choose_password(request.user.pk):
                request.session[_CHOSEN] = True
            elif request.path not in {reverse(name) for name in _ALLOWED}:
                return HttpResponseRedirect(reverse("house:password"))
        return self.get_response(request)
