from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter.doing import attempt
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.desks.callback import actions, queries
from xiangyue.desks.callback.models import Callback
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Seat
from xiangyue.kernel.queries import contact_of, timeline


@require_GET
@needs("callback.call")
def desk(request: HttpRequest) -> HttpResponse:
    """Whom to call, beside the chosen matter with its answer and the three questions."""
    seat = seat_of(request)
    waiting = list(queries.to_call(seat)[: queries.PAGE])
    number = request.GET.get("m", "")
    chosen = matter_for(seat, number) if number else None
    here = reverse("callback:desk")
    context: dict[str, object] = {"waiting": waiting, "chosen": chosen, "satisfied": Callback.SATISFIED, "here": here}
    if chosen is not None:
        numbers = [one.number for one in waiting]
        at = numbers.index(chosen.number) if chosen.number in numbers else -1
        context |= {
            "contact": contact_of(chosen.requester),
            "entries": timeline(chosen),
            "callbacks": list(chosen.callbacks.order_by("source", "attempt")),
            "next_matter": f"{here}?m={numbers[at + 1]}" if 0 <= at < len(numbers) - 1 else here,
            "previous_matter": f"{here}?m={numbers[at - 1]}" if at > 0 else "",
        }
    return render(request, "callback/desk.html", context)


@require_POST
@needs("callback.call")
def attempts(request: HttpRequest, number: str) -> HttpResponse:
    """One call: not reached, or what the person said."""
    seat = seat_of(request)
    matter = matter_for(seat, number)
    return attempt(
        request,
        lambda: _call(request, matter, seat),
        done=_("%(number)s 的回访已记下。") % {"number": number},
        to=f"{reverse('callback:desk')}?m={number}",
    )


def _call(request: HttpRequest, matter: Matter, seat: Seat) -> Callback:
    posted = request.POST
    words = posted.get("words", "").strip()
    if posted.get("reached") == "no":
        return actions.call_back(matter, said=None, words=words, seat=seat, at=moment_of(request))
    if posted.get("contacted") not in ("yes", "no") or posted.get("solved") not in ("yes", "no"):
        raise Refused("三个问题要分开问、都要选：联系过吗？解决了吗？满意吗？")
    said = actions.Said(posted["contacted"] == "yes", posted["solved"] == "yes", posted.get("satisfied", ""), words)
    return actions.call_back(matter, said=said, seat=seat, at=moment_of(request))


@require_POST
@needs("callback.call")
def give_up(request: HttpRequest, number: str) -> HttpResponse:
    seat = seat_of(request)
    matter = matter_for(seat, number)
    return attempt(
        request,
        lambda: actions.give_up(matter, seat=seat, at=moment_of(request)),
        done=_("%(number)s 已办结，不计入三率。") % {"number": number},
        to=f"{reverse('callback:desk')}?m={number}",
    )
