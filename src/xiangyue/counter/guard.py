"""Every page says who may come in: `needs(deed)` or `open_to_all(reason)`. A walk over all routes fails on one
without.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from xiangyue.kernel.access import require
from xiangyue.kernel.errors import NotAllowed
from xiangyue.kernel.models import Seat

POLLS = "X-Polls"  # the header of what a page asks by itself, again and again
View = TypeVar("View", bound=Callable[..., Any])


def needs(deed: str) -> Callable[[View], View]:
    """Only a logged-in user whose present seat holds the deed; the seat stands in `request.seat`.

    A token that was given for some deeds alone opens no others, whatever its seat may do.
    """

    def guarded(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return to_login(request)
            require(seat_of(request), deed)
            only: frozenset[str] | None = getattr(request, "token_deeds", None)
            if only is not None and deed not in only:
                raise NotAllowed("这个接口令牌没有这项权限，请换一个令牌，或请管理员另发一个。")
            return view(request, *args, **kwargs)

        inner.guarded_by = deed  # type: ignore[attr-defined]
        return cast(View, inner)

    return guarded


def to_login(request: HttpRequest) -> HttpResponse:
    """Through log-in back to where one was: a post's own address answers no GET, so to the page that it came from.

    A page's script keeps what was typed and opens the dialog there again.
    """
    opens = request.method in ("GET", "HEAD") and POLLS not in request.headers
    back = request.get_full_path() if opens else page_before(request)
    if request.headers.get("Accept") == "application/json":
        told = {"error": "logged_out", "says": _("登录已过期，请重新登录；您填写的内容还在。")}
        # a page that was left open asks on by itself: that its session has ended is news, and no fault in its console
        status = 200 if POLLS in request.headers else 401
        return JsonResponse({**told, "to": f"{resolve_url(settings.LOGIN_URL)}?next={quote(back)}"}, status=status)
    return redirect_to_login(back)


def page_before(request: HttpRequest) -> str:
    """The page of ours from which a post came; the front page where nobody says."""
    before = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()}):
        return "/"
    told = urlsplit(before)
    page = told.path + (f"?{told.query}" if told.query else "")
    # a path that begins with two slashes is another host to a browser
    return page if url_has_allowed_host_and_scheme(page, allowed_hosts=None) else "/"


def open_to_all(reason: str) -> Callable[[View], View]:
    """A page without a seat; `reason` says why that is right."""

    def marked(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return view(request, *args, **kwargs)

        inner.open_because = reason  # type: ignore[attr-defined]
        return cast(View, inner)

    return marked


def asks_by_itself(view: View) -> View:
    """A page of this view asks it again and again: under the header POLLS it writes no line into the access log."""
    view.polls = True  # type: ignore[attr-defined]
    return view


def moment_of(request: HttpRequest) -> datetime:
    """The moment at which the request came in; everything that it does happens then."""
    moment: datetime = request.now  # type: ignore[attr-defined]
    return moment


def came_from(request: HttpRequest) -> str:
    """The network address that the request came from, behind our own proxies."""
    address: str = request.address  # type: ignore[attr-defined]
    return address


def seat_of(request: HttpRequest) -> Seat:
    """The seat the request acts from; NotAllowed where the user holds none at this moment."""
    seat: Seat | None = getattr(request, "seat", None)
    if seat is None:
        raise NotAllowed("您目前没有在任的岗位（可能已到期），请联系系统管理员登记岗位后再操作。")
    return seat
