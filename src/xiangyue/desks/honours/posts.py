"""What is entered of honours and units, row by row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import TEXT, Asked, Form, Reader
from xiangyue.desks.honours import actions, queries
from xiangyue.desks.honours.forms import RecommendForm, ReorganiseForm
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Party, Place, Seat


def recommend(town: Place, *, seat: Seat, at: datetime, **told: Any) -> Any:
    return actions.recommend(town, actions.NewRecommendation(**told), seat=seat, at=at)


def reorganise(town: Place, *, unit: Party, seat: Seat, at: datetime, **told: Any) -> Any:
    return actions.reorganise(unit, **told, seat=seat, at=at)


def matters_in(asked: Asked, name: str) -> list[Matter]:
    """Numbers, one on a line; refused with the first that this seat may not see."""
    assert asked.seat is not None
    wanted = list(dict.fromkeys(asked.typed(name).split()))[: actions.EVIDENCE_MAX + 1]
    found = {one.number: one for one in visible_to(asked.seat).filter(number__in=wanted)}
    for number in wanted:
        if number not in found:
            raise Refused("没有编号为“{number}”的事项，或者您的岗位看不到它。", number=number[:40])
    return [found[number] for number in wanted]


def _desk(asked: Asked, **address: Any) -> str:
    return reverse("honours:desk")


def _units(asked: Asked, **address: Any) -> str:
    return reverse("honours:units")


KEEP = "honours.keep"
_RECOMMEND: dict[str, Reader] = {"": Form(RecommendForm), "matters": matters_in}
POSTS = [
    *on("", back=_desk, rows=(Post("recommend", KEEP, recommend, _RECOMMEND, _("推荐登记好了。")),)),
    *on(
        "<int:pk>",
        fetch=queries.recommendation_for,
        back=_desk,
        rows=(Post("withdraw", KEEP, actions.withdraw, {"reason": TEXT}, _("推荐已撤回，记录还在。")),),
    ),
    *on(
        "units",
        back=_units,
        rows=(Post("reorganise", KEEP, reorganise, {"": Form(ReorganiseForm)}, _("沿革登记好了。"), "new"),),
    ),
]
