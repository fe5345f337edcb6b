"""What is done with a notice that did not go out, with a channel, with the town's own words."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import TEXT, UNIT, Asked
from xiangyue.desks.notices import actions, queries, replies, views


def _desk(asked: Any, **address: int) -> str:
    return reverse("notices:desk")


def _channels(asked: Any, **address: int) -> str:
    return reverse("notices:channels")


def _address_of_answers(asked: Asked, token: str) -> HttpResponse:
    """Shown this once, and never kept in a cache."""
    address = asked.request.build_absolute_uri(reverse("notices:up", args=[token]))
    return render(asked.request, "notices/hears.html", {"channel": asked.subject, "address": address})


SEE, MANAGE = "notices.see", "notices.manage"
_CHANNEL = {"kind": TEXT, "title": TEXT, "address": TEXT, "unit": UNIT}
_WORDING = {"event": TEXT, "audience": TEXT, "language": TEXT, "text": TEXT}
POSTS = [
    *on(
        "<int:pk>",
        fetch=queries.notice_of,
        back=_desk,
        rows=(
            Post("again", SEE, actions.send_again, done=_("已重新排队发送。")),
            Post("drop", SEE, actions.drop, done=_("不再发送这条通知。")),
        ),
    ),
    *on(
        "",
        back=_channels,
        rows=(
            Post("channels", MANAGE, actions.open_channel, _CHANNEL, _("通知渠道已开通。"), page=views.channels),
            Post("reword", MANAGE, actions.reword, _WORDING, _("通知用语已改。"), address="wordings"),
        ),
    ),
    *on(
        "channels/<int:pk>",
        fetch=queries.channel_of,
        back=_channels,
        rows=(
            Post("end", MANAGE, actions.end_channel, done=_("通知渠道已停用。")),
            Post("listen", MANAGE, replies.listen, shows=_address_of_answers),
        ),
    ),
    *on(
        "replies/<int:pk>",
        fetch=queries.reply_of,
        back=lambda asked, pk: reverse("notices:replies"),
        rows=(Post("see", "notices.replies", replies.see, done=_("已记为看过。")),),
    ),
]
