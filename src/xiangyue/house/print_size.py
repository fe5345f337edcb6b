"""长辈模式: the public pages in larger print and with fewer things on them, until the reader takes it back."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from xiangyue.counter.guard import open_to_all
from xiangyue.counter.posts import address_in

COOKIE, LARGE = "print", "large"  # house/js/public.js writes the same, so that no page has to be loaded again
_LASTS = timedelta(days=365)


@require_POST
@open_to_all("a reader's choice")
def choose(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(address_in(request, "next") or "/")
    if request.POST.get("print") == LARGE:
        response.set_cookie(COOKIE, LARGE, max_age=_LASTS, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def is_large(request: HttpRequest) -> bool:
    return request.COOKIES.get(COOKIE) == LARGE
