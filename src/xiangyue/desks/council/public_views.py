"""Villagers on a phone: what is on the agenda, what was decided, what became of it; to raise, support and say
something. Nobody's name stands on these pages, and nothing is ordered by how many like it.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET

from xiangyue.counter import throttle
from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.counter.own.views import own_url
from xiangyue.counter.posts import Post, public_post
from xiangyue.counter.readers import TEXT, Asked
from xiangyue.counter.taking_in import Given, WayIn, kept_offline, open_town, request_id_of, view_of
from xiangyue.desks.council import actions, queries
from xiangyue.desks.council.actions.ballots import open_item
from xiangyue.desks.council.forms import AskForm
from xiangyue.desks.council.kind import TOPIC
from xiangyue.desks.council.models import Topic
from xiangyue.kernel import receipts
from xiangyue.kernel.models import Matter, Place

PUBLIC = "what a village talks over and decides is published for everybody"
_SHOWN = 100


@require_GET
@open_to_all(PUBLIC)
def notices(request: HttpRequest, code: str) -> HttpResponse:
    town = open_town(code)
    return kept_offline(render(request, "council/notices.html", {"town": town, "notices": queries.shown_notices(town)}))


@require_GET
@open_to_all(PUBLIC)
def wall(request: HttpRequest, code: str, village: str) -> HttpResponse:
    """The board of one village, to be printed for the wall."""
    town = open_town(code)
    place = get_object_or_404(Place, town=town, level="village", code=village)
    context = {"town": town, "village": place, "notices": queries.shown_notices(town, place), "now": moment_of(request)}
    return render(request, "council/wall.html", context)


@require_GET
@open_to_all(PUBLIC)
def topics(request: HttpRequest, code: str) -> HttpResponse:
    """The newest first, whatever people think of them."""
    town, language = open_town(code), get_language() or "zh"
    rows = queries.shown_topics(town).order_by("-shown_at", "-id")[:_SHOWN]
    shown = [(one, TOPIC.stage(one.stage).name(language)) for one in rows]
    return kept_offline(render(request, "council/topics.html", {"town": town, "topics": shown}))


@require_GET
@open_to_all(PUBLIC)
def public_topic(request: HttpRequest, code: str, number: str) -> HttpResponse:
    town = open_town(code)
    found = queries.shown_topic(town, number)
    context = {
        "town": town,
        "topic": found,
        "stage": TOPIC.stage(found.stage).name(get_language() or "zh"),
        "is_open": found.matter.closed_at is None,
        "is_voting": open_item(found) is not None,
        "request_id": secrets.token_hex(16),
        **queries.told_of(found),
    }
    return render(request, "council/public_topic.html", context)


def _topic_for(request: HttpRequest, code: str, number: str) -> tuple[Place, Topic]:
    """Counted for each network address, so that nobody floods a village's page."""
    town = open_town(code)
    throttle.count_guess(request, "council")
    return town, queries.shown_topic(town, number)


def _request_id(asked: Asked, name: str) -> str:
    return request_id_of(asked.typed(name))


def _back(asked: Asked, **address: Any) -> str:
    return reverse("council:public_topic", args=[asked.town.code, address["number"]])


SUPPORT = Post("support", "", actions.support, {"phone": TEXT}, _("附议记下了。号码不保存，只用来保证一个电话一次。"))
COMMENT = Post(
    "comment",
    "",
    actions.comment,
    {"words": TEXT, "request_id": _request_id},
    _("留言收到了，审核后公开，不显示姓名。"),
)
VOTE = Post(
    "vote",
    "",
    actions.vote,
    dict.fromkeys(("code", "tail", "choice"), TEXT),
    _("您这一户的票投进去了；怎样投的不留记录。"),
)
vote = public_post(VOTE, fetch=_topic_for, back=_back, because=PUBLIC)
support = public_post(SUPPORT, fetch=_topic_for, back=_back, because=PUBLIC)
comment = public_post(COMMENT, fetch=_topic_for, back=_back, because=PUBLIC)


class Asking:
    """What a villager gets for a topic: its receipt."""

    def __init__(self, topic: Topic) -> None:
        self.matter: Matter = topic.matter
        self.code, self.tail = receipts.shown(topic.matter)


def _ask(given: Given) -> Asking:
    told = {name: given.form.cleaned_data[name] for name in ("words", "name", "phone")}
    village, at = given.form.cleaned_data["place"], moment_of(given.request)
    return Asking(actions.ask(village, **told, request_id=given.request_id, at=at))


ask = view_of(
    WayIn(
        "council",
        form=AskForm,
        template="council/ask.html",
        take=_ask,
        url=lambda matter: own_url(matter, is_new=True),
        because=PUBLIC,
    )
)
