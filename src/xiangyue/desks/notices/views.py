from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter import throttle
from xiangyue.counter.guard import came_from, moment_of, needs, open_to_all, seat_of
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.desks.notices import bell, queries, replies
from xiangyue.desks.notices.lists import BELL, DESK, REPLIES
from xiangyue.desks.notices.models import Channel
from xiangyue.desks.notices.ways import aliyun
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.queries import units


@require_GET
@needs("notices.see")
def desk(request: HttpRequest) -> HttpResponse:
    """What did not go out stands first."""
    return list_page(request, DESK, "notices/desk.html", lambda one: {"channels": queries.channels(one.seat.town)})


@require_GET
@needs("notices.manage")
def channels(request: HttpRequest) -> HttpResponse:
    """The ways of telling of this town; keys are never shown again."""
    seat = seat_of(request)
    context = {
        "channels": queries.channels(seat.town),
        "kinds": Channel.KINDS,
        "units": units(seat.town),
        "wordings": [one | {"to": _(queries.AUDIENCES[one["audience"]])} for one in queries.wordings(seat.town)],
    }
    return render(request, "notices/channels.html", context)


@require_GET
@needs("notices.bell")
def bell_page(request: HttpRequest) -> HttpResponse:
    """What concerns this seat, newest first; opened, it has been heard."""

    def opened(one: Shown) -> dict[str, Any]:
        _lines = one.lines  # read before they count as heard
        before = bell.heard_up_to(one.seat)
        bell.hear(one.seat, one.at)
        return {"news": sum(1 for row in one.page.rows if row.pk > before)}

    return list_page(request, BELL, "notices/bell.html", opened)


@require_GET
@needs("notices.replies")
def replies_page(request: HttpRequest) -> HttpResponse:
    """What people answered by text message; what nobody could match waits first."""
    return list_page(request, REPLIES, "notices/replies.html")


@csrf_exempt
@require_POST
@open_to_all("a text-message gateway pushes answers here: the end of the address is its secret, held as a keyed hash")
def up(request: HttpRequest, token: str) -> JsonResponse:
    """As Alibaba Cloud's push asks: {"code": 0} when all of it is taken; anything else and it is pushed again."""
    channel = replies.channel_of(token)
    account = aliyun.account_in(keyring().open(channel.address_sealed)) if channel is not None else None
    if channel is None or account is None or not aliyun.lets_in(account, came_from(request)):
        throttle.count_guess(request, "sms-up")
        return JsonResponse({"code": 404, "msg": "not found"}, status=404)
    try:
        answers = aliyun.answers_in(request.body, account)
    except ValueError:
        return JsonResponse({"code": 400, "msg": "not a list of messages of this signature"}, status=400)
    for one in answers:
        replies.hear(channel, one, at=moment_of(request))
    return JsonResponse({"code": 0, "msg": "成功"})
