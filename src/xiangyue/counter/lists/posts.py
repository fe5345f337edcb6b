from __future__ import annotations

from django.utils.translation import gettext_noop

from xiangyue.counter.lists import views_kept
from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import TEXT, YES

POSTS = [
    *on(
        "views",
        back=lambda asked, **address: "/",
        rows=(
            Post(
                "keep_view",
                "house.see",
                views_kept.keep,
                {"listing": TEXT, "title": TEXT, "query": TEXT, "shared": YES},
                gettext_noop("视图已存，在这张列表的“视图”里。"),
                address="keep",
            ),
        ),
    ),
    *on(
        "views/<int:pk>",
        fetch=views_kept.own_view,
        back=lambda asked, **address: "/",
        rows=(Post("drop_view", "house.see", views_kept.drop, {}, gettext_noop("视图已删。"), address="drop"),),
    ),
]
