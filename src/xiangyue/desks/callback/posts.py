"""What is done after a call."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, numbered, on
from xiangyue.counter.readers import TEXT, YES_OR_NO, Asked
from xiangyue.desks.callback import actions
from xiangyue.desks.callback.models import Callback
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Seat


def one_call(
    matter: Matter,
    *,
    reached: bool | None,
    contacted: bool | None,
    solved: bool | None,
    satisfied: str,
    words: str,
    seat: Seat,
    at: datetime,
) -> Callback:
    """Not reached, or what the person said."""
    if reached is False:
        return actions.call_back(matter, said=None, words=words, seat=seat, at=at)
    if contacted is None or solved is None:
        raise Refused("三个问题要分开问、都要选：联系过吗？解决了吗？满意吗？")
    return actions.call_back(matter, said=actions.Said(contacted, solved, satisfied, words), seat=seat, at=at)


def _desk(asked: Asked, number: str) -> str:
    return f"{reverse('callback:desk')}?m={number}"


_CALL = {"reached": YES_OR_NO, "contacted": YES_OR_NO, "solved": YES_OR_NO, "satisfied": TEXT, "words": TEXT}
POSTS = on(
    "<str:number>",
    fetch=matter_for,
    back=_desk,
    rows=(
        Post("attempts", "callback.call", one_call, _CALL, numbered(_("%(number)s 的回访已记下。"))),
        Post(
            "give_up",
            "callback.call",
            actions.give_up,
            done=numbered(_("%(number)s 已办结，不计入三率。")),
            address="unreached",
        ),
    ),
)
