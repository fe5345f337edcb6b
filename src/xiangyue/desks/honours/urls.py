from django.urls import path

from xiangyue.desks.honours import views
from xiangyue.desks.honours.posts import POSTS

urlpatterns = [
    path("", views.desk, name="desk"),
    path("undertakings", views.undertakings, name="undertakings"),
    path("units", views.units, name="units"),
    *POSTS,
]
