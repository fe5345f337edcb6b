from django.urls import path

from xiangyue.counter.own.views import addresses
from xiangyue.doors.enterprise import desk_views, views
from xiangyue.doors.enterprise.own import OWN
from xiangyue.doors.enterprise.posts import POSTS

urlpatterns = [
    path("", desk_views.desk, name="desk"),
    path("report", desk_views.report, name="report"),
    path("visits", desk_views.visits, name="visits"),
    *POSTS,
    path("<str:code>/", views.home, name="home"),
    path("<str:code>/ask", views.ask, name="ask"),
    *addresses(OWN),
]
