"""Every request gets its moment and its seat here, once; nothing below asks the system clock."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiangyue.counter.throttle import MoreWork, TooMany
from xiangyue.house import moment
from xiangyue.kernel.access import seat_at
from xiangyue.kernel.errors import MissingRule, NotAllowed, Refused, StaleMove

_STATUS = {NotAllowed: 403, StaleMove: 409, MissingRule: 409, TooMany: 429, MoreWork: 429}


FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class WholeText:
    """Turns away what no database keeps: a NUL in the address, the query or a form's fields (the API reads its own)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if getattr(view, "cleans_what_it_reads", False):
            return None
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponse(status=400)
        if request.method == "POST" and request.content_type in FORMS:
            values = (value for values in request.POST.lists() for value in values[1])
            if any("\x00" in str(value) for value in values):
                return _page(request, 422, _("内容里有存不下的字符（多半是从别处粘贴来的），请删掉后再提交。"))
        return None


class SeatMiddleware:
    """Sets `request.now` and `request.seat`, and words every refusal of the kernel as a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = moment.now()  # type: ignore[attr-defined]
        request.seat = None  # type: ignore[attr-defined]
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            chosen = request.session.get("seat")
            request.seat = seat_at(request.user.pk, request.now, chosen)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):  # the API words its own refusals in house/api.py
            if request.headers.get("Accept") == "application/json":  # what a page sent without a signal
                told = {"error": error.code, "says": str(error)} | (
                    {"bits": error.bits} if isinstance(error, MoreWork) else {}
                )
                return JsonResponse(told, status=_STATUS.get(type(error), 422))
            return _page(request, _STATUS.get(type(error), 422), str(error))
        if isinstance(error, DatabaseError):
            return _page(
                request, 503, _("数据库暂时连不上或写不进去（可能磁盘已满），刚才的操作没有写入，请稍后再试。")
            )
        return None


def _page(request: HttpRequest, status: int, says: str) -> HttpResponse:
    titles = {
        403: _("这一步不能做"),
        409: _("刚刚被别人处理过"),
        422: _("没有办成"),
        429: _("请稍等再试"),
        503: _("系统暂时写不进去"),
    }
    context = {
        "status": status,
        "title": titles.get(status, _("没有办成")),
        "says": says,
        "mend": _("您填写的内容还留在上一页，按浏览器的返回即可继续。"),
    }
    return render(request, "house/error.html", context, status=status)
