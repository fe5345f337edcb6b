from django.urls import path

from xiangyue.desks.callback import views
from xiangyue.desks.callback.posts import POSTS

urlpatterns = [path("", views.desk, name="desk"), *POSTS]
