from django.urls import path

from xiangyue.desks.dispatch import views
from xiangyue.desks.dispatch.posts import POSTS

urlpatterns = [path("", views.desk, name="desk"), *POSTS]
