"""One's own matter, opened by its receipt: progress, and what the person may do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangyue.counter import throttle
from xiangyue.counter.doing import attempt
from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.doors.portal import queries
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import receipts
from xiangyue.kernel.actions.requester import SATISFIED
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.receipts import open_receipt

_MINE = "own_matters"  # a signed cookie: numbers of matters whose receipt was shown on this device
_AT_MOST = 30
_DAYS = 60
# kinds with a page of their own, where more is asked and less is shown
_ELSEWHERE = {
    "firm_request": "这个查询码是企业诉求的，请回到首页，在“企业找我就行”里查。",
    "letter": "这个查询码是给书记的信，请回到首页，在“给书记写信”里查。",
}
BY_RECEIPT = "opened by its receipt: ten digits and a tail"
STAGE_NAMES = (
    gettext_noop("收到了"),
    gettext_noop("交给了承办单位"),
    gettext_noop("正在办"),
    gettext_noop("有答复了，等您说好不好"),
    gettext_noop("办结"),
)


def remember(request: HttpRequest, response: HttpResponse, matter: Matter) -> HttpResponse:
    """This browser has shown the matter's receipt; a signed cookie says so, so that taking in writes no session."""
    held = _held(request)
    key = f"{matter.town.code}/{matter.number}"
    held = [key, *(one for one in held if one != key)][:_AT_MOST]
    response.set_signed_cookie(
        _MINE,
        ",".join(held),
        salt=_MINE,
        max_age=_DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def numbers_of(request: HttpRequest, town: Place) -> list[str]:
    return [key.partition("/")[2] for key in _held(request) if key.startswith(f"{town.code}/")]


def _held(request: HttpRequest) -> list[str]:
    told = request.get_signed_cookie(_MINE, default="", salt=_MINE, max_age=_DAYS * 86400)
    return [key for key in (told or "").split(",") if key]


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all(BY_RECEIPT)
def find(request: HttpRequest, code: str) -> HttpResponse:
    """Ten digits and a tail open the matter; a wrong one is answered in the same words whatever was wrong."""
    town = queries.open_town(code)
    said = ""
    if request.method == "POST":
        try:
            throttle.count_guess(request, "receipt")
            matter = open_receipt(
                town, code=request.POST.get("code", ""), tail=request.POST.get("tail", ""), at=moment_of(request)
            )
            if matter.kind in _ELSEWHERE:
                raise Refused(_ELSEWHERE[matter.kind])
        except Refused as refusal:
            said = str(refusal)
        else:
            return remember(request, redirect("portal:mine", code=code, number=matter.number), matter)
    context = {"town": town, "said": said, "typed": request.POST.get("code", ""), "numbers": numbers_of(request, town)}
    return render(request, "portal/find.html", context, status=403 if said else 200)


@never_cache
@require_GET
@open_to_all(BY_RECEIPT)
def mine(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Progress, the clock, who answers now, what was said; the person's own deeds."""
    matter = _own(request, code, number)
    now = moment_of(request)
    told = queries.own(matter, at=now, language=get_language() or "zh")
    query_code, tail = receipts.shown(matter)
    context = {
        "town": matter.town,
        "now": now,
        "matter": matter,
        "own": told,
        "query_code": query_code,
        "tail": tail,
        "stages": [_(name) for name in STAGE_NAMES],
        "is_new": "new" in request.GET,
        "satisfied": SATISFIED.items(),
    }
    return render(request, "portal/mine.html", context)


def _own(request: HttpRequest, code: str, number: str) -> Matter:
    town = queries.open_town(code)
    if number not in numbers_of(request, town):
        raise NotAllowed("要看这件事，请先用回执上的十位查询码和尾号打开它。")
    matter = Matter.objects.select_related("town", "lead_unit", "place", "category").get(town=town, number=number)
    return matter


def _deed(done: str) -> Callable[[Callable[[HttpRequest, Matter, datetime], Any]], Callable[..., HttpResponse]]:
    """A POST on one's own matter; done or refused, back to its page."""

    def made(act: Callable[[HttpRequest, Matter, datetime], Any]) -> Callable[..., HttpResponse]:
        @require_POST
        @open_to_all(BY_RECEIPT)
        def view(request: HttpRequest, code: str, number: str) -> HttpResponse:
            matter = _own(request, code, number)
            to = reverse("portal:mine", args=[code, number])
            return attempt(request, lambda: act(request, matter, moment_of(request)), done=_(done), to=to)

        view.__name__ = act.__name__
        return view

    return made


@_deed(gettext_noop("补充的内容收到了。"))
def words(request: HttpRequest, matter: Matter, at: datetime) -> Any:
    return kernel.add_words(
        matter, text=request.POST.get("words", ""), at=at, request_id=request.POST.get("request_id", "")
    )


@_deed(gettext_noop("谢谢，您的评价收到了。"))
def rating(request: HttpRequest, matter: Matter, at: datetime) -> Any:
    if request.POST.get("solved") not in ("yes", "no"):
        raise Refused("请先选：解决了，还是没有解决。")
    return kernel.say_how_it_went(
        matter,
        solved=request.POST["solved"] == "yes",
        satisfied=request.POST.get("satisfied", ""),
        words=request.POST.get("words", ""),
        at=at,
    )


@_deed(gettext_noop("已按您的意思撤回。"))
def withdrawal(request: HttpRequest, matter: Matter, at: datetime) -> Any:
    return kernel.withdraw(matter, reason=request.POST.get("reason", ""), at=at)


@_deed(gettext_noop("重办的要求收到了，会有人接着办。"))
def reopening(request: HttpRequest, matter: Matter, at: datetime) -> Any:
    return kernel.ask_again(matter, reason=request.POST.get("reason", ""), at=at)


@require_GET
@open_to_all(BY_RECEIPT)
def photo(request: HttpRequest, code: str, number: str, pk: int) -> FileResponse:
    kept = get_object_or_404(_own(request, code, number).attachments, pk=pk)
    return FileResponse(kept.file.open(), content_type=kept.media_type, filename=kept.title)
