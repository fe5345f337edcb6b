"""Addresses: each room brings its own under its path."""

from __future__ import annotations

from importlib.util import find_spec

from django.apps import apps
from django.urls import include, path
from django.views.i18n import set_language

from xiangyue.counter.guard import open_to_all
from xiangyue.counter.room import RoomConfig
from xiangyue.house.api import api
from xiangyue.house.offline import service_worker
from xiangyue.house.people.login import Login
from xiangyue.house.views import favicon

handler400 = "xiangyue.house.refusals.not_understood"
handler403 = "xiangyue.house.refusals.not_allowed"
handler404 = "xiangyue.house.refusals.not_found"
handler500 = "xiangyue.house.refusals.failed"

urlpatterns = [
    path("login", open_to_all("the door to everything else")(Login.as_view()), name="login"),
    path("favicon.ico", favicon, name="favicon"),
    path("sw.js", service_worker, name="service_worker"),
    path("house/language", open_to_all("a reader's choice")(set_language), name="set_language"),
    path("api/", api.urls),
    path("house/", include(("xiangyue.house.house_urls", "house"))),
    *(
        path(room.address, include((f"{room.name}.urls", room.label)))
        for room in apps.get_app_configs()
        if isinstance(room, RoomConfig) and room.name != "xiangyue.house" and find_spec(f"{room.name}.urls")
    ),
]
