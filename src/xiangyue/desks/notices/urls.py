from django.urls import path

from xiangyue.desks.notices import views
from xiangyue.desks.notices.posts import POSTS

urlpatterns = [
    path("", views.desk, name="desk"),
    path("bell", views.bell_page, name="bell"),
    path("replies/", views.replies_page, name="replies"),
    path("up/<str:token>", views.up, name="up"),
    *POSTS,
]
