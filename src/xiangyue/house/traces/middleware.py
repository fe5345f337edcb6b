from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xiangyue.counter.posts import wants_json
from xiangyue.house import bare
from xiangyue.house.traces.write import known_user, written

_UNRECORDED = gettext_noop("访问日志写不进去，按等保三级的要求暂停访问，请联系系统管理员。")


class TraceMiddleware:
    """Writes the line of a request behind its answer. Under a profile that asks for it nothing is answered unseen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = known_user(request)
        response = self.get_response(request)
        if written(request, response, before) or not settings.PROFILE.only_on_record:
            return response
        return _unrecorded(request)


def _unrecorded(request: HttpRequest) -> HttpResponse:
    """503, from a page that asks the database nothing."""
    if wants_json(request) or request.path.startswith("/api/"):
        return JsonResponse({"error": "unrecorded", "says": _(_UNRECORDED)}, status=503)
    return bare.answered(bare.UNRECORDED, again_in=60)
