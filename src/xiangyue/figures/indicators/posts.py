"""What is done with a figure: a seat signs for it, or puts it on its own page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import TEXT, Asked
from xiangyue.figures.indicators import actions, queries


def _one(asked: Asked, **address: Any) -> str:
    return reverse("indicators:one", kwargs=address)


POSTS = on(
    "<str:code>/<str:period>",
    fetch=queries.sheet_for,
    back=_one,
    rows=(
        Post("sign", "figures.sign", actions.sign, {"qualifier": TEXT, "why": TEXT}, _("已签发。")),
        Post("choose", "figures.see", actions.choose, {}, _("已放到您的数据页。")),
        Post("drop", "figures.see", actions.drop, {}, _("已从您的数据页拿掉。")),
    ),
)
