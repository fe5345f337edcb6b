from django.urls import path

from xiangyue.doors.onsite import views
from xiangyue.doors.onsite.posts import POSTS

urlpatterns = [
    path("", views.projects, name="projects"),
    path("<int:pk>", views.project, name="project"),
    *POSTS,
    path("stops/<int:pk>", views.stop, name="stop"),
]
