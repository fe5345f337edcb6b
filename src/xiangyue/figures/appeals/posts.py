"""What is done with an appeal: sent up, answered, or not sent."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import TEXT, YES_OR_NO, Asked, row_of
from xiangyue.figures.appeals import actions, queries
from xiangyue.figures.appeals.rules import GROUND
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.dated import holding_on
from xiangyue.kernel.timekeeping import local_day

_GROUNDS = row_of(
    lambda asked: holding_on(asked.town, GROUND, local_day(asked.at)), "这一条不在现行的申诉理由里，请从列表里重新选。"
)


def _of_matter(asked: Asked, **address: Any) -> str:
    return reverse("appeals:matter", kwargs=address)


def _page(asked: Asked, **address: Any) -> str:
    return reverse("appeals:one", kwargs=address)


POSTS = [
    *on(
        "matters/<str:number>",
        fetch=matter_for,
        back=_of_matter,
        rows=(
            Post(
                "ask",
                "appeals.ask",
                actions.ask,
                {"reason": TEXT, "basis": TEXT},
                _("已申请，等审核员决定；同意后由处置中心报送。"),
            ),
        ),
    ),
    *on(
        "<int:pk>",
        fetch=queries.appeal_for,
        back=_page,
        rows=(
            Post("send", "appeals.send", actions.send, {"ground": _GROUNDS, "words": TEXT}, _("已记下报送。")),
            Post(
                "answer", "appeals.send", actions.answer, {"upheld": YES_OR_NO, "words": TEXT}, _("上级的答复已记下。")
            ),
            Post("drop", "appeals.send", actions.drop, {"words": TEXT}, _("不再报送，原因已记下。")),
        ),
    ),
]
