from django.urls import path

from xiangyue.doors.patrol import desk_views, views, zone_views
from xiangyue.doors.patrol.posts import POSTS

urlpatterns = [
    path("", views.home, name="home"),
    path("shift", views.shift, name="shift"),
    path("track", views.track, name="track"),
    path("visits", views.visit, name="visit"),
    path("findings/new", views.finding, name="finding"),
    path("findings", desk_views.findings, name="findings"),
    path("findings/<int:pk>/photo", desk_views.photo, name="photo"),
    path("coverage", desk_views.coverage, name="coverage"),
    path("grids", desk_views.grids, name="grids"),
    path("villages/<int:pk>", desk_views.village, name="village"),
    path("grids/<int:pk>", desk_views.grid, name="grid"),
    path("zones", zone_views.zones, name="zones"),
    *POSTS,
]
