"""What is done on the notice board."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import TEXT, Form
from xiangyue.desks.council import actions, queries
from xiangyue.desks.council.forms import NoticeForm

PUBLISH = "council.publish"
POSTS = [
    *on(
        "board",
        back=lambda asked: reverse("council:board"),
        rows=(
            Post(
                "publish", PUBLISH, actions.publish, {"": Form(NoticeForm)}, _("公告已发布，居民现在就看得到。"), "new"
            ),
        ),
    ),
    *on(
        "board/<int:pk>",
        fetch=queries.notice_of,
        back=lambda asked, pk: reverse("council:board"),
        rows=(Post("take_down", PUBLISH, actions.take_down, {"why": TEXT}, _("公告已撤下。"), "withdrawal"),),
    ),
]
