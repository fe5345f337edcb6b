"""What is entered of honours and units, row by row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import NUMBERED, TEXT, Asked, Form, Reader
from xiangyue.desks.honours import actions, queries
from xiangyue.desks.honours.forms import RecommendForm, ReorganiseForm
from xiangyue.kernel.models import Party, Place, Seat


def recommend(town: Place, *, seat: Seat, at: datetime, **told: Any) -> Any:
    return actions.recommend(town, actions.NewRecommendation(**told), seat=seat, at=at)


def reorganise(town: Place, *, unit: Party, seat: Seat, at: datetime, **told: Any) -> Any:
    return actions.reorganise(unit, **told, seat=seat, at=at)


def _desk(asked: Asked, **address: Any) -> str:
    return reverse("honours:desk")


def _units(asked: Asked, **address: Any) -> str:
    return reverse("honours:units")


KEEP = "honours.keep"
_RECOMMEND: dict[str, Reader] = {"": Form(RecommendForm), "matters": NUMBERED}
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
