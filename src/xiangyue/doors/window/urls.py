from django.urls import path

from xiangyue.doors.window import views
from xiangyue.doors.window.posts import POSTS

urlpatterns = [
    path("", views.desk, name="desk"),
    path("earlier", views.earlier, name="earlier"),
    path("paper", views.paper, name="paper"),
    path("slips/<int:pk>", views.slip, name="slip"),
    *POSTS,
]
