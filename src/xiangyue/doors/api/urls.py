from django.urls import path

from xiangyue.doors.api import views
from xiangyue.doors.api.posts import POSTS

urlpatterns = [path("tokens", views.tokens_page, name="tokens"), *POSTS]
