"""What is done with an outage."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import MOMENT, TEXT, UNIT, VILLAGES, Asked, needed, row_of
from xiangyue.kernel.access import matter_for
from xiangyue.ledgers.outages import actions, queries
from xiangyue.ledgers.outages.models import Outage


def _list(asked: Asked, **address: Any) -> str:
    return reverse("outages:desk")


def _one(asked: Asked, **address: Any) -> str:
    return reverse("outages:one", args=[asked.subject.pk])


def _matter(asked: Asked, **address: Any) -> str:
    return reverse("handling:matter", args=[asked.subject.number])


_OUTAGE = row_of(lambda asked: Outage.objects.filter(town=asked.town, ended_at=None), "这条公告已经结束，请重新选。")
_NEW = {
    "unit": needed(UNIT, "请选择是哪个单位的公告。"),
    "places": VILLAGES,
    "from_at": MOMENT,
    "until_at": MOMENT,
    **dict.fromkeys(("kind", "source", "words"), TEXT),
}
KEEP = "outages.keep"
POSTS = [
    *on("", back=_list, rows=(Post("announce", KEEP, actions.announce, _NEW, _("公告已登记。")),)),
    *on(
        "<int:pk>",
        fetch=queries.outage_for,
        back=_one,
        rows=(
            Post("revise", KEEP, actions.revise, {"until_at": MOMENT, "words": TEXT}, _("已改期，关注的人会收到。")),
            Post("end", KEEP, actions.end, {"words": TEXT}, _("已恢复，关注的人会收到。")),
        ),
    ),
    *on(
        "matters/<str:number>",
        fetch=matter_for,
        back=_matter,
        rows=(
            Post(
                "join",
                "outages.see",
                actions.join_by_seat,
                {"outage": _OUTAGE},
                _("已跟上这条公告，恢复时会告诉诉求人。"),
            ),
        ),
    ),
]
