from django.urls import path

from xiangyue.counter.own.views import addresses
from xiangyue.doors.portal import views
from xiangyue.doors.portal.own import OWN

urlpatterns = [
    path("", views.towns, name="towns"),
    path("<str:code>/", views.home, name="home"),
    path("<str:code>/say", views.say, name="say"),
    path("<str:code>/neighbours", views.neighbours, name="neighbours"),
    path("<str:code>/picture", views.picture, name="picture"),
    path("<str:code>/privacy", views.privacy, name="privacy"),
    *addresses(OWN),
]
