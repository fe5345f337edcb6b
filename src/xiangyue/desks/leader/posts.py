"""What the leader does with a matter of the day."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import TEXT, UNIT, YES
from xiangyue.desks.leader import actions, queries
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.actions import decide_recusal

_INSTRUCTION = {"text": TEXT, "follower": UNIT}
POSTS = [
    *on(
        "recusals",
        fetch=queries.recusal_to_decide,
        back=lambda asked, pk: reverse("leader:recusals"),
        rows=(
            Post(
                "decide_recusal",
                "recusal.decide",
                decide_recusal,
                {"stays": YES, "why": TEXT},
                _("已决定，记在这件事上。"),
                address="<int:pk>",
            ),
        ),
    ),
    *on(
        "<str:number>",
        fetch=matter_for,
        back=lambda asked, number: f"{reverse('leader:day')}?m={number}",
        rows=(
            Post("read", "leader.read", actions.read, done=_("已阅。"), address="reading"),
            Post(
                "instruct",
                "leader.read",
                actions.instruct,
                _INSTRUCTION,
                _("批示已写下。"),
                address="instructions",
                undo="take_back_instruction",
            ),
            Post(
                "take_back_instruction",
                "leader.read",
                actions.take_back_instruction,
                done=_("批示已撤回。"),
                address="instructions/taken-back",
            ),
        ),
    ),
]
