from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xiangyue.counter.downloads import made
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.readers import whole
from xiangyue.figures.appeals import queries
from xiangyue.figures.appeals.actions import counted_result
from xiangyue.figures.appeals.lists import DESK
from xiangyue.figures.appeals.pack import write_pack
from xiangyue.figures.appeals.rules import GROUND
from xiangyue.figures.score.rules import Score, rounded
from xiangyue.kernel.access import matter_for, may
from xiangyue.kernel.dated import holding_on
from xiangyue.kernel.timekeeping import local_day

_LATELY = timedelta(days=366)  # over which appeals are counted by their grounds


@require_GET
@needs("appeals.see")
def desk(request: HttpRequest) -> HttpResponse:
    """Beside the list how many succeeded in the last year, ground by ground."""
    return list_page(
        request,
        DESK,
        "appeals/desk.html",
        lambda one: {"grounds": queries.success(one.seat, local_day(one.at - _LATELY))},
    )


@require_GET
@needs("appeals.ask")
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """What an appeal would change, before one starts; and the form."""
    seat = seat_of(request)
    found = matter_for(seat, number)
    result = counted_result(found)
    change = queries.change_of(result) if result is not None else None
    context = {"matter": found, "result": result, "rows": _rows(change), "may_ask": found.lead_unit_id == seat.unit_id}
    return render(request, "appeals/matter.html", context)


def _rows(change: queries.Change | None) -> list[tuple[str, Score, str]]:
    """Now, and had it stayed out: each with its composite as it is printed."""
    if change is None:
        return []
    both = ((_("现在"), change.now), (_("成立后"), change.then))
    return [(told, score, rounded(score.composite)) for told, score in both]


@require_GET
@needs("appeals.see")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The appeal, what it would change, and what it may be sent up on."""
    seat, at = seat_of(request), moment_of(request)
    appeal = queries.appeal_for(seat, pk)
    counts = appeal.result.counts and not appeal.result.excluded
    context = {
        "appeal": appeal,
        "matter": appeal.matter,
        "rows": _rows(queries.change_of(appeal.result) if appeal.state in ("agreed", "sent") and counts else None),
        "grounds": holding_on(seat.town, GROUND, local_day(at)).order_by("key"),
        "files": appeal.matter.attachments.order_by("pk"),
        "may_send": may(seat, "appeals.send"),
        "is_late": appeal.due_on is not None and local_day(at) > appeal.due_on,
    }
    return render(request, "appeals/one.html", context)


@require_GET
@needs("appeals.see")
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """With the files that whoever sends it has ticked (?file=)."""
    appeal = queries.appeal_for(seat_of(request), pk)
    chosen = [key for key in map(whole, request.GET.getlist("file")) if key is not None]
    write = partial(write_pack, appeal, files=chosen, language=get_language() or "zh")
    return made(f"{appeal.matter.number}-appeal.zip", write)
