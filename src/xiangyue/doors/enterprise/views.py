"""Pages before a request exists: what the line is, and the form."""

from __future__ import annotations

import re
import secrets

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from xiangyue.counter import throttle
from xiangyue.counter.doing import errors_of
from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.doors.enterprise import actions, own_views, queries
from xiangyue.doors.enterprise.forms import RequestForm
from xiangyue.doors.enterprise.rules import LINE, STAGES
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place

_REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,43}")
PUBLIC = "every firm may ask; nothing of anybody else's is shown"


def town_of(code: str) -> Place:
    return get_object_or_404(queries.open_towns(), code=code)


@require_GET
@open_to_all(PUBLIC)
def home(request: HttpRequest, code: str) -> HttpResponse:
    town = town_of(code)
    context = {
        "town": town,
        "numbers": own_views.numbers_of(request, town),
        "line": [STAGES[key][own_views.is_english()] for key in LINE],
    }
    return _kept(render(request, "enterprise/home.html", context))


@csrf_exempt  # no session stands behind it: what is posted carries its own proof, and may come hours later from a queue
@require_http_methods(["GET", "POST"])
@open_to_all(PUBLIC)
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """The form; posted by the page's script it answers in JSON, otherwise with the next page."""
    town = town_of(code)
    if request.method == "GET":
        return _kept(_page(request, town, RequestForm()))
    in_json = request.headers.get("Accept") == "application/json"
    form = RequestForm(request.POST)
    if not form.is_valid():
        if in_json:
            return JsonResponse({"error": "invalid", "says": errors_of(form), "fields": form.errors}, status=422)
        return _page(request, town, form, status=422)
    try:
        taken = _take(request, town, form)
    except Refused as refusal:
        if in_json:
            raise
        form.add_error(None, str(refusal))
        return _page(request, town, form, status=422)
    matter = taken.request.matter
    own_views.remember(request, matter)
    url = f"{reverse('enterprise:mine', args=[town.code, matter.number])}?new=1"
    if not in_json:
        return redirect(url)
    told = {"number": matter.number, "query_code": taken.code, "tail": taken.tail, "url": url}
    return JsonResponse(told, status=201)


def _take(request: HttpRequest, town: Place, form: RequestForm) -> actions.Taken:
    request_id = request.POST.get("request_id", "")
    if not _REQUEST_ID.fullmatch(request_id):
        raise Refused("页面太旧了，请刷新后再提交；您写的内容还在。")
    throttle.require_work(
        request, town=town.code, door="enterprise", request_id=request_id, nonce=request.POST.get("nonce", "")
    )
    new = actions.NewRequest(**form.cleaned_data, channel="网页", request_id=request_id)
    return actions.take_in(town, new, seat=None, at=moment_of(request))


def _page(request: HttpRequest, town: Place, form: RequestForm, *, status: int = 200) -> HttpResponse:
    context = {"town": town, "form": form, "request_id": secrets.token_hex(16)}
    return render(request, "enterprise/ask.html", context, status=status)


def _kept(response: HttpResponse) -> HttpResponse:
    """The service worker may keep this page for places without a signal: nobody's own requests are on it."""
    response["X-Offline"] = "keep"
    return response
