from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangyue.counter.doing import attempt
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.desks.notices import actions, queries
from xiangyue.desks.notices.models import Channel, Notice
from xiangyue.kernel.models import Party
from xiangyue.kernel.queries import units


@require_GET
@needs("notices.see")
def desk(request: HttpRequest) -> HttpResponse:
    """What did not go out stands first."""
    town = seat_of(request).town
    tab = request.GET.get("tab", "failed")
    tab = tab if tab in queries.TABS else "failed"
    page, counts = queries.notices(town, tab, request.GET.get("after", "")), queries.counts(town)
    context = {
        "tab": tab,
        "rows": page.rows,
        "tabs": [(key, _(label), counts[key]) for key, label in queries.TABS.items()],
        "next_url": f"?tab={tab}&after={quote(page.next_after)}" if page.next_after else "",
        "channels": queries.channels(town),
    }
    return render(request, "notices/desk.html", context)


@require_POST
@needs("notices.see")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice, town=seat_of(request).town, pk=pk)
    return attempt(
        request,
        lambda: actions.send_again(notice, seat=seat_of(request), at=moment_of(request)),
        done=_("已重新排队发送。"),
        to=reverse("notices:desk"),
    )


@require_POST
@needs("notices.see")
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice, town=seat_of(request).town, pk=pk)
    return attempt(
        request,
        lambda: actions.drop(notice, seat=seat_of(request)),
        done=_("不再发送这条通知。"),
        to=reverse("notices:desk"),
    )


@require_http_methods(["GET", "POST"])
@needs("notices.manage")
def channels(request: HttpRequest) -> HttpResponse:
    """The ways of telling of this town; keys are never shown again."""
    seat = seat_of(request)
    if request.method == "POST":
        posted = request.POST
        unit = Party.objects.filter(town=seat.town, kind="unit", pk=posted.get("unit") or 0).first()
        return attempt(
            request,
            lambda: actions.open_channel(
                seat.town,
                kind=posted.get("kind", ""),
                title=posted.get("title", ""),
                address=posted.get("address", ""),
                unit=unit,
                seat=seat,
                at=moment_of(request),
            ),
            done=_("通知渠道已开通。"),
            to=reverse("notices:channels"),
        )
    context = {
        "channels": queries.channels(seat.town),
        "kinds": Channel.KINDS,
        "units": units(seat.town),
        "wordings": [one | {"to": _(queries.AUDIENCES[one["audience"]])} for one in queries.wordings(seat.town)],
    }
    return render(request, "notices/channels.html", context)


@require_POST
@needs("notices.manage")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    channel = get_object_or_404(Channel, town=seat_of(request).town, pk=pk)
    return attempt(
        request,
        lambda: actions.end_channel(channel, seat=seat_of(request), at=moment_of(request)),
        done=_("通知渠道已停用。"),
        to=reverse("notices:channels"),
    )


@require_POST
@needs("notices.manage")
def reword(request: HttpRequest) -> HttpResponse:
    seat, posted = seat_of(request), request.POST
    return attempt(
        request,
        lambda: actions.reword(
            seat.town,
            event=posted.get("event", ""),
            audience=posted.get("audience", ""),
            language=posted.get("language", ""),
            text=posted.get("text", ""),
            seat=seat,
        ),
        done=_("通知用语已改。"),
        to=reverse("notices:channels"),
    )
