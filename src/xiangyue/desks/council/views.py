from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import needs, open_to_all, seat_of
from xiangyue.counter.taking_in import kept_offline, open_town
from xiangyue.desks.council.forms import NoticeForm
from xiangyue.desks.council.queries import shown_notices


@require_GET
@needs("council.publish")
def board(request: HttpRequest) -> HttpResponse:
    """What is up on the notice board, and the form for a new one."""
    town = seat_of(request).town
    return render(request, "council/board.html", {"form": NoticeForm(town=town), "notices": shown_notices(town)})


@require_GET
@open_to_all("council notices are published for everybody")
def notices(request: HttpRequest, code: str) -> HttpResponse:
    town = open_town(code)
    return kept_offline(render(request, "council/notices.html", {"town": town, "notices": shown_notices(town)}))
