from django.contrib.auth.views import LogoutView
from django.urls import path

from xiangyue.house import views
from xiangyue.kernel.guard import open_to_all

urlpatterns = [
    path("seat", views.choose_seat, name="seat"),
    path("logout", open_to_all("leaving needs no right")(LogoutView.as_view()), name="logout"),
    path("search", views.search, name="search"),
    path("components", views.components, name="components"),
    path("reveals", views.reveals, name="reveals"),
    path("health", views.health, name="health"),
]
