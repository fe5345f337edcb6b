"""What is done with an order that is not ours, row by row."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import TEXT, UNIT, YES, Asked, row_of
from xiangyue.desks.upward import actions, queries
from xiangyue.desks.upward.rules import CLAUSE
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.dated import holding_on
from xiangyue.kernel.timekeeping import local_day

_CLAUSES = row_of(
    lambda asked: holding_on(asked.town, CLAUSE, local_day(asked.at)), "这一条不在现行的依据里，请从列表里重新选。"
)


def _page(asked: Asked, **address: Any) -> str:
    matter = getattr(asked.subject, "matter", asked.subject)
    return reverse("upward:matter", args=[matter.number])


_NAMED = {"unit": UNIT, "clause": _CLAUSES}
POSTS = [
    *on(
        "objections/<int:pk>",
        fetch=queries.objection_for,
        back=_page,
        rows=(
            Post(
                "answer",
                "upward.answer",
                actions.answer_objection,
                {"accepted": YES, "words": TEXT},
                _("上级的答复已记下。"),
            ),
            Post("withdraw", "upward.ask", actions.withdraw_objection, {"reason": TEXT}, _("退单已撤回，继续办理。")),
        ),
    ),
    *on(
        "<str:number>",
        fetch=matter_for,
        back=_page,
        rows=(
            Post(
                "name_statutory",
                "upward.ask",
                actions.name_statutory,
                {**_NAMED, "words": TEXT},
                _("法定承办单位已记下。"),
                address="statutory",
            ),
            Post(
                "ask",
                "upward.ask",
                actions.object_upward,
                {**_NAMED, "reason": TEXT, "late": TEXT},
                _("已记下向上级退单；有答复以前继续办理。"),
                address="objections",
            ),
        ),
    ),
]
