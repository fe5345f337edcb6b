from django.urls import path

from xiangyue.desks.leader import views
from xiangyue.desks.leader.posts import POSTS

urlpatterns = [path("", views.day, name="day"), path("recusals/", views.recusals, name="recusals"), *POSTS]
