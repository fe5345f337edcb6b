from django.urls import path

from xiangyue.desks.council import views
from xiangyue.desks.council.posts import POSTS

urlpatterns = [
    path("board", views.board, name="board"),
    *POSTS,
    path("<str:code>/notices", views.notices, name="notices"),
]
