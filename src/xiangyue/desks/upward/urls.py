from django.urls import path

from xiangyue.desks.upward import views
from xiangyue.desks.upward.posts import POSTS

urlpatterns = [
    path("", views.desk, name="desk"),
    path("statutory", views.statutory, name="statutory"),
    path("<str:number>", views.matter, name="matter"),
    *POSTS,
]
