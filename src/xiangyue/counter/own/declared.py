"""What a door says of its owners' page: the kinds it is for, its own words, and what only this room shows or asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from xiangyue.counter.posts import Post
from xiangyue.counter.readers import TEXT, YES_OR_NO, named, needed
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import kinds
from xiangyue.kernel.models import Matter
from xiangyue.kernel.said import whole_words
from xiangyue.kernel.stages import Stage

ADD = Post(
    "words",
    "",
    kernel.add_words,
    {"text": named("words", TEXT), "request_id": TEXT},
    gettext_noop("补充的内容收到了。"),
)
WITHDRAW = Post("withdrawal", "", kernel.withdraw, {"reason": TEXT}, gettext_noop("已按您的意思撤回。"))
REOPEN = Post("reopening", "", kernel.ask_again, {"reason": TEXT}, gettext_noop("重办的要求收到了，会有人接着办。"))
SOLVED = needed(YES_OR_NO, "请先选：解决了，还是没有解决。")
RATE = Post(
    "rating",
    "",
    kernel.say_how_it_went,
    {"solved": SOLVED, "satisfied": TEXT, "words": TEXT, "request_id": TEXT},
    gettext_noop("谢谢，您的评价收到了。"),
)


def nothing_more(matter: Matter, at: datetime) -> dict[str, Any]:
    return {}


def led_by(matter: Matter, stage: Stage) -> str:
    """Who answers for it now; empty before somebody leads it and after it has ended."""
    return matter.lead_unit.title if matter.lead_unit is not None and matter.closed_at is None else ""


@dataclass(frozen=True)
class Own:
    """`room` is the namespace of its addresses and the folder of its templates: `ROOM/own_facts.html`,
    `own_rating.html`, `own_rated.html`, `own_more.html` are shown where they are there.

    `subject` gives what the posts are about; `more` what the templates of the room need besides; `who` who answers now.
    """

    room: str
    kinds: tuple[str, ...]
    find: str  # what its search page is called
    receipt: str  # heading over a new receipt
    said: str  # heading over the person's own words
    hidden: str  # what is said to somebody who has not opened it on this device
    posts: tuple[Post, ...] = (ADD, RATE, WITHDRAW, REOPEN)
    subject: Callable[[Matter], Any] = lambda matter: matter
    more: Callable[[Matter, datetime], dict[str, Any]] = nothing_more
    who: Callable[[Matter, Stage], str] = led_by
    words: Callable[[Matter], str] = lambda matter: whole_words(matter)[1]
    joined: tuple[str, ...] = ()

    def is_for(self, number: str) -> bool:
        """By the letter that the number begins with; a page for whatever has no page of its own takes the rest."""
        theirs = [kinds.get(name).prefix for name in self.kinds]
        if all(theirs):
            return number.startswith(tuple(theirs))
        return not any(other.is_for(number) for other in PAGES.values() if other is not self)


PAGES: dict[str, Own] = {}


def register(page: Own) -> Own:
    if page.room in PAGES:
        raise ValueError(f"the owners' page of {page.room!r} is registered twice")
    PAGES[page.room] = page
    return page


def page_of(matter: Matter) -> Own:
    """The page of the matter's kind."""
    room = kinds.get(matter.kind).page.partition(":")[0]
    return PAGES[room]
