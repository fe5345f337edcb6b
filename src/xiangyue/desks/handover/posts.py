"""What is done with a hand-over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import SEAT, TEXT, Asked, needed
from xiangyue.desks.handover import actions, queries, views
from xiangyue.desks.handover.models import Handover
from xiangyue.kernel.models import Place, Seat


def start(town: Place, *, leaver: Seat, successor: Seat | None, words: str, seat: Seat, at: datetime) -> Handover:
    return actions.start(leaver, successor=successor, words=words, seat=seat, at=at)


def _one(asked: Asked, result: Handover) -> str:
    return reverse("handover:one", args=[result.pk])


def _back(asked: Asked, **address: Any) -> str:
    return reverse("handover:one", args=[asked.subject.pk])


_START = {"leaver": needed(SEAT, "请选择谁离岗。"), "successor": SEAT, "words": TEXT}
POSTS = [
    *on(
        "",
        back=lambda asked: reverse("handover:start"),
        rows=(
            Post(
                "start",
                "handover.see",
                start,
                _START,
                _("交接清单已列好，等接手人接手。"),
                address="start",
                to=_one,
                page=views.new,
            ),
        ),
    ),
    *on(
        "<int:pk>",
        fetch=queries.handover_for,
        back=_back,
        rows=(
            Post("accept", "handover.see", actions.accept, {"remarks": TEXT}, _("已接手，清单上的已转到您名下。")),
            Post("withdraw", "handover.see", actions.withdraw, {"reason": TEXT}, _("交接已撤回。")),
        ),
    ),
]
