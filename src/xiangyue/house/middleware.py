"""Every request gets its moment and its seat here, once; nothing below asks the system clock."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from xiangyue.counter.own.views import BY_RECEIPT
from xiangyue.house import moment
from xiangyue.house.address import address_of
from xiangyue.house.refusals import not_to_be_opened, not_understood, refused, says_no, without_database
from xiangyue.kernel.access import seat_at
from xiangyue.kernel.errors import Refused

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class AnswersHead:
    """Answers HEAD as GET would, without the body: for every page in one place, whatever methods its view names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        request.method = "HEAD"
        if response.streaming:
            response.close()
            response.streaming_content = ()  # type: ignore[attr-defined]
        else:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


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
            return not_understood(request, ValueError("NUL"))
        if request.method == "POST" and request.content_type in FORMS:
            values = (value for values in request.POST.lists() for value in values[1])
            if any("\x00" in str(value) for value in values):
                return says_no(request, 422, _("内容里有存不下的字符（多半是从别处粘贴来的），请删掉后再提交。"))
        return None


def _is_private(request: HttpRequest) -> bool:
    """Whatever is not open to all or opened by a receipt, and whatever an open page shows to somebody who sits here."""
    found = request.resolver_match
    because = getattr(found.func, "open_because", None) if found else None
    return getattr(request, "seat", None) is not None or because in (None, BY_RECEIPT)


class SeatMiddleware:
    """Sets `request.now`, `request.address` and `request.seat`, and words every refusal as a page of ours.

    Private pages are kept out of every cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = moment.now()  # type: ignore[attr-defined]
        request.address = address_of(request)  # type: ignore[attr-defined]
        request.seat = None  # type: ignore[attr-defined]
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            chosen = request.session.get("seat")
            request.seat = seat_at(request.user.pk, request.now, chosen)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            allowed = response.headers.get("Allow", "")
            response = not_to_be_opened(request)
            response["Allow"] = allowed
        if _is_private(request) and "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):  # the API words its own refusals in house/api.py
            return refused(request, error)
        if isinstance(error, DatabaseError | InterfaceError):
            return without_database(request)
        return None
