from django.urls import path

from xiangyue.counter.own.views import addresses
from xiangyue.doors.mailbox import desk_views, views
from xiangyue.doors.mailbox.own import OWN
from xiangyue.doors.mailbox.posts import POSTS

urlpatterns = [
    path("", desk_views.desk, name="desk"),
    path("account", desk_views.account, name="account"),
    path("meetings", desk_views.meetings, name="meetings"),
    *POSTS,
    path("<str:code>/", views.home, name="home"),
    path("<str:code>/write", views.write, name="write"),
    *addresses(OWN),
]
