from django.urls import path

from xiangyue.desks.handover import views
from xiangyue.desks.handover.posts import POSTS

urlpatterns = [
    path("", views.desk, name="desk"),
    path("<int:pk>", views.one, name="one"),
    path("<int:pk>/paper", views.paper, name="paper"),
    *POSTS,
]
