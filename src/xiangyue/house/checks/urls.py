from django.urls import path, reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.house.checks import actions, views

urlpatterns = [
    path("", views.checks, name="checks"),
    path("seals", views.seals, name="seals"),
    *on(
        "",
        back=lambda asked: reverse("house:checks:checks"),
        rows=(Post("ask", "chain.verify", actions.ask, {}, _("后台会从头核验一遍，做完后结果留在这一页。")),),
    ),
]
