"""A firm's own request, opened by its receipt: the stage line, who follows it, and what the firm may do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangyue.counter import throttle
from xiangyue.counter.doing import attempt
from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.doors.enterprise import actions, queries
from xiangyue.doors.enterprise.kind import FIRM_REQUEST
from xiangyue.doors.enterprise.models import Request
from xiangyue.doors.enterprise.rules import SATISFIED, stage_name, tidy
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.receipts import open_receipt

_MINE = "own_firm_requests"  # in the session: requests whose receipt was shown on this device
_AT_MOST = 30
BY_RECEIPT = "opened by its receipt: ten digits and a tail"


def is_english() -> bool:
    return (get_language() or "zh").startswith("en")


def remember(request: HttpRequest, matter: Matter) -> None:
    held = request.session.get(_MINE, [])
    key = f"{matter.town.code}/{matter.number}"
    request.session[_MINE] = [key, *(one for one in held if one != key)][:_AT_MOST]


def numbers_of(request: HttpRequest, town: Place) -> list[str]:
    held = request.session.get(_MINE, [])
    return [key.partition("/")[2] for key in held if key.startswith(f"{town.code}/")]


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all(BY_RECEIPT)
def find(request: HttpRequest, code: str) -> HttpResponse:
    """Ten digits and a tail open the request; a wrong one is answered in the same words whatever was wrong."""
    town = get_object_or_404(queries.open_towns(), code=code)
    said = ""
    if request.method == "POST":
        try:
            throttle.count_guess(request, "receipt")
            matter = open_receipt(
                town, code=request.POST.get("code", ""), tail=request.POST.get("tail", ""), at=moment_of(request)
            )
            if matter.kind != FIRM_REQUEST.name:
                raise Refused("这个查询码不是企业诉求的，请在“有事您说”里查进度。")
        except Refused as refusal:
            said = str(refusal)
        else:
            remember(request, matter)
            return redirect("enterprise:mine", code=code, number=matter.number)
    context = {"town": town, "said": said, "typed": request.POST.get("code", ""), "numbers": numbers_of(request, town)}
    return render(request, "enterprise/find.html", context, status=403 if said else 200)


@never_cache
@require_GET
@open_to_all(BY_RECEIPT)
def mine(request: HttpRequest, code: str, number: str) -> HttpResponse:
    asked = _own(request, code, number)
    own = queries.own_request(asked, at=moment_of(request), language=get_language() or "zh")
    context = {
        "town": asked.town,
        "now": moment_of(request),
        "asked": asked,
        "matter": asked.matter,
        "own": own,
        "is_new": "new" in request.GET,
        "stage_label": stage_name(own.stage, get_language() or "zh"),
        "line": [(en if is_english() else zh, reached) for zh, en, reached in own.line],
        "satisfied": SATISFIED.items(),
    }
    return render(request, "enterprise/mine.html", context)


def _own(request: HttpRequest, code: str, number: str) -> Request:
    town = get_object_or_404(queries.open_towns(), code=code)
    if number not in numbers_of(request, town):
        raise NotAllowed("要看这件诉求，请先用回执上的十位查询码和尾号打开它。")
    joined = ("matter__lead_unit", "firm", "first_contact__unit")
    asked = Request.objects.select_related(*joined).get(town=town, matter__number=number)
    asked.town = asked.matter.town = town
    return asked


def _deed(done: str) -> Callable[[Callable[[HttpRequest, Request, datetime], Any]], Callable[..., HttpResponse]]:
    """A POST on the firm's own request; done or refused, back to its page."""

    def made(act: Callable[[HttpRequest, Request, datetime], Any]) -> Callable[..., HttpResponse]:
        @require_POST
        @open_to_all(BY_RECEIPT)
        def view(request: HttpRequest, code: str, number: str) -> HttpResponse:
            asked = _own(request, code, number)
            to = reverse("enterprise:mine", args=[code, number])
            return attempt(request, lambda: act(request, asked, moment_of(request)), done=_(done), to=to)

        view.__name__ = act.__name__
        return view

    return made


@_deed(gettext_noop("补充的内容收到了。"))
def words(request: HttpRequest, asked: Request, at: datetime) -> Any:
    text = actions.hidden(asked, tidy(request.POST.get("words", "")))
    return kernel.add_words(asked.matter, text=text, at=at, request_id=request.POST.get("request_id", "")[:64])


@_deed(gettext_noop("材料收到了。"))
def material(request: HttpRequest, asked: Request, at: datetime) -> Any:
    return actions.give_material(asked, words=request.POST.get("words", ""), seat=None, at=at)


@_deed(gettext_noop("谢谢，您的评价收到了。"))
def rating(request: HttpRequest, asked: Request, at: datetime) -> Any:
    return actions.rate(asked, **told_rating(request), at=at)


def told_rating(request: HttpRequest) -> dict[str, Any]:
    """What was chosen: solved, not solved, or not solved and the explanation accepted; the two satisfactions; words."""
    posted = request.POST
    if posted.get("solved") not in ("yes", "no", "accepted"):
        raise Refused("请先选：解决了，还是没有解决。")
    return {
        "solved": posted["solved"] == "yes",
        "accepts_explanation": posted["solved"] == "accepted",
        "answer_satisfied": posted.get("answer_satisfied", ""),
        "solution_satisfied": posted.get("solution_satisfied", ""),
        "words": posted.get("words", ""),
    }


@_deed(gettext_noop("已按您的意思撤回；过一个月我们会再问一次。"))
def withdrawal(request: HttpRequest, asked: Request, at: datetime) -> Any:
    return actions.withdraw(asked, reason=request.POST.get("reason", ""), at=at)


@_deed(gettext_noop("重办的要求收到了，会有人接着办。"))
def reopening(request: HttpRequest, asked: Request, at: datetime) -> Any:
    return kernel.ask_again(asked.matter, reason=actions.hidden(asked, tidy(request.POST.get("reason", ""))), at=at)
