from django.contrib.auth.views import LogoutView
from django.urls import include, path

from xiangyue.counter.guard import open_to_all
from xiangyue.house import offline, print_size, views
from xiangyue.house.health import health
from xiangyue.house.people import second_views
from xiangyue.house.people.views import OwnPassword
from xiangyue.house.pulse import pulse

urlpatterns = [
    path("seat", views.choose_seat, name="seat"),
    path("logout", open_to_all("leaving needs no right")(LogoutView.as_view()), name="logout"),
    path("print", print_size.choose, name="print"),
    path("search", views.search, name="search"),
    path("components", views.components, name="components"),
    path("pulse", pulse, name="pulse"),
    path("rights", views.rights, name="rights"),
    path("clauses", views.clauses, name="clauses"),
    path("reveals", views.reveals, name="reveals"),
    path("manifest/<str:code>", offline.manifest, name="manifest"),
    path("health", health, name="health"),
    path(
        "password",
        open_to_all("everybody's own; the page itself asks for the log-in")(OwnPassword.as_view()),
        name="password",
    ),
    path("lists/", include(("xiangyue.counter.lists.urls", "lists"))),
    path("persons/", include(("xiangyue.house.persons.urls", "persons"))),
    path("second", second_views.pair, name="second"),
    path("second/code", second_views.code, name="second_code"),
    path("access-log/", include(("xiangyue.house.traces.urls", "traces"))),
    path("checks/", include(("xiangyue.house.checks.urls", "checks"))),
    path("people/", include(("xiangyue.house.people.urls", "people"))),
]
