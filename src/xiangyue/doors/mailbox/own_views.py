"""One's own letter, opened by its receipt in a browser: the nine stages, the clock, and what the writer may do with
it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangyue.counter import throttle
from xiangyue.counter.doing import attempt
from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.doors.mailbox import actions, queries
from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.doors.mailbox.models import Letter
from xiangyue.doors.mailbox.rules import Scored, tidy
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions.requester import SATISFIED
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.receipts import open_receipt
from xiangyue.kernel.timekeeping import local_day

_MINE = "own_letters"  # in the session: letters whose receipt was shown on this device
_AT_MOST = 30
BY_RECEIPT = "opened by its receipt: ten digits and a tail"


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
    """Ten digits and a tail open the letter; a wrong one is answered in the same words whatever was wrong."""
    town = get_object_or_404(queries.open_towns(), code=code)
    said = ""
    if request.method == "POST":
        try:
            throttle.count_guess(request, "receipt")
            matter = open_receipt(
                town, code=request.POST.get("code", ""), tail=request.POST.get("tail", ""), at=moment_of(request)
            )
            if matter.kind != LETTER.name:
                raise Refused("这个查询码不是来信的，请在“有事您说”里查进度。")
        except Refused as refusal:
            said = str(refusal)
        else:
            remember(request, matter)
            return redirect("mailbox:mine", code=code, number=matter.number)
    context = {"town": town, "said": said, "typed": request.POST.get("code", ""), "numbers": numbers_of(request, town)}
    return render(request, "mailbox/find.html", context, status=403 if said else 200)


@never_cache
@require_GET
@open_to_all(BY_RECEIPT)
def mine(request: HttpRequest, code: str, number: str) -> HttpResponse:
    letter = _own(request, code, number)
    matter, now = letter.matter, moment_of(request)
    language = get_language() or "zh"
    own = queries.own_letter(matter, at=now, language=language)
    asked = [one for one in queries.evaluators(letter.town, local_day(now)) if one.by_writer]
    context = {
        "town": letter.town,
        "now": now,
        "matter": matter,
        "own": own,
        "is_new": "new" in request.GET,
        "steps": [(one, one.en if language.startswith("en") else one.zh) for one in own.steps],
        "satisfied": SATISFIED,
        "evaluators": asked,
        "scores": range(5, 0, -1),
        "evaluator_names": {one.key: one.name for one in asked},
    }
    return render(request, "mailbox/mine.html", context)


def _own(request: HttpRequest, code: str, number: str) -> Letter:
    town = get_object_or_404(queries.open_towns(), code=code)
    if number not in numbers_of(request, town):
        raise NotAllowed("要看这封信，请先用回执上的十位查询码和尾号打开它。")
    joined = ("matter__lead_unit", "matter__place", "matter__category", "matter__parent__lead_unit")
    letter = Letter.objects.select_related(*joined).get(town=town, matter__number=number)
    letter.town = letter.matter.town = town
    return letter


def _deed(done: str) -> Callable[[Callable[[HttpRequest, Letter, datetime], Any]], Callable[..., HttpResponse]]:
    """A POST on one's own letter; done or refused, back to its page."""

    def made(act: Callable[[HttpRequest, Letter, datetime], Any]) -> Callable[..., HttpResponse]:
        @require_POST
        @open_to_all(BY_RECEIPT)
        def view(request: HttpRequest, code: str, number: str) -> HttpResponse:
            letter = _own(request, code, number)
            to = reverse("mailbox:mine", args=[code, number])
            return attempt(request, lambda: act(request, letter, moment_of(request)), done=_(done), to=to)

        view.__name__ = act.__name__
        return view

    return made


@_deed(gettext_noop("补充的内容收到了。"))
def words(request: HttpRequest, letter: Letter, at: datetime) -> Any:
    return kernel.add_words(letter.matter, text=tidy(request.POST.get("words", "")), at=at)


@_deed(gettext_noop("谢谢，您的评价收到了。"))
def rating(request: HttpRequest, letter: Letter, at: datetime) -> Any:
    posted = request.POST
    if posted.get("solved") not in ("yes", "no"):
        raise Refused("请先选：解决了，还是没有解决。")
    asked = [one for one in queries.evaluators(letter.town, local_day(at)) if one.by_writer]
    scores = [
        Scored(one.key, int(posted[f"score_{one.key}"]), posted.get(f"comment_{one.key}", ""))
        for one in asked
        if posted.get(f"score_{one.key}", "") in ("1", "2", "3", "4", "5")
    ]
    return actions.rate(
        letter,
        solved=posted["solved"] == "yes",
        satisfied=posted.get("satisfied", ""),
        words=posted.get("words", ""),
        scores=scores,
        at=at,
    )


@_deed(gettext_noop("已按您的意思撤回。"))
def withdrawal(request: HttpRequest, letter: Letter, at: datetime) -> Any:
    return kernel.withdraw(letter.matter, reason=tidy(request.POST.get("reason", "")), at=at)


@_deed(gettext_noop("重办的要求收到了，会有人接着办。"))
def reopening(request: HttpRequest, letter: Letter, at: datetime) -> Any:
    return kernel.ask_again(letter.matter, reason=tidy(request.POST.get("reason", "")), at=at)


@require_GET
@open_to_all(BY_RECEIPT)
def photo(request: HttpRequest, code: str, number: str, pk: int) -> FileResponse:
    """Only what came with the letter."""
    kept = next((one for one in queries.photos_of(_own(request, code, number).matter) if one.pk == pk), None)
    if kept is None:
        raise Http404
    return FileResponse(kept.file.open(), content_type=kept.media_type, filename=kept.title)
